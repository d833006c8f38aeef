//! Setting how the income of a service is divided, from a day on (K-03, K-90).

use chrono::{DateTime, Utc};

use super::{IncomeSplit, Settings, SettingsError, SettingsEvent};
use crate::order::ServiceType;
use crate::user::Actor;
use crate::values::BusinessDay;

/// Sets how the income of a service is divided, from a day on.
#[derive(Debug, Clone)]
pub struct SetIncomeSplit {
    /// The service.
    pub service: ServiceType,
    /// How.
    pub split: IncomeSplit,
    /// The first business day of which it is true.
    pub effective_from: BusinessDay,
    /// The business day it is now.
    pub today: BusinessDay,
    /// Who sets it.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the split is set. One that begins today or later may be replaced by another of
/// the same day: what was completed before keeps what its events say. Earlier ones stay for ever.
///
/// # Errors
/// [`SettingsError::CutOfPackage`], [`SettingsError::BeforeToday`].
pub fn set_split(
    settings: &Settings,
    cmd: SetIncomeSplit,
) -> Result<Vec<SettingsEvent>, SettingsError> {
    let SetIncomeSplit { service, split, effective_from, today, by, at } = cmd;
    if service == ServiceType::CarWash {
        return Err(SettingsError::CutOfPackage);
    }
    let wanted = super::EffectiveSplit { service, effective_from, split };
    if settings.splits().contains(&wanted) {
        return Ok(Vec::new());
    }
    if effective_from < today {
        return Err(SettingsError::BeforeToday { today });
    }
    let (set_by, occurred_at) = (by, at);
    Ok(vec![SettingsEvent::IncomeSplitSet { service, split, effective_from, set_by, occurred_at }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{day, ibu, now};
    use super::*;
    use crate::log::replay;
    use crate::values::{BasisPoints, Money};

    fn cmd(service: ServiceType, employee_bp: i64, from: &str) -> SetIncomeSplit {
        SetIncomeSplit {
            service,
            split: IncomeSplit::pool_of(BasisPoints::new(employee_bp).unwrap()),
            effective_from: day(from),
            today: day("2026-11-23"),
            by: ibu(),
            at: now(),
        }
    }

    fn set(history: &mut Vec<SettingsEvent>, cmd: SetIncomeSplit) -> usize {
        let events = set_split(&replay(history.clone()), cmd).unwrap();
        let changes = events.len();
        history.extend(events);
        changes
    }

    fn pool(history: &[SettingsEvent], service: ServiceType, when: &str) -> i64 {
        let settings: Settings = replay(history.to_vec());
        settings.split(service, day(when)).pool(Money::rupiah(10_000)).get()
    }

    #[test]
    fn water_turns_to_the_business_alone_on_its_day() {
        let water = ServiceType::WaterDelivery;
        let history = &mut Vec::new();
        set(history, cmd(water, 0, "2026-12-01"));
        assert_eq!(pool(history, water, "2026-11-30"), 4_000);
        assert_eq!(pool(history, water, "2026-12-01"), 0, "K-03");
        assert_eq!(pool(history, water, "2030-01-01"), 0);
        assert_eq!(pool(history, ServiceType::Laundry, "2026-12-01"), 4_000);
    }

    #[test]
    fn splits_count_by_their_day_not_by_when_they_were_set() {
        let laundry = ServiceType::Laundry;
        let history = &mut Vec::new();
        set(history, cmd(laundry, 1_000, "2027-06-01"));
        set(history, cmd(laundry, 2_000, "2026-11-23"));
        assert_eq!(pool(history, laundry, "2027-05-31"), 2_000);
        assert_eq!(pool(history, laundry, "2027-06-01"), 1_000);
    }

    #[test]
    fn a_split_that_begins_today_or_later_can_be_replaced() {
        let carpet = ServiceType::Carpet;
        for from in ["2026-11-23", "2026-11-24"] {
            let history = &mut Vec::new();
            assert_eq!(set(history, cmd(carpet, 1_000, from)), 1);
            assert_eq!(set(history, cmd(carpet, 1_000, from)), 0, "the same again");
            assert_eq!(set(history, cmd(carpet, 2_000, from)), 1);
            assert_eq!(pool(history, carpet, from), 2_000);
            let settings: Settings = replay(history.clone());
            let of_carpets = settings.splits().iter().filter(|split| split.service == carpet);
            assert_eq!(of_carpets.count(), 2, "the seed and the last word on {from}");
        }
    }

    #[test]
    fn what_was_earned_stays_divided_as_it_was() {
        let refused = |from| set_split(&Settings::default(), cmd(ServiceType::Carpet, 1_000, from));
        let before_today = SettingsError::BeforeToday { today: day("2026-11-23") };
        assert_eq!(refused("2026-11-22"), Err(before_today));
        assert_eq!(refused("2022-01-01"), Err(before_today), "the first of all stays");
    }

    #[test]
    fn a_car_wash_is_shared_by_its_package() {
        let wash = cmd(ServiceType::CarWash, 1_000, "2026-12-01");
        assert_eq!(set_split(&Settings::default(), wash), Err(SettingsError::CutOfPackage));
    }
}
