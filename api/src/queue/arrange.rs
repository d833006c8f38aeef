//! `PATCH /queue/{orderId}`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::order::Arrangement;
use domain::order::Priority;
use domain::user::Permission;
use domain::values::{Bay, Notes, ValueError};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::reply::{EntryReply, Shown, changed};
use super::target;
use crate::body::{Body, Fields, Problem, number, text};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Where in the queue it stands from now on; what is missing stays as it is.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct ArrangeQueueRequest {
    /// Null takes it away.
    bay: Option<BayRequest>,
    /// 0 to 9: how far it goes before others that came earlier.
    priority: Option<i64>,
    /// Why it goes before others: needed for a higher priority than it has. 1 to 500 characters.
    reason: Option<String>,
}

/// A bay by its name, of 1 to 20 characters, or by its number, from 1.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
enum BayRequest {
    Named(String),
    Numbered(i64),
}

/// A number is as good as the same written as text.
fn bay(value: &Value) -> Result<Bay, Problem> {
    let parsed = match (value.as_str(), value.as_u64()) {
        (Some(name), _) => Bay::parse(name),
        (None, Some(number)) if number >= 1 => Bay::parse(&number.to_string()),
        (None, _) => Err(ValueError::Format("must be a text, or a whole number from 1")),
    };
    Ok(parsed?)
}

fn read(fields: &mut Fields) -> Arrangement {
    if fields.has("reason") && !fields.has("priority") {
        let message = "goes with a priority only".to_owned();
        fields.refuse("reason", Problem("INVALID_FORMAT", message));
    }
    Arrangement {
        bay: fields.change("bay", bay),
        priority: fields.optional("priority", number(Priority::new)),
        reason: fields.optional("reason", text(Notes::parse)),
    }
}

/// Gives an order a bay, or lets it go before others, for a reason.
#[utoipa::path(patch, path = "/api/v1/queue/{orderId}", tag = "queue", security(("bearer" = [])),
    params(("orderId" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = ArrangeQueueRequest,
    responses((status = 200, body = Envelope<EntryReply>), Refusals))]
pub(crate) async fn arrange(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Shown, ApiError> {
    let read = body.read(|fields| Some(read(fields)));
    let arrangement = staff.said(Permission::QueueUpdate, read).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    let done = commands::order::arrange_queue(&till.desk, &call, target, &arrangement).await?;
    changed(&done, Reply::ok)
}
