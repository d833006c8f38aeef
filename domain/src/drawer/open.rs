//! Opening a drawer with its float.

use chrono::{DateTime, Utc};

use super::{Drawer, DrawerError, DrawerEvent};
use crate::user::Actor;
use crate::values::{DrawerSessionId, Money, Outlet};

/// Opens a drawer with its float.
#[derive(Debug, Clone)]
pub struct OpenDrawer {
    /// The new session's number.
    pub session_id: DrawerSessionId,
    /// The float, in Rupiah.
    pub opening_balance: Money,
    /// The calendar of the drawer's outlet.
    pub outlet: Outlet,
    /// Who opens it, and has it from now on.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether a session begins.
///
/// # Errors
/// [`DrawerError::NotFound`], [`DrawerError::AlreadyOpen`].
pub fn open(drawer: &Drawer, cmd: OpenDrawer) -> Result<Vec<DrawerEvent>, DrawerError> {
    let fixture = drawer.installed()?;
    if let Some(open) = drawer.session() {
        return Err(DrawerError::AlreadyOpen { session_id: open.id });
    }
    Ok(vec![DrawerEvent::CashDrawerOpened {
        drawer_id: fixture.id,
        session_id: cmd.session_id,
        outlet_id: fixture.outlet_id,
        opening_balance: cmd.opening_balance,
        opened_by: cmd.by,
        occurred_at: cmd.at,
        business_day: cmd.outlet.business_day(cmd.at),
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{installed, opened, opening, session};
    use super::*;
    use crate::log::replay;

    #[test]
    fn a_drawer_is_opened_with_its_float() {
        let drawer: Drawer = replay(opened(500_000));
        let open = drawer.session().unwrap();
        assert_eq!((open.id, open.opening_balance.get()), (session(1), 500_000));
        assert_eq!(open.holder, open.opened_by);
        assert_eq!(open.expected().get(), 500_000);
    }

    #[test]
    fn one_session_at_a_time_of_a_drawer_that_is_there() {
        let refused = open(&replay(opened(0)), opening(2, 0)).unwrap_err();
        assert_eq!(refused, DrawerError::AlreadyOpen { session_id: session(1) });
        assert_eq!(open(&Drawer::default(), opening(1, 0)), Err(DrawerError::NotFound));
        assert!(open(&replay(installed()), opening(1, 0)).is_ok());
    }
}
