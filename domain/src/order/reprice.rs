//! Agreeing on another price, before the work is done (LA-CAL-001, K-12).

use chrono::{DateTime, Utc};

use super::{Order, OrderError, OrderEvent, Override, PriceAuthority, Step, price};
use crate::user::Actor;
use crate::values::EmployeeId;

/// Agrees on another price.
#[derive(Debug, Clone)]
pub struct RepriceOrder {
    /// The price asked for.
    pub wanted: Override,
    /// Who asks, and who stands behind them.
    pub authority: PriceAuthority,
    /// The worker behind the login that asks.
    pub editor: Option<EmployeeId>,
    /// Who asks.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the order costs something else. The same price again changes nothing.
///
/// # Errors
/// [`OrderError::PaysTheEditor`], and those of [`price`] and of the state.
pub fn reprice(order: &Order, cmd: RepriceOrder) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.open_for(Step::Reprice)?;
    if cmd.editor.is_some_and(|editor| ticket.is_work_of(editor)) {
        return Err(OrderError::PaysTheEditor);
    }
    let lines = ticket.details.lines()?;
    let wanted = Some(cmd.wanted);
    let price =
        price(lines, ticket.price.terms, wanted, &cmd.authority, |notes| ticket.about(notes))?;
    if price.pricing == ticket.price.pricing {
        return Ok(Vec::new());
    }
    Ok(vec![OrderEvent::PriceAgreed {
        order_id: ticket.id,
        price,
        by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{ahmad, authority, completed, kasir, later, started};
    use super::super::{Asked, State};
    use super::*;
    use crate::log::replay;
    use crate::values::{Money, Notes};

    fn cmd(to: i64) -> RepriceOrder {
        RepriceOrder {
            wanted: Override {
                asked: Asked::FinalPrice(Money::rupiah(to)),
                reason: Notes::parse("ban tidak bersih").ok(),
            },
            authority: authority(),
            editor: None,
            by: kasir(),
            at: later(),
        }
    }

    #[test]
    fn a_price_is_agreed_on_until_the_work_is_done_and_once() {
        let mut events = started();
        events.extend(reprice(&replay(events.clone()), cmd(60_000)).unwrap());
        let order: Order = replay(events);
        assert_eq!(order.ticket().unwrap().price.pricing.total, Money::rupiah(60_000));
        assert_eq!(reprice(&order, cmd(60_000)), Ok(vec![]));
        let refused = reprice(&replay(completed()), cmd(60_000)).unwrap_err();
        assert!(matches!(refused, OrderError::CannotNow { state: State::Completed, .. }));
    }

    #[test]
    fn nobody_prices_what_they_are_paid_by() {
        let own = RepriceOrder { editor: Some(ahmad().id), ..cmd(90_000) };
        assert_eq!(reprice(&replay(started()), own), Err(OrderError::PaysTheEditor));
    }
}
