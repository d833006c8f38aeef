//! Cash that goes back to a customer, together with the refund or the void it is for.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Drawer, DrawerError, DrawerEvent, amounts};
use crate::user::Actor;
use crate::values::{DrawerSessionId, Money, PaymentId, RefundId};

/// What cash goes back for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Payout {
    /// A refund, out of whatever session is open.
    Refund {
        /// The refund.
        refund_id: RefundId,
    },
    /// A payment that was mis-keyed, out of the session it went into.
    VoidedPayment {
        /// The payment.
        payment_id: PaymentId,
        /// That session.
        session_id: DrawerSessionId,
    },
}

/// Gives cash back out of the drawer.
#[derive(Debug, Clone)]
pub struct GiveCash {
    /// What for.
    pub payout: Payout,
    /// How much, in Rupiah.
    pub amount: Money,
    /// Who gives it.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the cash leaves the drawer. More may go out than should be there: a refusal
/// would tell how much that is before it is counted.
///
/// # Errors
/// [`DrawerError::NotFound`], [`DrawerError::NoOpenSession`], [`DrawerError::AmountOutOfRange`],
/// [`DrawerError::SessionOver`] for a payment of another session than the open one.
pub fn give_cash(drawer: &Drawer, cmd: GiveCash) -> Result<Vec<DrawerEvent>, DrawerError> {
    let opened = drawer.opened();
    if let Payout::VoidedPayment { session_id, .. } = cmd.payout
        && drawer.session().is_none_or(|open| open.id != session_id)
    {
        drawer.installed()?;
        return Err(DrawerError::SessionOver { session_id });
    }
    let (drawer_id, session) = opened?;
    if !amounts::is_moved(cmd.amount) {
        return Err(DrawerError::AmountOutOfRange);
    }
    Ok(vec![DrawerEvent::CashGiven {
        drawer_id,
        session_id: session.id,
        payout: cmd.payout,
        amount: cmd.amount,
        given_by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{closed, giving, installed, opened, session};
    use super::*;
    use crate::log::replay;

    fn void(session_id: i64) -> Payout {
        let payment_id = PaymentId::new(9).unwrap();
        Payout::VoidedPayment { payment_id, session_id: session(session_id) }
    }

    fn refund() -> Payout {
        Payout::Refund { refund_id: RefundId::new(4).unwrap() }
    }

    #[test]
    fn a_refund_leaves_whatever_session_is_open() {
        let mut events = opened(500_000);
        events.extend(give_cash(&replay(events.clone()), giving(refund(), 25_000)).unwrap());
        assert_eq!(replay::<Drawer>(events).session().unwrap().expected().get(), 475_000);
        for over in [installed(), closed(0, 0)] {
            let refused = give_cash(&replay(over), giving(refund(), 1));
            assert_eq!(refused, Err(DrawerError::NoOpenSession));
        }
    }

    #[test]
    fn a_mis_keyed_payment_is_taken_back_from_its_own_session_only() {
        let drawer: Drawer = replay(opened(0));
        assert!(give_cash(&drawer, giving(void(1), 25_000)).is_ok());
        let another = DrawerError::SessionOver { session_id: session(7) };
        assert_eq!(give_cash(&drawer, giving(void(7), 25_000)), Err(another));
        let counted = DrawerError::SessionOver { session_id: session(1) };
        assert_eq!(give_cash(&replay(closed(0, 0)), giving(void(1), 1)), Err(counted));
        assert_eq!(give_cash(&Drawer::default(), giving(void(1), 1)), Err(DrawerError::NotFound));
    }

    #[test]
    fn nothing_is_not_given() {
        let refused = give_cash(&replay(opened(0)), giving(refund(), 0));
        assert_eq!(refused, Err(DrawerError::AmountOutOfRange));
    }
}
