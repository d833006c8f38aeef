//! Subscriptions to water.

mod change;
mod end;
mod get;
mod list;
mod pause;
mod reply;
mod run;
mod start;

use axum::http::HeaderMap;
use chrono::Utc;
use commands::subscription::Target;
use domain::subscription::SubscriptionError;
use domain::values::SubscriptionId;
use projections::Snapshot;
use projections::customers::Customers;
use projections::places::{Places, Today, outlets};
use projections::runtime::Projection;
use projections::subscriptions::Subscriptions;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::staff::{if_match, min_position};
use crate::state::Till;

/// Everything about subscriptions.
pub(crate) fn routes(router: OpenApiRouter<Till>) -> OpenApiRouter<Till> {
    router
        .routes(routes!(list::list, start::start))
        .routes(routes!(run::run))
        .routes(routes!(get::get, change::change))
        .routes(routes!(pause::pause))
        .routes(routes!(pause::resume))
        .routes(routes!(end::end))
}

fn known_id(id: i64) -> Result<SubscriptionId, ApiError> {
    SubscriptionId::new(id).map_err(|_| SubscriptionError::NotFound.into())
}

/// The subscription of a command's path, at the version the caller insists on.
fn target(id: i64, headers: &HeaderMap) -> Result<Target, ApiError> {
    Ok(Target { id: known_id(id)?, version: if_match(headers)? })
}

/// A moment of what is known of subscriptions, and which day it is.
async fn look(till: &Till, headers: &HeaderMap) -> Result<(Snapshot, Today), ApiError> {
    let names = [Subscriptions::NAME, Customers::NAME, Places::NAME];
    let mut snapshot = till.read_db.snapshot_of(&names, min_position(headers)?).await?;
    let today = Today::at(Utc::now(), &outlets(&mut snapshot).await?)?;
    Ok((snapshot, today))
}
