//! The OpenAPI document, made from the handlers.

use std::collections::BTreeMap;

use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi, Ref, RefOr};
use utoipa::{Modify, OpenApi as _};

use crate::error::{Detail, ErrorInfo};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Kharisma", description = "One till for four services."),
    components(schemas(ErrorInfo, Detail)),
    modifiers(&Bearer)
)]
struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The document without its paths, which the router adds.
pub(crate) fn frame() -> OpenApi {
    Document::openapi()
}

/// Where there is no `Idempotency-Key`: what comes with a secret, or is answered with one, is kept
/// nowhere, a quote changes nothing, and a run of subscriptions finds what was done before settled.
fn without_key(path: &str) -> bool {
    let secret = ["/api/v1/tills", "/api/v1/approvals", "/api/v1/users/me/pin", "/api/v1/users"];
    path.starts_with("/api/v1/auth/")
        || secret.contains(&path)
        || path.starts_with("/api/v1/users/me/sessions")
        || path.ends_with("/password")
        || path.ends_with("/quote")
        || path.ends_with("/subscriptions/run")
}

/// Says of every operation that changes something that it takes an `Idempotency-Key`, and `X-Till`.
fn idempotent(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        if without_key(path) {
            continue;
        }
        let changing = [&mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in changing.into_iter().flatten() {
            let parameters = operation.parameters.get_or_insert_default();
            parameters.extend([key_parameter(), till_parameter()].map(RefOr::T));
            for (status, response) in &mut operation.responses.responses {
                if let RefOr::T(response) = response
                    && status.starts_with('2')
                {
                    response
                        .headers
                        .insert("Idempotent-Replayed".to_owned(), replayed_header().into());
                }
            }
        }
    }
}

/// Refusals look the same everywhere: each is described once, and operations refer to it.
fn described_once(document: &mut OpenApi) {
    let mut refusals = BTreeMap::new();
    for item in document.paths.paths.values_mut() {
        let all = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in all.into_iter().flatten() {
            for (status, response) in &mut operation.responses.responses {
                if !status.starts_with(['4', '5']) {
                    continue;
                }
                let name = format!("Refusal{status}");
                let known = refusals.entry(name.clone()).or_insert_with(|| response.clone());
                if known == response {
                    *response = RefOr::Ref(Ref::from_response_name(name));
                }
            }
        }
    }
    document.components.get_or_insert_default().responses.extend(refusals);
}

fn key_parameter() -> Parameter {
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some(
            "1 to 255 printable characters, such as a UUID. The same request again with the same \
             key has no second effect and gets the same reply, for seven days at least; another \
             request with it is refused.",
        ))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build()
}

fn till_parameter() -> Parameter {
    ParameterBuilder::new()
        .name("X-Till")
        .parameter_in(ParameterIn::Header)
        .description(Some("The token of the shared till this comes from, if it comes from one."))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build()
}

fn replayed_header() -> Header {
    HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .description(Some("`true`: this was done before, under the same Idempotency-Key."))
        .build()
}

/// The whole document as JSON, ending with a line break.
///
/// # Errors
/// If it does not serialize: never.
pub fn document() -> Result<String, serde_json::Error> {
    let (_, document) = crate::router::routes().split_for_parts();
    written(document)
}

/// The document of the routes, spelled out, as JSON.
pub(crate) fn written(mut document: OpenApi) -> Result<String, serde_json::Error> {
    crate::order::spell_out(&mut document);
    idempotent(&mut document);
    described_once(&mut document);
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}
