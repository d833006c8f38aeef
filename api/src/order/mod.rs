//! Orders, as the till sees them: one handler per verb for all four services, whose paths the
//! document spells out one by one.

mod ask;
pub(crate) mod assign;
mod call;
pub(crate) mod cancel;
pub(crate) mod close;
pub(crate) mod complete;
pub(crate) mod correct;
pub(crate) mod deliveries;
pub(crate) mod dispatch;
mod document;
pub(crate) mod erase_person;
pub(crate) mod get;
pub(crate) mod hand_over;
pub(crate) mod list;
mod path;
pub(crate) mod place;
pub(crate) mod quality_check;
pub(crate) mod quote;
mod reply;
pub(crate) mod reprice;
pub(crate) mod rework;
pub(crate) mod start;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use ask::{instant, named};
pub(crate) use complete::{DeliverRequest, read_delivery};
pub(crate) use deliveries::{FailDeliveryRequest, RescheduleRequest, read_day, read_failure};
pub(crate) use dispatch::DispatchRequest;
pub(crate) use document::spell_out;
pub(crate) use reply::{ActorReply, DeliveryReply, OrderReply, shown_to};

use crate::state::Till;

/// Everything about orders.
pub(crate) fn routes(router: OpenApiRouter<Till>) -> OpenApiRouter<Till> {
    router
        .routes(routes!(list::list_all))
        .routes(routes!(get::get_any))
        .routes(routes!(quote::quote))
        .routes(routes!(list::list, place::place))
        .routes(routes!(get::get, correct::correct, correct::delete))
        .routes(routes!(assign::assign))
        .routes(routes!(reprice::reprice))
        .routes(routes!(start::start))
        .routes(routes!(quality_check::submit_quality_check))
        .routes(routes!(quality_check::quality_check))
        .routes(routes!(complete::complete))
        .routes(routes!(cancel::cancel))
        .routes(routes!(hand_over::hand_over))
        .routes(routes!(rework::rework))
        .routes(routes!(close::close))
        .routes(routes!(erase_person::erase_person))
        .routes(routes!(dispatch::dispatch))
        .routes(routes!(complete::deliver))
        .routes(routes!(deliveries::fail_delivery))
        .routes(routes!(deliveries::reschedule))
}
