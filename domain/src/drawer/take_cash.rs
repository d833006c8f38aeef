//! Cash of a payment, which goes into the drawer together with the payment itself.

use chrono::{DateTime, Utc};

use super::{Drawer, DrawerError, DrawerEvent, amounts};
use crate::user::Actor;
use crate::values::{Money, PaymentId};

/// Puts a payment's cash into the drawer.
#[derive(Debug, Clone)]
pub struct TakeCash {
    /// The payment.
    pub payment_id: PaymentId,
    /// What stays in the drawer, the change given; in Rupiah.
    pub amount: Money,
    /// Who takes it.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the drawer takes the cash.
///
/// # Errors
/// [`DrawerError::NotFound`], [`DrawerError::NoOpenSession`], [`DrawerError::AmountOutOfRange`].
pub fn take_cash(drawer: &Drawer, cmd: TakeCash) -> Result<Vec<DrawerEvent>, DrawerError> {
    let (drawer_id, session) = drawer.opened()?;
    if !amounts::is_moved(cmd.amount) {
        return Err(DrawerError::AmountOutOfRange);
    }
    Ok(vec![DrawerEvent::CashTaken {
        drawer_id,
        session_id: session.id,
        payment_id: cmd.payment_id,
        amount: cmd.amount,
        taken_by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{installed, opened, taking};
    use super::*;
    use crate::log::replay;

    #[test]
    fn cash_is_taken_into_an_open_session_only() {
        let refused = take_cash(&replay(installed()), taking(75_000));
        assert_eq!(refused, Err(DrawerError::NoOpenSession));
        let mut events = opened(500_000);
        events.extend(take_cash(&replay(events.clone()), taking(75_000)).unwrap());
        assert_eq!(replay::<Drawer>(events).session().unwrap().expected().get(), 575_000);
    }

    #[test]
    fn nothing_is_not_taken() {
        let refused = take_cash(&replay(opened(0)), taking(0));
        assert_eq!(refused, Err(DrawerError::AmountOutOfRange));
    }
}
