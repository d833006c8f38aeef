//! The OpenAPI document is a snapshot in the repository: a change of the contract shows in review.
#![allow(clippy::unwrap_used)] // tests

/// With `UPDATE_GOLDEN=1` the snapshot is written anew.
#[test]
fn the_contract_is_the_one_written_down() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    let now = api::document().unwrap();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, &now).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(now == written, "the contract changed: look at it, then run with UPDATE_GOLDEN=1");
}

#[test]
fn whatever_changes_something_takes_an_idempotency_key() {
    let document: serde_json::Value = serde_json::from_str(&api::document().unwrap()).unwrap();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let takes = parameters.iter().any(|p| p["name"] == "Idempotency-Key");
            // Nothing is kept of what comes with a secret, or is answered with one.
            let secret = ["/api/v1/tills", "/api/v1/approvals", "/api/v1/users/me/pin"];
            let secret = path.starts_with("/api/v1/auth/")
                || path.starts_with("/api/v1/users/me/sessions")
                || path.ends_with("/password")
                || path == "/api/v1/users"
                || secret.contains(&path.as_str());
            // A quote changes nothing; what is due is ordered once, however often somebody asks.
            let once = path.ends_with("/quote") || path.ends_with("/subscriptions/run");
            let changes = method != "get" && !secret && !once;
            assert_eq!(takes, changes, "{method} {path}");
        }
    }
}

#[test]
fn paths_are_written_whole_and_every_secured_one_says_so() {
    let document: serde_json::Value = serde_json::from_str(&api::document().unwrap()).unwrap();
    let open = [
        "/api/v1/auth/login",
        "/api/v1/auth/refresh",
        "/api/v1/auth/switch",
        "/api/v1/auth/forgot-password",
        "/api/v1/auth/reset-password",
        "/api/v1/health",
        "/health",
        "/health/live",
        "/health/ready",
        "/metrics",
    ];
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let secured = operation["security"].is_array();
            assert_eq!(secured, !open.contains(&path.as_str()), "{method} {path}");
            assert!(path.starts_with("/api/v1/") || open.contains(&path.as_str()), "{path}");
        }
    }
}

#[test]
fn every_schema_that_is_named_is_there_and_every_price_list_has_its_own() {
    let document: serde_json::Value = serde_json::from_str(&api::document().unwrap()).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let text = document.to_string();
    let named = text.split("#/components/schemas/").skip(1);
    for name in named.map(|rest| rest.split('"').next().unwrap()) {
        assert!(schemas.contains_key(name), "{name} is not described");
    }
    let mut bodies = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let Some(list) = path.strip_suffix("/{id}/reinstate") else { continue };
        let content = "/post/requestBody/content/application~1json/schema/$ref";
        let added = document["paths"][list].pointer(content).unwrap().as_str().unwrap();
        assert!(methods["patch"]["operationId"].is_string());
        bodies.push(added.to_owned());
    }
    bodies.sort();
    bodies.dedup();
    assert_eq!(bodies.len(), 11, "{bodies:?}");
}
