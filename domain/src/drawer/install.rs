//! Putting a drawer into an outlet.

use chrono::{DateTime, Utc};

use super::{Drawer, DrawerError, DrawerEvent};
use crate::user::Actor;
use crate::values::{DrawerId, DrawerName, OutletId};

/// Puts a drawer into an outlet.
#[derive(Debug, Clone)]
pub struct InstallDrawer {
    /// The new drawer's id.
    pub drawer_id: DrawerId,
    /// Where it stands.
    pub outlet_id: OutletId,
    /// What it is called.
    pub name: DrawerName,
    /// Who puts it there.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the drawer is put there.
///
/// # Errors
/// [`DrawerError::AlreadyInstalled`].
pub fn install(drawer: &Drawer, cmd: InstallDrawer) -> Result<Vec<DrawerEvent>, DrawerError> {
    if drawer.fixture().is_some() {
        return Err(DrawerError::AlreadyInstalled);
    }
    Ok(vec![DrawerEvent::DrawerInstalled {
        drawer_id: cmd.drawer_id,
        outlet_id: cmd.outlet_id,
        name: cmd.name,
        installed_by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::log::replay;
    use crate::settings::fixtures::{ibu, now};

    pub(crate) fn cmd() -> InstallDrawer {
        InstallDrawer {
            drawer_id: DrawerId::new(1).unwrap(),
            outlet_id: OutletId::new(1).unwrap(),
            name: DrawerName::parse("Laci depan").unwrap(),
            by: ibu(),
            at: now(),
        }
    }

    #[test]
    fn a_drawer_is_installed_once() {
        let drawer: Drawer = replay(install(&Drawer::default(), cmd()).unwrap());
        assert_eq!(drawer.fixture().unwrap().name.as_str(), "Laci depan");
        assert_eq!(install(&drawer, cmd()), Err(DrawerError::AlreadyInstalled));
    }
}
