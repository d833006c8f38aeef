//! Orders, as the till sees them.

pub(crate) mod assign;
pub(crate) mod complete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod place;
mod reply;
pub(crate) mod start;

use commands::Done;
use domain::order::Order;
use domain::user::Role;
use infra::event_log::Loaded;

use crate::error::ApiError;
use crate::reply::{Envelope, Reply};
pub(crate) use reply::{OrderReply, shown_to};

/// The reply to a command on an order, made from the order itself.
fn changed(done: &Done<Loaded<Order>>) -> Result<Reply<Envelope<OrderReply>>, ApiError> {
    let order = &done.what;
    let reply = OrderReply::of(&order.state, order.sequence, Role::Cashier)?;
    Ok(Reply::ok(reply).at(order.position).version(order.sequence).replayed(done.replayed))
}
