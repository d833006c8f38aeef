//! `GET /stream`

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use domain::user::Permission;
use domain::values::OutletId;
use projections::live::{Heard, Listener};
use tokio::time::{Instant, timeout_at};

use super::audience::Audience;
use super::message::{self, Changed};
use crate::error::{ApiError, Detail};
use crate::query::Params;
use crate::reply::Refusals;
use crate::staff::Staff;
use crate::state::Till;

/// How often a sign of life is sent when there is nothing else to say.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often the listener's token and role are looked at again.
const LOOK: Duration = Duration::from_secs(2);
/// nginx would gather what is to go out at once.
const UNBUFFERED: [(HeaderName, &str); 1] = [(HeaderName::from_static("x-accel-buffering"), "no")];

/// What changes, as server-sent events, for as long as the caller's token is good. Each is named for what
/// shows it: `orders`, `queue`, `payments`, `takings`, `catalog`, `customers`, `employees`, `users`,
/// `settings`, `places`, `drawers`, `receivables`, `subscriptions`, `settlements`, `day_close`; who could
/// not look it up is not told, and service staff hear of orders that are their work. A position is told
/// when every read model shows it, in order, none twice; where one changes several things, its id comes
/// with the last. `ready` says from where on changes are told. Whoever comes back with `Last-Event-ID`
/// (or `after`) hears what they missed, or `reset` if that is too much: then everything is to be looked
/// at again. Whoever reads too slowly is cut off, and may come back.
#[utoipa::path(get, path = "/api/v1/stream", tag = "live", security(("bearer" = [])),
    params(("outletId" = Option<i64>, Query, description = "leaves out what is known to be of others"),
        ("after" = Option<i64>, Query, description = "a position, as Last-Event-ID"),
        ("Last-Event-ID" = Option<i64>, Header)),
    responses((status = 200, body = Changed, content_type = "text/event-stream"), Refusals))]
pub(crate) async fn listen(
    State(till): State<Till>,
    parts: Parts,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let outlet = params.take("outletId", |text| {
        let id = text.parse().ok().and_then(|id| OutletId::new(id).ok());
        id.ok_or_else(|| "must be a whole number from 1".to_owned())
    });
    let after = params.take("after", position);
    params.finish()?;
    let after = last_heard(&headers)?.or(after);
    let audience = audience(&till, &parts, outlet).await?;
    let listener = till.live.listen(after);
    let now = Instant::now();
    // The first sign of life sends the headers on their way.
    let waiting = VecDeque::from([message::heartbeat(after)]);
    let ear = Ear { till, parts, listener, audience, waiting, looked: now, spoke: now };
    let stream = futures_util::stream::unfold(ear, Ear::next);
    Ok((UNBUFFERED, Sse::new(stream)).into_response())
}

fn position(text: &str) -> Result<i64, String> {
    let position = text.trim().parse().ok().filter(|position| *position >= 0);
    position.ok_or_else(|| "must be a position such as 42".to_owned())
}

fn last_heard(headers: &HeaderMap) -> Result<Option<i64>, ApiError> {
    let Some(value) = headers.get("last-event-id") else { return Ok(None) };
    let wrong =
        |message| ApiError::invalid(vec![Detail::of("Last-Event-ID", message, "INVALID_FORMAT")]);
    position(value.to_str().unwrap_or_default()).map(Some).map_err(wrong)
}

/// Who listens, as they stand now: their token is checked as for any request.
async fn audience(
    till: &Till,
    parts: &Parts,
    outlet: Option<OutletId>,
) -> Result<Audience, ApiError> {
    let mut parts = parts.clone();
    parts.extensions.remove::<Staff>(); // as they stood when they were let in
    let staff = Staff::from_request_parts(&mut parts, till).await?;
    let role = staff.may(Permission::OrdersRead).await?;
    Ok(Audience { role, employee: staff.works_as(), outlet })
}

/// A connection that somebody listens on.
struct Ear {
    till: Till,
    parts: Parts,
    listener: Listener,
    audience: Audience,
    /// What is to be written next.
    waiting: VecDeque<Event>,
    looked: Instant,
    spoke: Instant,
}

impl Ear {
    /// The next message; none when the stream ends.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            if let Some(message) = self.waiting.pop_front() {
                self.spoke = Instant::now();
                return Some((Ok(message), self));
            }
            let heard = timeout_at(self.looked + LOOK, self.listener.next()).await;
            if self.looked.elapsed() >= LOOK {
                let outlet = self.audience.outlet;
                match audience(&self.till, &self.parts, outlet).await {
                    Ok(audience) => self.audience = audience,
                    Err(refusal) if refusal.status.is_client_error() => return None,
                    Err(_) => {} // nobody can say now: they stand as they stood
                }
                self.looked = Instant::now();
            }
            match heard {
                Ok(Heard::Told(told)) => {
                    self.waiting.extend(message::changes(&told, &self.audience));
                }
                Ok(Heard::Ready(position)) => {
                    self.waiting.push_back(message::since("ready", position));
                }
                Ok(Heard::Reset(position)) => {
                    self.waiting.push_back(message::since("reset", position));
                }
                Ok(Heard::CutOff | Heard::Ended) => return None,
                Err(_) => {}
            }
            if self.waiting.is_empty() && self.spoke.elapsed() >= HEARTBEAT {
                self.waiting.push_back(message::heartbeat(self.listener.position()));
            }
        }
    }
}
