//! What is written down of those who come and go: beside the log, for reading is no event.

use std::cell::Cell;

use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{SubsecRound, Utc};
use domain::values::UserId;
use infra::access_records::{AccessKind, AccessRecord};

use crate::error::{ApiError, ErrorCode};
use crate::request::RequestInfo;
use crate::state::Till;

tokio::task_local! {
    static WHO: Cell<Option<i64>>;
}

/// Says of a request without a token whose it turned out to be.
pub(crate) fn came(user: UserId) {
    let _ = WHO.try_with(|who| who.set(Some(user.get()))); // outside a request nobody asks
}

/// The answer, and who it turned out to be for.
pub(super) async fn noting_who(answer: impl Future<Output = Response>) -> (Response, Option<i64>) {
    WHO.scope(Cell::new(None), async { (answer.await, WHO.with(Cell::get)) }).await
}

/// What is known of a request before it is answered.
pub(super) struct Asked {
    method: Method,
    route: String,
    path: String,
    user_agent: Option<String>,
    request: Option<RequestInfo>,
}

impl Asked {
    pub(super) fn of(request: &Request, route: &str) -> Self {
        let user_agent = request.headers().get(header::USER_AGENT);
        Self {
            method: request.method().clone(),
            route: route.to_owned(),
            path: request.uri().path().to_owned(),
            user_agent: user_agent
                .map(|said| String::from_utf8_lossy(said.as_bytes()).into_owned()),
            request: request.extensions().get::<RequestInfo>().cloned(),
        }
    }

    /// The reply, once what is to be written down of it is; what cannot be is not given away.
    pub(super) async fn recorded(
        &self,
        till: &Till,
        who: Option<i64>,
        response: Response,
    ) -> Response {
        let Some(kind) = kind(&self.method, &self.route, response.status()) else {
            return response;
        };
        let code = response.extensions().get::<ErrorCode>().map_or("ok", |code| code.0);
        let record = AccessRecord {
            at: Utc::now().trunc_subsecs(6),
            kind,
            user_id: who,
            method: self.method.to_string(),
            path: self.path.clone(),
            outcome: code.to_owned(),
            client_ip: self.request.as_ref().and_then(|request| request.client_ip.clone()),
            user_agent: self.user_agent.clone(),
            request_id: self.request.as_ref().map(|it| it.id.clone()).unwrap_or_default(),
        };
        match kind {
            AccessKind::Login | AccessKind::Logout | AccessKind::Export => {
                match till.access.write(record).await {
                    Ok(()) => response,
                    Err(failure) => ApiError::from(failure).into_response(),
                }
            }
            AccessKind::LoginFailed | AccessKind::Refused => {
                till.access.note(record);
                response
            }
        }
    }
}

/// What a reply of that status means, if it is to be written down.
fn kind(method: &Method, route: &str, status: StatusCode) -> Option<AccessKind> {
    let signs_in = matches!(route, "/api/v1/auth/login" | "/api/v1/auth/switch");
    let takes_out = method == Method::GET
        && (route.starts_with("/api/v1/reports/") || route.ends_with("/export"));
    if signs_in {
        match status.as_u16() {
            200..=299 => Some(AccessKind::Login),
            401 | 403 | 423 | 429 => Some(AccessKind::LoginFailed),
            _ => None,
        }
    } else if status == StatusCode::FORBIDDEN {
        Some(AccessKind::Refused)
    } else if route == "/api/v1/auth/logout" && status.is_success() {
        Some(AccessKind::Logout)
    } else {
        (takes_out && status.is_success()).then_some(AccessKind::Export)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_who_is_sent_away_and_who_takes_something_out_is_written_down() {
        let of = |method, route, status| {
            kind(&method, route, StatusCode::from_u16(status).unwrap_or_default())
        };
        let login = "/api/v1/auth/login";
        assert_eq!(of(Method::POST, login, 200), Some(AccessKind::Login));
        assert_eq!(of(Method::POST, login, 401), Some(AccessKind::LoginFailed));
        assert_eq!(of(Method::POST, login, 400), None);
        assert_eq!(of(Method::POST, "/api/v1/auth/logout", 204), Some(AccessKind::Logout));
        assert_eq!(of(Method::PUT, "/api/v1/settings", 403), Some(AccessKind::Refused));
        let file = "/api/v1/audit-log/export";
        assert_eq!(of(Method::GET, file, 200), Some(AccessKind::Export));
        assert_eq!(of(Method::GET, file, 403), Some(AccessKind::Refused));
        assert_eq!(of(Method::GET, "/api/v1/orders", 200), None);
    }
}
