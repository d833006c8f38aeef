//! The gate: who may call, and how often, is settled before anything of what they say is read; and
//! who was sent away is written down. Deny by default: a route without a row in the table is served
//! to nobody.

mod access;
#[cfg(test)]
mod print;
mod record;
mod table;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use infra::rate_limit::Class;

pub use access::Access;
pub(crate) use record::came;
pub use table::access_table;

use crate::error::ApiError;
use crate::request::RequestInfo;
use crate::staff::Staff;
use crate::state::Till;
use crate::wall::{Counted, class_of};
use record::{Asked, noting_who};
use table::{Found, find};

pub(crate) async fn gate(State(till): State<Till>, request: Request, next: Next) -> Response {
    let address = address(&request);
    let Some(route) = request.extensions().get::<MatchedPath>().cloned() else {
        return counted(&till, &address, next.run(request)).await; // there is nothing there
    };
    let access = match find(request.method(), route.as_str()) {
        // Whoever watches over the shop is not counted.
        Found::Route(Access::Public) if !route.as_str().starts_with("/api/v1/auth/") => {
            return next.run(request).await;
        }
        Found::Route(access) => access,
        Found::Takes(methods) => {
            return counted(&till, &address, async { not_that_way(&methods) }).await;
        }
        Found::Unlisted => return unlisted(route.as_str()).into_response(),
    };
    let asked = Asked::of(&request, route.as_str());
    if access == Access::Public {
        let entering = noting_who(next.run(request));
        let (response, who) = counted_as(&till, &address, entering).await;
        return asked.recorded(&till, who, response).await;
    }
    let (mut parts, body) = request.into_parts();
    let mut staff = match Staff::from_request_parts(&mut parts, &till).await {
        Ok(staff) => staff,
        Err(refusal) => {
            let large = is_large(&parts.headers);
            let refused = async { unread(refusal.into_response(), large) };
            return counted(&till, &address, refused).await;
        }
    };
    let who = staff.user_id().get();
    let class = class_of(&parts.method, route.as_str());
    let counted = Counted::now(&till.wall, class, &who.to_string()).await;
    if let Some(refusal) = counted.refusal() {
        return unread(refusal, is_large(&parts.headers));
    }
    let large = is_large(&parts.headers);
    let response = match let_in(&mut staff, &mut parts, access).await {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(refusal) => unread(refusal.into_response(), large),
    };
    counted.told(asked.recorded(&till, Some(who), response).await)
}

/// Lets the caller in, who is known to the handler from then on; or not.
async fn let_in(staff: &mut Staff, parts: &mut Parts, access: Access) -> Result<(), ApiError> {
    if let Access::Needs(permission) = access {
        staff.let_in(permission).await?;
    }
    parts.extensions.insert(staff.clone());
    Ok(())
}

/// What is left unread of a small body is read over; for a large one nobody waits.
fn is_large(headers: &HeaderMap) -> bool {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let length = length.and_then(|length| length.parse::<u64>().ok());
    headers.contains_key(header::TRANSFER_ENCODING) || length.is_some_and(|length| length > 65_536)
}

/// A reply to a request whose body stays unread: of a large one the connection is not used again.
fn unread(mut response: Response, large: bool) -> Response {
    if large {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// From where somebody unknown asks.
fn address(request: &Request) -> String {
    let info = request.extensions().get::<RequestInfo>();
    info.and_then(|info| info.client_ip.clone()).unwrap_or_else(|| "somewhere".to_owned())
}

/// The answer to somebody unknown, unless they asked too often.
async fn counted(till: &Till, address: &str, answer: impl Future<Output = Response>) -> Response {
    counted_as(till, address, async { (answer.await, None) }).await.0
}

async fn counted_as(
    till: &Till,
    address: &str,
    answer: impl Future<Output = (Response, Option<i64>)>,
) -> (Response, Option<i64>) {
    let counted = Counted::now(&till.wall, Class::Stranger, address).await;
    if let Some(refusal) = counted.refusal() {
        return (refusal, None);
    }
    let (response, who) = answer.await;
    (counted.told(response), who)
}

fn unlisted(route: &str) -> ApiError {
    tracing::error!(route, "nobody wrote down who may call this route: it is not served");
    ApiError::new(StatusCode::FORBIDDEN, "INSUFFICIENT_PERMISSIONS", "nobody may do that")
}

fn not_that_way(methods: &str) -> Response {
    let mut response = ApiError::wrong_method().into_response();
    if let Ok(methods) = HeaderValue::from_str(methods) {
        response.headers_mut().insert(header::ALLOW, methods);
    }
    response
}
