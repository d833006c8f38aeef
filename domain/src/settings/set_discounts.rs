//! Setting what kinds of customers get off by themselves. Orders keep what they were priced with.

use chrono::{DateTime, Utc};

use super::{Settings, SettingsEvent};
use crate::customer::CustomerType;
use crate::user::Actor;
use crate::values::BasisPoints;

/// Sets the discount of some kinds of customers, or of all.
#[derive(Debug, Clone)]
pub struct SetDiscounts {
    /// The kinds and their discount. Those that are not named keep theirs.
    pub rates: Vec<(CustomerType, BasisPoints)>,
    /// Who sets them.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides what changes. What stays as it is changes nothing.
pub fn set_discounts(settings: &Settings, cmd: &SetDiscounts) -> Vec<SettingsEvent> {
    let changed = cmd.rates.iter().filter(|(kind, bp)| settings.discount(*kind) != *bp);
    let set = |(kind, bp): &(CustomerType, BasisPoints)| SettingsEvent::DiscountSet {
        customer_type: *kind,
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
    fn a_discount_is_set_for_its_kind_once() {
        let (five, fifteen) = (BasisPoints::percent::<5>(), BasisPoints::percent::<15>());
        let rates = vec![(CustomerType::Regular, five), (CustomerType::Vip, fifteen)];
        let cmd = SetDiscounts { rates, by: ibu(), at: now() };
        let events = set_discounts(&Settings::default(), &cmd);
        assert_eq!(events.len(), 1, "VIPs get 15 % already");
        let settings: Settings = replay(events);
        assert_eq!(settings.discount(CustomerType::Regular), five);
        assert_eq!(settings.discount(CustomerType::Corporate), BasisPoints::percent::<10>());
        assert_eq!(set_discounts(&settings, &cmd), vec![]);
    }
}
