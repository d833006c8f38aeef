//! `POST /water-delivery/subscriptions/run`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::subscription::{Ran, Run, may_run};
use domain::user::Permission;
use domain::values::BusinessDay;
use projections::places::Today;
use projections::subscriptions::due;
use serde::Serialize;
use utoipa::ToSchema;

use super::look;
use crate::body::{Body, Fields, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Up to when.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct SubscriptionRunRequest {
    /// Everything due until then, 31 days ahead at most; else until today.
    date: Option<String>,
}

/// What a run came to.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SubscriptionRunReply {
    /// Orders that were made.
    ordered: u32,
    /// Due dates for which no order could be made: the subscriptions say why.
    skipped: u32,
    /// Subscriptions whose order of that day was made before.
    already_ordered: u32,
    /// Subscriptions that have to be looked at again; the next run does.
    failed: u32,
}

fn read(fields: &mut Fields) -> Option<BusinessDay> {
    fields.optional("date", text(BusinessDay::parse))
}

/// Makes the orders that are due now, as happens every minute by itself. To run it again is
/// harmless: each due date gets its order once.
#[utoipa::path(post, path = "/api/v1/water-delivery/subscriptions/run", tag = "water delivery",
    security(("bearer" = [])), request_body = SubscriptionRunRequest,
    params(("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<SubscriptionRunReply>), Refusals))]
pub(crate) async fn run(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<SubscriptionRunReply>>, ApiError> {
    let read = body.read(|fields| Some(read(fields)));
    let until = staff.said(Permission::SubscriptionsRun, read).await?;
    let call = staff.call(&body);
    may_run(&till.desk, &call, until).await?;
    let run = Run { at: call.at, request_id: call.request_id, until };
    let (mut ran, mut last) = (Ran::default(), None);
    loop {
        // A moment of its own for each page: none is kept open while orders are made.
        let page = {
            let (mut snapshot, today) = look(&till, &headers).await?;
            let day = until.map_or(today, Today::everywhere);
            due(&mut snapshot, &day, true, last).await?
        };
        last = page.last().copied();
        if last.is_none() {
            break;
        }
        ran += commands::subscription::run(&till.desk, &run, &page).await?;
    }
    let Ran { ordered, skipped, settled_before: already_ordered, failed } = ran;
    let reply = SubscriptionRunReply { ordered, skipped, already_ordered, failed };
    Ok(Reply::ok(reply).at(till.desk.log.head().await?))
}
