//! Correcting what is known of an outlet.

use chrono::{DateTime, Utc};

use super::{Outlet, OutletError, OutletEvent};
use crate::user::Actor;
use crate::values::{CutOff, OutletAddress, OutletName, OutletZone};

/// Corrects what is known of an outlet.
#[derive(Debug, Clone)]
pub struct EditOutlet {
    /// Its name from now on, if it changes.
    pub name: Option<OutletName>,
    /// Its address from now on, if it changes: another, or none.
    pub address: Option<Option<OutletAddress>>,
    /// Where its clocks stand from now on, if that changes.
    pub zone: Option<OutletZone>,
    /// When its business day begins from now on, if that changes.
    pub cut_off: Option<CutOff>,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides what changes. What stays as it is changes nothing.
///
/// # Errors
/// [`OutletError::NotFound`].
pub fn edit(outlet: &Outlet, cmd: EditOutlet) -> Result<Vec<OutletEvent>, OutletError> {
    let known = outlet.opened()?;
    let (outlet_id, by, occurred_at) = (known.calendar.id, cmd.by, cmd.at);
    let mut events = Vec::new();
    if let Some(name) = cmd.name.filter(|name| *name != known.name) {
        let renamed_by = by.clone();
        events.push(OutletEvent::OutletRenamed { outlet_id, name, renamed_by, occurred_at });
    }
    if let Some(address) = cmd.address.filter(|address| *address != known.address) {
        let moved_by = by.clone();
        events.push(OutletEvent::OutletMoved { outlet_id, address, moved_by, occurred_at });
    }
    let zone = cmd.zone.unwrap_or(known.calendar.zone);
    let cut_off = cmd.cut_off.unwrap_or(known.calendar.cut_off);
    if (zone, cut_off) != (known.calendar.zone, known.calendar.cut_off) {
        let set_by = by;
        events.push(OutletEvent::OutletCalendarSet {
            outlet_id,
            zone,
            cut_off,
            set_by,
            occurred_at,
        });
    }
    Ok(events)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::super::open;
    use super::super::open::tests::makassar;
    use super::*;
    use crate::log::replay;
    use crate::settings::fixtures::{ibu, now};

    pub(crate) fn nothing() -> EditOutlet {
        EditOutlet { name: None, address: None, zone: None, cut_off: None, by: ibu(), at: now() }
    }

    #[test]
    fn an_outlet_is_renamed_moved_and_put_in_another_zone() {
        let mut events = open(&Outlet::default(), makassar()).unwrap();
        let cmd = EditOutlet {
            name: OutletName::parse("Kharisma Timur").ok(),
            address: Some(None),
            zone: Some(OutletZone::Jayapura),
            ..nothing()
        };
        events.extend(edit(&replay(events.clone()), cmd.clone()).unwrap());
        assert_eq!(events.len(), 4);
        let outlet: Outlet = replay(events);
        let place = outlet.place().unwrap();
        assert_eq!((place.name.as_str(), &place.address), ("Kharisma Timur", &None));
        assert_eq!(place.calendar.zone, OutletZone::Jayapura);
        assert_eq!(place.calendar.cut_off.to_string(), "03:00", "nobody spoke of it");
        assert_eq!(edit(&outlet, cmd), Ok(vec![]), "the same again");
    }

    #[test]
    fn what_stays_as_it_is_changes_nothing() {
        let outlet: Outlet = replay(open(&Outlet::default(), makassar()).unwrap());
        assert_eq!(edit(&outlet, nothing()), Ok(vec![]));
        assert_eq!(edit(&Outlet::default(), nothing()), Err(OutletError::NotFound));
    }
}
