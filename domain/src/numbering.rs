//! Which series the printed numbers are drawn from.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, Utc};

use crate::log::NumberSeries;
use crate::order::ServiceType;
use crate::values::{BusinessDay, Month, Outlet};

/// The orders of a service count by the year.
pub fn of_orders(service: ServiceType, year: i32) -> NumberSeries {
    NumberSeries::yearly(service.prefix(), year)
}

/// Receipts count by the day.
pub fn of_receipts(day: BusinessDay) -> NumberSeries {
    NumberSeries::daily("RCP", day)
}

/// Invoices count by the month they are for.
pub fn of_invoices(month: Month) -> NumberSeries {
    NumberSeries::monthly("INV", month)
}

/// How many days before it is written down an order may have been placed, whatever an owner sets: its
/// number counts in the year it was placed in.
const BACKDATED: Days = Days::new(366);

/// Every series a number may have been drawn from between two instants, whichever comes first: also
/// of the day before and after, for clocks, zones and cut-offs that differ, and the orders of the
/// year before, for those that are written down later. So do invoices: a month may be run a year late.
pub fn series_between(
    outlet: &Outlet,
    one: DateTime<Utc>,
    other: DateTime<Utc>,
) -> Vec<NumberSeries> {
    let first = outlet.business_day(one.min(other)).date();
    let last = outlet.business_day(one.max(other)).date();
    let before = first.checked_sub_days(Days::new(1)).unwrap_or(first);
    let after = last.checked_add_days(Days::new(1)).unwrap_or(last);
    let days: Vec<BusinessDay> =
        before.iter_days().take_while(|day| *day <= after).map(BusinessDay::from).collect();
    let earliest = before.checked_sub_days(BACKDATED).map(BusinessDay::from);
    let years: BTreeSet<i32> =
        days.iter().copied().chain(earliest).map(BusinessDay::year).collect();
    let months: BTreeSet<Month> = earliest
        .unwrap_or_else(|| before.into())
        .date()
        .iter_days()
        .take_while(|day| *day <= after)
        .map(|day| Month::of(day.into()))
        .collect();
    let orders =
        years.into_iter().flat_map(|year| ServiceType::ALL.map(|service| of_orders(service, year)));
    let receipts = days.iter().copied().map(of_receipts);
    orders.chain(receipts).chain(months.into_iter().map(of_invoices)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn all_between(one: &str, other: &str) -> Vec<String> {
        let series = series_between(&Outlet::first(), at(one), at(other));
        series.iter().map(|series| series.key().to_owned()).collect()
    }

    /// Without invoices.
    fn between(one: &str, other: &str) -> Vec<String> {
        let mut series = all_between(one, other);
        series.retain(|key| !key.starts_with("INV"));
        series
    }

    #[test]
    fn invoices_are_of_the_months_of_a_year_before_too() {
        let all = all_between("2026-11-23T03:00:00Z", "2026-11-23T03:00:00Z");
        let invoices: Vec<&String> = all.iter().filter(|key| key.starts_with("INV")).collect();
        assert_eq!((invoices.len(), invoices[0].as_str()), (13, "INV-2025-11"));
        assert_eq!(invoices[12], "INV-2026-11");
    }

    #[test]
    fn an_instant_has_the_orders_of_its_year_and_the_last_and_the_receipts_of_three_days() {
        assert_eq!(
            between("2026-11-23T03:00:00Z", "2026-11-23T03:00:00Z"),
            [
                "CW-2025",
                "LD-2025",
                "CP-2025",
                "WD-2025",
                "CW-2026",
                "LD-2026",
                "CP-2026",
                "WD-2026",
                "RCP-20261122",
                "RCP-20261123",
                "RCP-20261124",
            ]
        );
    }

    #[test]
    fn the_outlets_day_counts_not_the_servers() {
        let late = between("2026-11-23T17:30:00Z", "2026-11-23T17:30:00Z");
        assert!(
            late.contains(&"RCP-20261125".to_owned()),
            "half past midnight in Jakarta: {late:?}"
        );
    }

    #[test]
    fn around_new_year_both_years_count() {
        let series = between("2026-12-31T03:00:00Z", "2026-12-31T03:00:00Z");
        assert!(series.contains(&"WD-2026".to_owned()) && series.contains(&"WD-2027".to_owned()));
    }

    #[test]
    fn no_day_between_is_left_out_whichever_way_the_clocks_stand() {
        let ahead = between("2026-11-20T03:00:00Z", "2026-11-23T03:00:00Z");
        assert_eq!(ahead, between("2026-11-23T03:00:00Z", "2026-11-20T03:00:00Z"));
        let receipts = ahead.iter().filter(|series| series.starts_with("RCP"));
        assert_eq!(receipts.count(), 6, "the 19th to the 24th");
    }
}
