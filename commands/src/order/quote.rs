//! Pricing an order without placing it: nothing is stored.

use domain::order::{self, Details, Order, OrderError, OrderEvent, Price};
use domain::user::Permission;
use domain::values::OrderId;
use infra::event_log::LogError;

use super::place::{NewOrder, Priced};
use crate::authority::authorise;
use crate::{Call, CommandError, Desk};

/// What would be ordered, and what it would cost.
#[derive(Debug, Clone)]
pub struct Quote {
    /// What.
    pub details: Details,
    /// For how much.
    pub price: Price,
}

/// What an order would cost, were it placed now. It takes the same decision as placing does; whoever
/// may look at prices may ask.
///
/// # Errors
/// [`CommandError`].
pub async fn quote(desk: &Desk, call: &Call, new: &NewOrder) -> Result<Quote, CommandError> {
    let attempt = desk.log.attempt(true);
    let authority = authorise(&attempt, call, Permission::CatalogRead).await?;
    let mut draft = authority.draft()?;
    // Only marks whom the order is about, which nobody is told.
    let nobody = OrderId::new(1).map_err(|e| LogError::Database(e.to_string()))?;
    let priced = Priced::look_up(&attempt, &mut draft, call, new, nobody).await?;
    let (role, approver) = (authority.login().role, authority.approver());
    let cmd = priced.order(call, new, nobody, (role, approver), authority.actor());
    let events = order::place(&Order::default(), cmd)?;
    let quote = events.into_iter().find_map(|event| {
        let OrderEvent::OrderPlaced { details, price, .. } = event else { return None };
        Some(Quote { details, price })
    });
    Ok(quote.ok_or(OrderError::NoLines)?)
}
