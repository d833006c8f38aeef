//! `GET /cash-drawer/sessions`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::values::BusinessDay;
use projections::drawers::{BY_AGE, Drawers, SessionFilter, list};
use projections::runtime::Projection;

use super::session_reply::DrawerSessionReply;
use super::{drawer_id, seen_by};
use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{ListEnvelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

const STATUSES: [&str; 3] = ["open", "closed_counted", "reconciled"];

fn filter(params: &mut Params) -> SessionFilter {
    let status = |text: &str| {
        let known = STATUSES.into_iter().find(|status| status.eq_ignore_ascii_case(text));
        known.ok_or_else(|| format!("must be one of {}", STATUSES.join(", ")))
    };
    let day = |text: &str| BusinessDay::parse(text).map_err(|wrong| wrong.to_string());
    SessionFilter {
        drawer: params.take("filter[drawerId]", drawer_id),
        status: params.take("filter[status]", status),
        from: params.take("filter[businessDate][gte]", day),
        to: params.take("filter[businessDate][lte]", day),
        flagged: params.flag("filter[flagged]"),
        seen_by: None,
    }
}

/// The sessions of all drawers, newest first unless sorted otherwise. A cashier sees what is open
/// and what they had themselves.
#[utoipa::path(get, path = "/api/v1/cash-drawer/sessions", tag = "cash drawer",
    security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before"),
        ("sort" = Option<String>, Query, description = "createdAt or -createdAt"),
        ("filter[drawerId]" = Option<i64>, Query),
        ("filter[status]" = Option<String>, Query,
            description = "open, closed_counted or reconciled"),
        ("filter[businessDate][gte]" = Option<String>, Query),
        ("filter[businessDate][lte]" = Option<String>, Query),
        ("filter[flagged]" = Option<bool>, Query,
            description = "true: with a variance; false: counted, and right"),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = ListEnvelope<DrawerSessionReply>), Refusals))]
pub(crate) async fn sessions(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<ListEnvelope<DrawerSessionReply>>, ApiError> {
    let seen_by = seen_by(&staff).await?;
    let paging = params.paging(&[BY_AGE]);
    let filter = SessionFilter { seen_by, ..filter(&mut params) };
    params.finish()?;
    let mut snapshot = till.read_db.snapshot(Drawers::NAME, min_position(&headers)?).await?;
    let page = list(&mut snapshot, &filter, &paging).await?.map(|found| (&found).into());
    Ok(Reply::page(&paging, page).at(snapshot.position))
}
