//! Requests that are written like no request of ours: tricks with paths, and more than anybody needs
//! to say.

use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::{ApiError, Detail};

/// The longest address of a request, in bytes.
const URI: usize = 8 * 1024;
/// All headers together, in bytes.
const HEADERS: usize = 32 * 1024;

pub(crate) async fn sane_paths(request: Request, next: Next) -> Response {
    match refusal(request.uri(), request.headers()) {
        Some(refusal) => refusal.into_response(),
        None => next.run(request).await,
    }
}

fn refusal(uri: &Uri, headers: &HeaderMap) -> Option<ApiError> {
    let length = uri.path().len() + uri.query().map_or(0, str::len);
    if length > URI {
        let message = "the address is too long: at most 8 KB";
        return Some(ApiError::new(StatusCode::URI_TOO_LONG, "VALIDATION_ERROR", message));
    }
    let said: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if said > HEADERS {
        let message = "the headers are too large: at most 32 KB together";
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        return Some(ApiError::new(status, "VALIDATION_ERROR", message));
    }
    is_tricky(uri.path()).then(|| {
        let message = "must be written plainly: no empty or dotted parts, no encoded slashes";
        ApiError::invalid(vec![Detail::of("path", message, "INVALID_FORMAT")])
    })
}

/// Written so that two readers could take it for two paths.
fn is_tricky(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let encoded = ["%2f", "%5c", "%2e", "%25", "%00", "%0a", "%0d"];
    path.contains("//")
        || path.contains('\\')
        || path.split('/').any(|part| part == "." || part == "..")
        || encoded.iter().any(|trick| lower.contains(trick))
        || !path.starts_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_could_be_read_in_two_ways_are_refused() {
        for tricky in [
            "//api/v1/users",
            "/api/v1//users",
            "/api/v1/../../metrics",
            "/api/v1/./users",
            "/api/v1/users/%2e%2e/health",
            "/api/v1%2Fusers",
            "/api/v1/users%00",
            "/api/v1/users%0d%0aX: 1",
            "/api\\v1",
            "/api/%252f",
            "*",
        ] {
            assert!(is_tricky(tricky), "{tricky}");
        }
        for plain in ["/", "/api/v1/users/7", "/api/v1/day-close/2026-11-01", "/health", "/a%20b"] {
            assert!(!is_tricky(plain), "{plain}");
        }
    }
}
