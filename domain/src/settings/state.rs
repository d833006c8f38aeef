//! What is set now, and how income was divided on each day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{DiscountLadder, IncomeSplit, Limits, PerService, SettingsEvent, SettlementFees};
use crate::customer::{CustomerType, Record};
use crate::log::LogAggregate;
use crate::order::ServiceType;
use crate::values::{BasisPoints, BusinessDay};

/// What is set now. The default is the seed: it needs no event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    tax: PerService<BasisPoints>,
    discounts: Discounts,
    /// By service, then by day.
    splits: Vec<EffectiveSplit>,
    ladder: DiscountLadder,
    limits: Limits,
    settlement_fees: SettlementFees,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Discounts {
    regular: BasisPoints,
    vip: BasisPoints,
    corporate: BasisPoints,
}

/// How the income of a service is divided from a day on, until the day of the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EffectiveSplit {
    /// The service.
    pub service: ServiceType,
    /// The first business day of which it is true.
    pub effective_from: BusinessDay,
    /// How.
    pub split: IncomeSplit,
}

/// The first day of the seeded splits (section 4).
const SPLITS_BEGIN: NaiveDate = match NaiveDate::from_ymd_opt(2022, 1, 1) {
    Some(date) => date,
    None => panic!("the first of January is a day"),
};

impl Default for Settings {
    fn default() -> Self {
        let divided = [ServiceType::Laundry, ServiceType::Carpet, ServiceType::WaterDelivery];
        let seed = |service| EffectiveSplit {
            service,
            effective_from: SPLITS_BEGIN.into(),
            split: IncomeSplit::pool_of(BasisPoints::percent::<40>()),
        };
        Self {
            tax: PerService::default(),
            discounts: Discounts {
                regular: BasisPoints::ZERO,
                vip: BasisPoints::percent::<15>(),
                corporate: BasisPoints::percent::<10>(),
            },
            splits: divided.map(seed).to_vec(),
            ladder: DiscountLadder::default(),
            limits: Limits::default(),
            settlement_fees: SettlementFees::default(),
        }
    }
}

impl Settings {
    /// The id of the one stream of settings.
    pub const STREAM_ID: i64 = 1;

    /// The tax on an order of that service, on what is left after the discount (K-10).
    pub fn tax(&self, service: ServiceType) -> BasisPoints {
        self.tax.get(service)
    }

    /// The discount every order of such a customer gets by itself (K-11).
    pub fn discount(&self, kind: CustomerType) -> BasisPoints {
        match kind {
            CustomerType::Regular => self.discounts.regular,
            CustomerType::Vip => self.discounts.vip,
            CustomerType::Corporate => self.discounts.corporate,
        }
    }

    /// The discount a customer gets without asking: one of their own, or that of their kind.
    pub fn discount_of(&self, record: &Record) -> BasisPoints {
        record.discount_bp.unwrap_or_else(|| self.discount(record.customer_type))
    }

    /// How the income of a service that was earned on that business day is divided. Before the
    /// first split: as by the first. The business keeps all of a car wash here, for the cut of its
    /// package is taken off before.
    pub fn split(&self, service: ServiceType, day: BusinessDay) -> IncomeSplit {
        let of_service = || self.splits.iter().filter(|known| known.service == service);
        let in_force = of_service().rfind(|known| known.effective_from <= day);
        let known = in_force.or_else(|| of_service().next());
        known.map_or(IncomeSplit::pool_of(BasisPoints::ZERO), |known| known.split)
    }

    /// Every split there was, is and will be: by service, then by day (K-90).
    pub fn splits(&self) -> &[EffectiveSplit] {
        &self.splits
    }

    /// Who may take how much off a price.
    pub const fn ladder(&self) -> DiscountLadder {
        self.ladder
    }

    /// What an order may be.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// What banks and wallets are expected to keep.
    pub const fn settlement_fees(&self) -> SettlementFees {
        self.settlement_fees
    }

    pub(super) fn evolve(&mut self, event: &SettingsEvent) {
        match *event {
            SettingsEvent::TaxSet { service, bp, .. } => self.tax = self.tax.with(service, bp),
            SettingsEvent::DiscountSet { customer_type, bp, .. } => match customer_type {
                CustomerType::Regular => self.discounts.regular = bp,
                CustomerType::Vip => self.discounts.vip = bp,
                CustomerType::Corporate => self.discounts.corporate = bp,
            },
            SettingsEvent::IncomeSplitSet { service, split, effective_from, .. } => {
                let split = EffectiveSplit { service, effective_from, split };
                let place = |it: &EffectiveSplit| {
                    let service = ServiceType::ALL.iter().position(|known| *known == it.service);
                    (service, it.effective_from)
                };
                self.splits.retain(|it| place(it) != place(&split));
                self.splits.push(split);
                self.splits.sort_by_key(place);
            }
            SettingsEvent::LadderSet { ladder, .. } => self.ladder = ladder,
            SettingsEvent::LimitsSet { limits, .. } => self.limits = limits,
            SettingsEvent::SettlementFeesSet { fees, .. } => self.settlement_fees = fees,
        }
    }
}

impl LogAggregate for Settings {}

#[cfg(test)]
mod tests {
    use super::super::fixtures::day;
    use super::*;
    use crate::values::Money;

    #[test]
    fn nothing_set_is_the_seed_of_the_papers() {
        let settings = Settings::default();
        for service in ServiceType::ALL {
            assert_eq!(settings.tax(service), BasisPoints::ZERO, "K-10: {service:?}");
        }
        let discounts = CustomerType::ALL.map(|kind| settings.discount(kind).get());
        assert_eq!(discounts, [0, 1500, 1000], "K-11");
        assert_eq!(settings.ladder(), DiscountLadder::default());
        assert_eq!(settings.limits().water_quantity_max, 1_000, "K-19");
        assert_eq!(
            (settings.limits().backdate_days, settings.limits().ahead_days),
            (30, 1),
            "K-82"
        );
    }

    #[test]
    fn the_seeded_splits_are_60_to_40_but_for_the_car_wash() {
        let settings = Settings::default();
        for when in ["2021-12-31", "2022-01-01", "2026-11-23"] {
            for service in ServiceType::ALL {
                let pool = settings.split(service, day(when)).pool(Money::rupiah(100_000)).get();
                let expected = if service == ServiceType::CarWash { 0 } else { 40_000 };
                assert_eq!(pool, expected, "K-03: {service:?} on {when}");
            }
        }
    }
}
