//! The state of an outlet.

use serde::{Deserialize, Serialize};

use super::{OutletError, OutletEvent};
use crate::log::LogAggregate;
use crate::values::{self, OutletAddress, OutletName};

/// An outlet, or none yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlet(Option<Place>);

/// What is known of an outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its id, and its place in time.
    pub calendar: values::Outlet,
    /// What it is called.
    pub name: OutletName,
    /// Where it is, if that is known.
    pub address: Option<OutletAddress>,
}

impl Outlet {
    /// What is known of it, if it was ever opened.
    pub const fn place(&self) -> Option<&Place> {
        self.0.as_ref()
    }

    /// Its place in time. Before it was opened: that of the outlet that exists from the start.
    pub fn calendar(&self) -> values::Outlet {
        self.place().map_or_else(values::Outlet::first, |place| place.calendar)
    }

    pub(super) fn opened(&self) -> Result<&Place, OutletError> {
        self.place().ok_or(OutletError::NotFound)
    }

    pub(super) fn evolve(&mut self, event: OutletEvent) {
        match event {
            OutletEvent::OutletOpened { outlet_id, name, address, zone, cut_off, .. } => {
                let calendar = values::Outlet { id: outlet_id, zone, cut_off };
                self.0 = Some(Place { calendar, name, address });
            }
            OutletEvent::OutletRenamed { name, .. } => self.change(|place| place.name = name),
            OutletEvent::OutletMoved { address, .. } => {
                self.change(|place| place.address = address);
            }
            OutletEvent::OutletCalendarSet { zone, cut_off, .. } => self.change(|place| {
                place.calendar = values::Outlet { zone, cut_off, ..place.calendar };
            }),
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut Place)) {
        if let Some(place) = &mut self.0 {
            change(place);
        }
    }
}

impl LogAggregate for Outlet {}
