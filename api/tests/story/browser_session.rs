//! A browser's session: a cookie no script can read, and a token that says it is our page that asks.

use api::{Metrics, Till};
use axum::http::Method;
use infra::config::AppEnv;
use serde_json::{Value, json};
use test_shop::{Http, Reply};

use crate::sessions::{signed_in, signed_out};
use crate::shop::{PASSWORD, Shop, serve};

const LOGIN: &str = "/api/v1/auth/login?mode=cookie";

async fn post(client: &Http, path: &str, headers: &[(&str, &str)], body: &Value) -> Reply {
    let headers: Vec<_> = headers.iter().map(|(k, v)| (*k, (*v).to_owned())).collect();
    client.send(Method::POST, path, &headers, Some(body.to_string())).await.unwrap()
}

/// `kh_refresh=…`, as a browser sends it back.
fn cookie(reply: &Reply) -> String {
    let set = reply.headers["set-cookie"].to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}

async fn log_in(client: &Http, username: &str, headers: &[(&str, &str)]) -> Reply {
    post(client, LOGIN, headers, &json!({"username": username, "password": PASSWORD})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookie_counts_only_with_the_sessions_own_csrf_token() {
    let shop = Shop::open().await;
    let browser = shop.stranger();
    let reply = log_in(&browser, "kasir", &[]).await;
    let set = reply.headers["set-cookie"].to_str().unwrap().to_owned();
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/api/v1/auth", "Max-Age=604800"] {
        assert!(set.contains(attribute), "{set}");
    }
    assert!(!set.contains("Secure"), "on somebody's desk there is no HTTPS");
    let kept = cookie(&reply);
    let login = reply.expect(200);
    assert_eq!(login["refreshToken"], Value::Null, "no script shall see it");
    let csrf = login["csrfToken"].as_str().unwrap();
    let others = log_in(&browser, "kasir", &[]).await.expect(200);

    for path in ["/api/v1/auth/refresh", "/api/v1/auth/logout"] {
        for wrong in ["", "x", &csrf[2..], others["csrfToken"].as_str().unwrap()] {
            let headers = [("cookie", kept.as_str()), ("x-csrf-token", wrong)];
            let reply = post(&browser, path, &headers, &json!({})).await;
            let refused = ("INSUFFICIENT_PERMISSIONS".into(), "INVALID_TOKEN".into());
            assert_eq!(reply.refused(403), refused, "{path} {wrong}");
        }
        let without = post(&browser, path, &[("cookie", &kept)], &json!({})).await;
        assert_eq!(without.refused(403).0, "INSUFFICIENT_PERMISSIONS", "{path}");
    }

    let headers = [("cookie", kept.as_str()), ("x-csrf-token", csrf)];
    let reply = post(&browser, "/api/v1/auth/refresh", &headers, &json!({})).await;
    let next = cookie(&reply);
    assert_ne!(next, kept);
    let refreshed = reply.expect(200);
    assert_eq!(refreshed["csrfToken"], csrf, "for as long as the session goes on");
    let page = browser.with_token(refreshed["accessToken"].as_str().unwrap());
    page.get("/api/v1/auth/me").await.expect(200);

    let headers = [("cookie", next.as_str()), ("x-csrf-token", csrf)];
    let out = post(&browser, "/api/v1/auth/logout", &headers, &json!({})).await;
    assert_eq!(out.status, 204);
    assert!(out.headers["set-cookie"].to_str().unwrap().starts_with("kh_refresh=; "));
    signed_out(&page.get("/api/v1/auth/me").await);
    signed_out(&post(&browser, "/api/v1/auth/refresh", &headers, &json!({})).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_that_somebody_planted_is_never_adopted() {
    let shop = Shop::open().await;
    let (thiefs, _) = signed_in(&shop, "ahmad").await;
    let thiefs = thiefs["refreshToken"].as_str().unwrap();
    let planted = format!("kh_refresh={thiefs}");
    for planted in [planted.as_str(), "kh_refresh=chosen-by-me"] {
        let reply = log_in(&shop.stranger(), "kasir", &[("cookie", planted)]).await;
        assert_ne!(cookie(&reply), planted);
        let kasir = reply.expect(200);
        assert_eq!(kasir["user"]["username"], "kasir");
    }
    let body = json!({"refreshToken": thiefs});
    let still = shop.stranger().post("/api/v1/auth/refresh", body).await.expect(200);
    assert_eq!(still["user"]["username"], "ahmad", "whose it was");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_production_the_cookie_goes_over_https_only() {
    let shop = Shop::open().await;
    let mut config = shop.database.config.clone();
    config.app_env = AppEnv::Production;
    let metrics = Metrics::start().unwrap();
    let url = serve(Till::open(&config, shop.redis.clone(), metrics).await.unwrap().0).await;
    let reply = log_in(&Http::new(&url), "kasir", &[]).await;
    assert!(reply.headers["set-cookie"].to_str().unwrap().ends_with("; Secure"));
    let odd = Http::new(&url).post("/api/v1/auth/login?mode=jar", json!({})).await;
    assert_eq!(crate::shop::wrong_fields(&odd), ["mode"]);
}
