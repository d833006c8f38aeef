//! `GET /settings/history`

use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use domain::settings::SettingsEvent;
use domain::user::{Actor, Permission};
use projections::runtime::Projection;
use projections::settings::{Change, HISTORY_BY_AGE};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{ListEnvelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// Something that was set.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChangeReply {
    /// tax.laundry, discount.vip, income_split.carpet.2027-01-01, discount_ladder, limits,
    /// settlement_fees
    setting: String,
    /// What it was set to; basis points where it is a share.
    #[schema(value_type = Object)]
    value: Value,
    /// Who set it.
    set_by: SetByReply,
    set_at: DateTime<Utc>,
}

/// Who set something.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SetByReply {
    id: i64,
    username: String,
    full_name: String,
}

impl From<&Actor> for SetByReply {
    fn from(actor: &Actor) -> Self {
        Self {
            id: actor.id.get(),
            username: actor.username.get().to_string(),
            full_name: actor.full_name.get().to_string(),
        }
    }
}

impl From<Change> for ChangeReply {
    fn from(change: Change) -> Self {
        let (value, set_by, set_at) = match &change.event {
            SettingsEvent::TaxSet { bp, set_by, occurred_at, .. }
            | SettingsEvent::DiscountSet { bp, set_by, occurred_at, .. } => {
                (json!(bp), set_by, occurred_at)
            }
            SettingsEvent::IncomeSplitSet { split, set_by, occurred_at, .. } => {
                (json!(split), set_by, occurred_at)
            }
            SettingsEvent::LadderSet { ladder, set_by, occurred_at } => {
                (json!(ladder), set_by, occurred_at)
            }
            SettingsEvent::LimitsSet { limits, set_by, occurred_at } => {
                (json!(limits), set_by, occurred_at)
            }
            SettingsEvent::SettlementFeesSet { fees, set_by, occurred_at } => {
                (json!(fees), set_by, occurred_at)
            }
        };
        let (set_by, set_at) = (set_by.into(), *set_at);
        Self { setting: change.setting, value, set_by, set_at }
    }
}

/// Everything that was ever set, by whom and when, newest first. What was never set is the seed.
#[utoipa::path(get, path = "/api/v1/settings/history", tag = "settings",
    security(("bearer" = [])), params(("page" = Option<i64>, Query),
        ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before"), ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<ChangeReply>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<ChangeReply>>, ApiError> {
    staff.may(Permission::ConfigRead).await?;
    let paging = params.paging_by(&HISTORY_BY_AGE, true);
    params.finish()?;
    let name = projections::settings::Settings::NAME;
    let mut snapshot = till.read_db.snapshot(name, min_position(&headers)?).await?;
    let found = projections::settings::history(&mut snapshot, &paging).await?;
    Ok(Reply::page(&paging, found.map(Into::into)).at(snapshot.position))
}
