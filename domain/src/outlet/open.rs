//! Opening an outlet.

use chrono::{DateTime, Utc};

use super::{Outlet, OutletError, OutletEvent};
use crate::user::Actor;
use crate::values::{CutOff, OutletAddress, OutletId, OutletName, OutletZone};

/// Opens an outlet.
#[derive(Debug, Clone)]
pub struct OpenOutlet {
    /// The new outlet's id.
    pub outlet_id: OutletId,
    /// What it is called.
    pub name: OutletName,
    /// Where it is.
    pub address: Option<OutletAddress>,
    /// Where its clocks stand.
    pub zone: OutletZone,
    /// When its business day begins.
    pub cut_off: CutOff,
    /// Who opens it.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the outlet opens.
///
/// # Errors
/// [`OutletError::AlreadyOpen`].
pub fn open(outlet: &Outlet, cmd: OpenOutlet) -> Result<Vec<OutletEvent>, OutletError> {
    if outlet.place().is_some() {
        return Err(OutletError::AlreadyOpen);
    }
    Ok(vec![OutletEvent::OutletOpened {
        outlet_id: cmd.outlet_id,
        name: cmd.name,
        address: cmd.address,
        zone: cmd.zone,
        cut_off: cmd.cut_off,
        opened_by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::log::replay;
    use crate::settings::fixtures::{ibu, now};
    use crate::values;

    pub(crate) fn makassar() -> OpenOutlet {
        OpenOutlet {
            outlet_id: OutletId::new(2).unwrap(),
            name: OutletName::parse("Kharisma Makassar").unwrap(),
            address: OutletAddress::parse("Jl. Pettarani 7").ok(),
            zone: OutletZone::Makassar,
            cut_off: CutOff::parse("03:00").unwrap(),
            by: ibu(),
            at: now(),
        }
    }

    #[test]
    fn an_outlet_opens_once_and_has_a_calendar_of_its_own() {
        let outlet: Outlet = replay(open(&Outlet::default(), makassar()).unwrap());
        let calendar = outlet.calendar();
        assert_eq!(calendar.id.get(), 2);
        let night = "2026-11-23T18:59:00Z".parse().unwrap(); // 02:59 there
        assert_eq!(calendar.business_day(night).to_string(), "2026-11-23");
        assert_eq!(open(&outlet, makassar()), Err(OutletError::AlreadyOpen));
    }

    #[test]
    fn before_anything_happened_the_first_outlet_has_a_calendar() {
        assert_eq!(Outlet::default().calendar(), values::Outlet::first());
    }
}
