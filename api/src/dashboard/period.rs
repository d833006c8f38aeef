//! What a period came to, and how it stands beside another.

use domain::order::ServiceType;
use domain::values::{DayRange, Money};
use projections::dashboard::Sums;
use serde::Serialize;
use utoipa::ToSchema;

/// What was sold, in Rupiah. Orders count on the business day they were completed, refunds on the day
/// they were paid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SalesReply {
    /// Orders completed.
    orders: i64,
    /// Their totals, tax included.
    gross: i64,
    /// What was taken off them.
    discount: i64,
    /// The tax in them.
    tax: i64,
    /// What went back to customers, whenever it had come in.
    refunds: i64,
    /// gross − refunds
    net: i64,
    /// What of the income is the employees', less what refunds took back of it.
    employee_cost: i64,
    /// What of the income is the business's, less what refunds took back of it.
    business_income: i64,
    /// gross ÷ orders, half a Rupiah rounded up; 0 without an order.
    average_order_value: i64,
}

impl From<Sums> for SalesReply {
    fn from(sums: Sums) -> Self {
        Self {
            orders: sums.orders,
            gross: sums.gross.get(),
            discount: sums.discount.get(),
            tax: sums.tax.get(),
            refunds: sums.refunded.get(),
            net: sums.net().get(),
            employee_cost: sums.employee_cost.get(),
            business_income: sums.business_income.get(),
            average_order_value: sums.gross.average(sums.orders).get(),
        }
    }
}

/// What a service came to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ServiceShare {
    service: &'static str,
    #[serde(flatten)]
    figures: SalesReply,
    /// Its part of the gross of all, in percent: together they make 100, or 0 if nothing was sold.
    percentage: f64,
}

/// Parts of a whole in percent with two decimals, by the largest remainder: together they make 100.
#[allow(clippy::cast_precision_loss)] // hundredths of a percent
pub(super) fn percentages(parts: &[Money]) -> Vec<f64> {
    let hundredths = if parts.iter().any(|part| part.is_positive()) {
        Money::rupiah(10_000).apportion(parts)
    } else {
        vec![Money::ZERO; parts.len()]
    };
    hundredths.into_iter().map(|part| part.get() as f64 / 100.0).collect()
}

/// Each service's figures and its part of the whole.
pub(super) fn shares(services: &[(ServiceType, Sums)]) -> Vec<ServiceShare> {
    let gross: Vec<Money> = services.iter().map(|(_, sums)| sums.gross).collect();
    let share = |((service, sums), percentage): (&(ServiceType, Sums), f64)| ServiceShare {
        service: service.name(),
        figures: (*sums).into(),
        percentage,
    };
    services.iter().zip(percentages(&gross)).map(share).collect()
}

/// What all of them came to.
pub(super) fn whole(services: &[(ServiceType, Sums)]) -> Sums {
    let mut whole = Sums::default();
    for (_, sums) in services {
        whole += *sums;
    }
    whole
}

/// What a period came to. Amounts in Rupiah.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PeriodReply {
    start_date: String,
    end_date: String,
    #[serde(flatten)]
    figures: SalesReply,
    /// Every service, also one that sold nothing.
    by_service: Vec<ServiceShare>,
}

impl PeriodReply {
    pub(super) fn of(days: DayRange, services: &[(ServiceType, Sums)]) -> Self {
        Self {
            start_date: days.first().to_string(),
            end_date: days.last().to_string(),
            figures: whole(services).into(),
            by_service: shares(services),
        }
    }
}

/// A period beside an earlier one. Amounts in Rupiah.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ComparisonReply {
    /// The earlier one.
    start_date: String,
    end_date: String,
    #[serde(flatten)]
    figures: SalesReply,
    /// By how much more was sold since.
    gross_change: i64,
    net_change: i64,
    /// grossChange in percent of the earlier gross; null if nothing was sold then.
    gross_change_percentage: Option<f64>,
    net_change_percentage: Option<f64>,
}

impl ComparisonReply {
    /// `now` beside what was before, in those days.
    pub(super) fn of(now: &Sums, days: DayRange, before: &Sums) -> Self {
        let (gross, net) = (now.gross - before.gross, now.net() - before.net());
        Self {
            start_date: days.first().to_string(),
            end_date: days.last().to_string(),
            figures: (*before).into(),
            gross_change: gross.get(),
            net_change: net.get(),
            gross_change_percentage: percent(gross, before.gross),
            net_change_percentage: percent(net, before.net()),
        }
    }
}

/// In percent with two decimals, half a hundredth rounded up; none of nothing.
#[allow(clippy::cast_precision_loss)] // below 2^53 for all that the shop sells
fn percent(part: Money, whole: Money) -> Option<f64> {
    let scaled = part.get().checked_mul(10_000).map(Money::rupiah)?;
    whole.is_positive().then(|| scaled.average(whole.get()).get() as f64 / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_make_a_hundred_percent() {
        let parts = |parts: &[i64]| {
            percentages(&parts.iter().copied().map(Money::rupiah).collect::<Vec<_>>())
        };
        assert_eq!(parts(&[1, 1, 1]), [33.34, 33.33, 33.33]);
        // The papers' day: 1,375,000.
        assert_eq!(parts(&[550_000, 480_000, 250_000, 95_000]), [40.0, 34.91, 18.18, 6.91]);
        assert_eq!(parts(&[0, 0, 5, 0]), [0.0, 0.0, 100.0, 0.0]);
        assert_eq!(parts(&[0, 0, 0, 0]), [0.0; 4], "nothing of nothing");
    }

    #[test]
    fn a_change_is_told_in_percent_of_what_was() {
        let percent = |part, whole| percent(Money::rupiah(part), Money::rupiah(whole));
        assert_eq!(percent(50_000, 75_000), Some(66.67));
        assert_eq!(percent(-75_000, 75_000), Some(-100.0));
        assert_eq!(percent(75_000, 0), None);
    }
}
