//! Looking at a count, and approving it.

use chrono::{DateTime, Utc};

use super::{Drawer, DrawerError, DrawerEvent};
use crate::user::Actor;
use crate::values::{DrawerSessionId, Notes, Personal, Subject};

/// Says something about a count, and whether it is approved.
#[derive(Debug, Clone)]
pub struct Reconcile {
    /// The session.
    pub session_id: DrawerSessionId,
    /// How the variance is explained, or what is asked.
    pub note: Notes,
    /// Whether the count is approved; if not, it goes on waiting.
    pub approve: bool,
    /// Who looks at it.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether a count is approved, balanced or not. Neither who counted nor who had the drawer
/// approves it; asking is free to anybody.
///
/// # Errors
/// [`DrawerError::NotFound`], [`DrawerError::NotCounted`], [`DrawerError::NothingToReconcile`],
/// [`DrawerError::AlreadyReconciled`], [`DrawerError::OwnCount`].
pub fn reconcile(drawer: &Drawer, cmd: Reconcile) -> Result<Vec<DrawerEvent>, DrawerError> {
    let (drawer_id, waiting) = drawer.to_reconcile(cmd.session_id)?;
    let session_id = cmd.session_id;
    let note = Personal::about(Subject::User(cmd.by.id), cmd.note);
    if !cmd.approve {
        return Ok(vec![DrawerEvent::DrawerCountQuestioned {
            drawer_id,
            session_id,
            note,
            questioned_by: cmd.by,
            occurred_at: cmd.at,
        }]);
    }
    if [waiting.closed_by, waiting.held_by].contains(&cmd.by.id) {
        return Err(DrawerError::OwnCount);
    }
    Ok(vec![DrawerEvent::DrawerReconciled {
        drawer_id,
        session_id,
        variance: waiting.count.variance(),
        note,
        approved_by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{approving, closed, hadi, installed, opened, session, siti};
    use super::*;
    use crate::log::replay;

    fn after(mut events: Vec<DrawerEvent>, cmd: Reconcile) -> Vec<DrawerEvent> {
        events.extend(reconcile(&replay(events.clone()), cmd).unwrap());
        events
    }

    #[test]
    fn somebody_else_approves_a_count_once() {
        let events = after(closed(500_000, 499_500), approving(1, hadi()));
        let drawer: Drawer = replay(events);
        let looked_at = drawer.looked_at().unwrap();
        assert!(looked_at.approved);
        assert_eq!(looked_at.waiting.count.variance().get(), -500);
        let again = reconcile(&drawer, approving(1, hadi()));
        assert_eq!(again, Err(DrawerError::AlreadyReconciled { session_id: session(1) }));
    }

    #[test]
    fn nobody_approves_their_own_count_but_anybody_may_ask() {
        let drawer: Drawer = replay(closed(0, 0));
        assert_eq!(reconcile(&drawer, approving(1, siti())), Err(DrawerError::OwnCount));
        let ask = Reconcile { approve: false, ..approving(1, siti()) };
        let drawer: Drawer = replay(after(closed(0, 0), ask));
        assert!(!drawer.looked_at().unwrap().approved);
        assert!(reconcile(&drawer, approving(1, hadi())).is_ok(), "it goes on waiting");
    }

    #[test]
    fn what_is_open_or_was_never_there_is_not_reconciled() {
        let open = reconcile(&replay(opened(0)), approving(1, hadi()));
        assert_eq!(open, Err(DrawerError::NotCounted { session_id: session(1) }));
        let none = reconcile(&replay(installed()), approving(1, hadi()));
        assert_eq!(none, Err(DrawerError::NothingToReconcile { session_id: session(1) }));
        let none = reconcile(&Drawer::default(), approving(1, hadi()));
        assert_eq!(none, Err(DrawerError::NotFound));
    }
}
