//! Pricing an order without placing it: nothing is stored.

use domain::order::{self, Order, OrderError, OrderEvent, Price};
use domain::user::Permission;
use domain::values::OrderId;
use infra::event_log::LogError;

use super::place::{NewOrder, Priced};
use crate::authority::authorise;
use crate::{Call, CommandError, Desk};

/// What an order would cost, were it placed now. It takes the same decision as placing does.
///
/// # Errors
/// [`CommandError`].
pub async fn quote(desk: &Desk, call: &Call, new: &NewOrder) -> Result<Price, CommandError> {
    let attempt = desk.log.attempt(true);
    let authority = authorise(&attempt, call, Permission::OrdersCreate).await?;
    let mut draft = authority.draft()?;
    // Only marks whom the order is about, which nobody is told.
    let nobody = OrderId::new(1).map_err(|e| LogError::Database(e.to_string()))?;
    let priced = Priced::look_up(&attempt, &mut draft, call, new, nobody).await?;
    let cmd = priced.order(call, new, nobody, authority.login().role, authority.actor());
    let events = order::place(&Order::default(), cmd)?;
    let price = events.into_iter().find_map(|event| {
        if let OrderEvent::OrderPlaced { price, .. } = event { Some(price) } else { None }
    });
    Ok(price.ok_or(OrderError::NoLines)?)
}
