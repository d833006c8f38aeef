//! Calling an order off.

use chrono::{DateTime, Utc};

use super::{Order, OrderError, OrderEvent, RefundProposal, State, Step};
use crate::user::Actor;
use crate::values::{Notes, Outlet};

/// Calls an order off.
#[derive(Debug, Clone)]
pub struct CancelOrder {
    /// The order's outlet.
    pub outlet: Outlet,
    /// Why.
    pub reason: Notes,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the order is called off, and what is to be given back. Those who had begun to
/// work on it keep their shares of the part that is not given back (FEX 1).
///
/// # Errors
/// [`OrderError::CannotNow`], [`OrderError::NotFound`].
pub fn cancel(order: &Order, cmd: CancelOrder) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.open_for(Step::Cancel)?;
    let state = ticket.state();
    let refund = RefundProposal::of(ticket.service(), state, ticket.paid).up_to(ticket.kept());
    let gross = ticket.price.pricing.gross();
    let kept = gross - refund.share.rounded_of(gross);
    let kept_shares = if state == State::Pending {
        Vec::new()
    } else {
        ticket.details.income_rule().shares(kept, &ticket.employees)
    };
    Ok(vec![OrderEvent::OrderCancelled {
        order_id: ticket.id,
        service_type: ticket.service(),
        outlet_id: ticket.outlet_id,
        reason: ticket.about(cmd.reason),
        refund,
        kept_shares,
        business_day: cmd.outlet.business_day(cmd.at),
        by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{completed, kasir, later, pay, pending, started};
    use super::*;
    use crate::log::replay;
    use crate::values::Money;

    fn cmd() -> CancelOrder {
        let reason = Notes::parse("hujan").unwrap();
        CancelOrder { outlet: Outlet::first(), reason, by: kasir(), at: later() }
    }

    #[test]
    fn what_waits_is_called_off_for_nothing() {
        let mut events = pending();
        pay(&mut events, 50_000);
        events.extend(cancel(&replay(events.clone()), cmd()).unwrap());
        let order: Order = replay(events);
        let ticket = order.ticket().unwrap();
        assert_eq!(ticket.state(), State::Cancelled, "TRN-13");
        assert_eq!(ticket.outstanding(), Money::ZERO);
        let cancellation = ticket.cancellation.as_ref().unwrap();
        assert_eq!(cancellation.refund.amount, Money::rupiah(50_000));
        assert!(cancellation.kept_shares.is_empty());
    }

    #[test]
    fn those_who_began_keep_their_share_of_what_the_shop_keeps() {
        let mut events = started();
        events.extend(cancel(&replay(events.clone()), cmd()).unwrap());
        let order: Order = replay(events);
        let cancellation = order.ticket().unwrap().cancellation.as_ref().unwrap();
        assert_eq!(cancellation.refund.amount, Money::ZERO, "nothing was paid");
        assert_eq!(cancellation.kept_shares[0].amount, Money::rupiah(11_250), "30 % of a half");
    }

    #[test]
    fn what_is_done_is_not_called_off() {
        let refused = cancel(&replay(completed()), cmd()).unwrap_err();
        assert!(matches!(refused, OrderError::CannotNow { state: State::Completed, .. }), "TRN-11");
    }
}
