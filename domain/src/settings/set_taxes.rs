//! Setting taxes. Orders keep the tax they were priced with.

use chrono::{DateTime, Utc};

use super::{Settings, SettingsEvent};
use crate::order::ServiceType;
use crate::user::Actor;
use crate::values::BasisPoints;

/// Sets the tax of some services, or of all.
#[derive(Debug, Clone)]
pub struct SetTaxes {
    /// The services and their tax. Those that are not named keep theirs.
    pub rates: Vec<(ServiceType, BasisPoints)>,
    /// Who sets them.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides what changes. What stays as it is changes nothing.
pub fn set_taxes(settings: &Settings, cmd: &SetTaxes) -> Vec<SettingsEvent> {
    let changed = cmd.rates.iter().filter(|(service, bp)| settings.tax(*service) != *bp);
    let set = |(service, bp): &(ServiceType, BasisPoints)| SettingsEvent::TaxSet {
        service: *service,
        bp: *bp,
        set_by: cmd.by.clone(),
        occurred_at: cmd.at,
    };
    changed.map(set).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{ibu, now};
    use super::*;
    use crate::log::replay;

    #[test]
    fn a_tax_is_set_for_its_service_once() {
        let eleven = BasisPoints::percent::<11>();
        let rates = vec![(ServiceType::Laundry, eleven), (ServiceType::Carpet, BasisPoints::ZERO)];
        let cmd = SetTaxes { rates, by: ibu(), at: now() };
        let events = set_taxes(&Settings::default(), &cmd);
        assert_eq!(events.len(), 1, "carpets are untaxed already");
        let settings: Settings = replay(events);
        assert_eq!(settings.tax(ServiceType::Laundry), eleven);
        assert_eq!(settings.tax(ServiceType::CarWash), BasisPoints::ZERO);
        assert_eq!(set_taxes(&settings, &cmd), vec![]);
    }
}
