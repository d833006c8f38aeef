//! The OpenAPI document, made from the handlers.

use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi as _};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Kharisma", description = "One till for four services."),
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

/// The whole document as JSON, ending with a line break.
///
/// # Errors
/// If it does not serialize: never.
pub fn document() -> Result<String, serde_json::Error> {
    let (_, document) = crate::router::routes().split_for_parts();
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}
