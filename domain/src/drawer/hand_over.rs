//! Handing an open drawer over to somebody else, counted.

use chrono::{DateTime, Utc};

use super::{Count, Drawer, DrawerError, DrawerEvent};
use crate::user::Actor;
use crate::values::Money;

/// Hands an open drawer over.
#[derive(Debug, Clone)]
pub struct HandOver {
    /// What was found in it, in Rupiah.
    pub counted: Money,
    /// Who has it from now on.
    pub to: Actor,
    /// Who counted.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the drawer is handed over. The session goes on and what should be there stays
/// what it was: the count says how much of the variance at the end is whose.
///
/// # Errors
/// [`DrawerError::NotFound`], [`DrawerError::NoOpenSession`], [`DrawerError::HoldsIt`].
pub fn hand_over(drawer: &Drawer, cmd: HandOver) -> Result<Vec<DrawerEvent>, DrawerError> {
    let (drawer_id, session) = drawer.opened()?;
    if session.holder.id == cmd.to.id {
        return Err(DrawerError::HoldsIt);
    }
    let count = Count { expected: session.expected(), counted: cmd.counted };
    Ok(vec![DrawerEvent::DrawerHandedOver {
        drawer_id,
        session_id: session.id,
        expected: count.expected,
        counted: count.counted,
        variance: count.variance(),
        from: session.holder.clone(),
        to: cmd.to,
        counted_by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{closing, hadi, handing, installed, opened, siti};
    use super::super::{close, reconcile};
    use super::*;
    use crate::log::replay;

    #[test]
    fn the_session_goes_on_in_other_hands() {
        let mut events = opened(500_000);
        events.extend(hand_over(&replay(events.clone()), handing(499_000, hadi())).unwrap());
        let drawer: Drawer = replay(events);
        let open = drawer.session().unwrap();
        assert_eq!((open.holder.clone(), open.opened_by.clone()), (hadi(), siti()));
        assert_eq!(open.expected().get(), 500_000, "what is missing stays missing");
    }

    #[test]
    fn each_is_told_how_much_of_the_variance_is_theirs() {
        let mut events = opened(500_000);
        events.extend(hand_over(&replay(events.clone()), handing(499_000, hadi())).unwrap());
        let DrawerEvent::DrawerHandedOver { variance, from, .. } = events.last().unwrap() else {
            panic!("handed over");
        };
        assert_eq!((variance.get(), from), (-1_000, &siti()));
        events.extend(close(&replay(events.clone()), closing(499_000)).unwrap());
        let drawer: Drawer = replay(events);
        assert_eq!(drawer.last_counted().unwrap().count.variance().get(), -1_000);
    }

    #[test]
    fn a_drawer_is_handed_to_somebody_else_while_it_is_open() {
        let refused = hand_over(&replay(opened(0)), handing(0, siti()));
        assert_eq!(refused, Err(DrawerError::HoldsIt));
        let refused = hand_over(&replay(installed()), handing(0, hadi()));
        assert_eq!(refused, Err(DrawerError::NoOpenSession));
    }

    #[test]
    fn who_has_it_at_the_end_does_not_approve_the_count() {
        let mut events = opened(0);
        events.extend(hand_over(&replay(events.clone()), handing(0, hadi())).unwrap());
        events.extend(close(&replay(events.clone()), closing(0)).unwrap());
        let approve = super::super::fixtures::approving(1, hadi());
        assert_eq!(reconcile(&replay(events), approve), Err(DrawerError::OwnCount));
    }
}
