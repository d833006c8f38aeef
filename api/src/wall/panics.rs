//! A handler that panics takes nobody else with it, and tells nobody why.

use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;

use crate::error::ApiError;

pub(crate) async fn no_panics(request: Request, next: Next) -> Response {
    // What a request shares with others is behind locks that outlive a panic, or in the database.
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            let said = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let said = said.or_else(|| panic.downcast_ref::<String>().cloned());
            let said = said.unwrap_or_else(|| "something that is no text".to_owned());
            ApiError::internal(&format!("a handler panicked: {said}")).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use axum::{Router, middleware};
    use hyper_util::service::TowerToHyperService;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_reply_that_says_nothing_of_it() {
        async fn bad() -> &'static str {
            panic!("SELECT password_hash FROM credentials")
        }
        let app = Router::new().route("/bad", get(bad)).layer(middleware::from_fn(no_panics));
        let request = Request::builder().uri("/bad").body(Body::empty()).unwrap();
        let service = TowerToHyperService::new(app);
        let response = hyper::service::Service::call(&service, request).await.unwrap();
        assert_eq!(response.status(), 500);
        let body = to_bytes(response.into_body(), 10_000).await.unwrap();
        let text = String::from_utf8_lossy(&body).into_owned();
        assert!(text.contains("INTERNAL_ERROR") && !text.contains("SELECT"), "{text}");
    }
}
