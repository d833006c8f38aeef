//! The delivery schedule: water that is to be brought, when, and by whom. An entry is an order seen
//! from the road; what is said to it is said to the order.

mod call;
mod dispatch;
mod entry;
mod get;
mod list;
mod outcome;
mod schedule;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Till;

/// Everything about the schedule.
pub(crate) fn routes(router: OpenApiRouter<Till>) -> OpenApiRouter<Till> {
    router
        .routes(routes!(list::list, schedule::schedule))
        .routes(routes!(get::get))
        .routes(routes!(dispatch::dispatch))
        .routes(routes!(outcome::deliver))
        .routes(routes!(outcome::fail_delivery))
        .routes(routes!(schedule::reschedule))
}
