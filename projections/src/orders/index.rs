//! By which index orders are found, and along which they stand in order. The server is told: its own
//! guess is wrong where what is looked for is rare, or stands at one end.

use domain::order::PaymentStatus;

use super::query::{BY_AGE, BY_NUMBER, BY_TOTAL, BY_UPDATE, OrderFilter};
use crate::list::Sort;

/// Every index of the table but its primary key.
pub(super) const ALL: [&str; 10] = [
    "by_age",
    "by_update",
    "by_total",
    "by_service_total",
    "by_number",
    "by_service_number",
    "by_service_status",
    "by_payment",
    "by_due",
    "by_customer",
];

/// The indexes for a filter and an order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ways {
    /// Those that find what matches, if it is not much; of several the server takes the best.
    pub found_by: Vec<&'static str>,
    /// The one along which it stands in order, if it is much.
    pub in_order: Option<&'static str>,
}

impl Ways {
    pub(super) fn of(filter: &OrderFilter, records: usize, sort: &'static Sort) -> Self {
        let in_order = in_order(filter, records, sort);
        let found_by = found_by(filter);
        match in_order {
            (index, Exactly::Those) => Self { found_by: vec![index], in_order: None },
            _ if overdue(filter) => Self { found_by, in_order: None },
            (index, Exactly::More) => Self { found_by, in_order: Some(index) },
        }
    }
}

/// Whether an index holds just what matches, in order, or more.
enum Exactly {
    Those,
    More,
}

fn overdue(filter: &OrderFilter) -> bool {
    filter.payment.is_some_and(|(status, _)| status == PaymentStatus::Overdue)
}

fn in_order(filter: &OrderFilter, records: usize, sort: &'static Sort) -> (&'static str, Exactly) {
    let OrderFilter { service, status, customer, payment, number, from, to, .. } = filter;
    let only = |others: &[bool]| {
        if others.iter().any(|other| *other) { Exactly::More } else { Exactly::Those }
    };
    let (service, status) = (service.is_some(), status.is_some());
    let (customer, payment) = (customer.is_some(), payment.is_some());
    let (number, span) = (number.is_some(), from.is_some() || to.is_some());
    if *sort == BY_AGE {
        match () {
            () if customer && records == 1 => {
                ("by_customer", only(&[service, status, payment, number]))
            }
            () if payment && !overdue(filter) => {
                ("by_payment", only(&[service, status, customer, number]))
            }
            () if service && status => ("by_service_status", only(&[payment, customer, number])),
            () => ("by_age", only(&[service, status, payment, customer, number])),
        }
    } else if *sort == BY_TOTAL {
        let index = if service { "by_service_total" } else { "by_total" };
        (index, only(&[status, customer, payment, number, span]))
    } else if *sort == BY_NUMBER {
        let index = if service { "by_service_number" } else { "by_number" };
        (index, only(&[status, customer, payment, span]))
    } else {
        debug_assert_eq!(*sort, BY_UPDATE);
        ("by_update", only(&[service, status, customer, payment, number, span]))
    }
}

/// Every index that holds what matches side by side: which holds the least of others, the server knows.
fn found_by(filter: &OrderFilter) -> Vec<&'static str> {
    let OrderFilter { service, status, customer, payment, number, from, to, .. } = filter;
    let all = [
        ("by_number", number.is_some()),
        ("by_service_number", number.is_some() && service.is_some()),
        ("by_customer", customer.is_some()),
        ("by_due", overdue(filter)),
        ("by_payment", payment.is_some() && !overdue(filter)),
        ("by_service_status", service.is_some() || status.is_some()),
        ("by_age", from.is_some() || to.is_some()),
    ];
    let fitting: Vec<_> = all.iter().filter(|(_, fits)| *fits).map(|(name, _)| *name).collect();
    if fitting.is_empty() { vec!["by_age"] } else { fitting }
}

#[cfg(test)]
mod tests {
    use domain::order::ServiceType;
    use domain::values::{BusinessDay, CustomerId};

    use super::super::NumberFilter;
    use super::*;

    fn ways(
        filter: &OrderFilter,
        sort: &'static Sort,
    ) -> (Vec<&'static str>, Option<&'static str>) {
        let Ways { found_by, in_order } = Ways::of(filter, 1, sort);
        (found_by, in_order)
    }

    #[test]
    fn what_an_index_holds_in_order_is_read_along_it() {
        let all = OrderFilter::default();
        let washes = OrderFilter { service: Some(ServiceType::CarWash), ..all.clone() };
        let done = OrderFilter { status: Some("completed".to_owned()), ..washes.clone() };
        let hers = OrderFilter { customer: CustomerId::new(1).ok(), ..all.clone() };
        for (filter, sort, index) in [
            (&all, &BY_AGE, "by_age"),
            (&all, &BY_UPDATE, "by_update"),
            (&all, &BY_TOTAL, "by_total"),
            (&all, &BY_NUMBER, "by_number"),
            (&washes, &BY_TOTAL, "by_service_total"),
            (&washes, &BY_NUMBER, "by_service_number"),
            (&done, &BY_AGE, "by_service_status"),
            (&hers, &BY_AGE, "by_customer"),
        ] {
            assert_eq!(ways(filter, sort), (vec![index], None));
        }
    }

    #[test]
    fn what_matches_is_found_and_sorted_unless_it_is_much() {
        let all = OrderFilter::default();
        let washes = OrderFilter { service: Some(ServiceType::CarWash), ..all.clone() };
        assert_eq!(ways(&washes, &BY_AGE), (vec!["by_service_status"], Some("by_age")));
        let today = BusinessDay::parse("2026-11-23").unwrap();
        let unpaid = OrderFilter { payment: Some((PaymentStatus::Unpaid, today)), ..washes };
        let both = vec!["by_payment", "by_service_status"];
        assert_eq!(ways(&unpaid, &BY_AGE), (both.clone(), Some("by_payment")));
        assert_eq!(ways(&unpaid, &BY_TOTAL), (both, Some("by_service_total")));
    }

    #[test]
    fn what_is_overdue_is_never_much_and_a_number_may_be() {
        let all = OrderFilter::default();
        let number = |text: &str| OrderFilter {
            number: Some(NumberFilter::parse(text).unwrap()),
            ..all.clone()
        };
        assert_eq!(ways(&number("CW-2"), &BY_AGE), (vec!["by_number"], Some("by_age")));
        assert_eq!(ways(&number("CW-2"), &BY_NUMBER), (vec!["by_number"], None));
        let washes = OrderFilter { service: Some(ServiceType::CarWash), ..number("CW-2") };
        let all_that_fit = vec!["by_number", "by_service_number", "by_service_status"];
        assert_eq!(ways(&washes, &BY_TOTAL), (all_that_fit, Some("by_service_total")));
        let today = BusinessDay::parse("2026-11-23").unwrap();
        let late = OrderFilter { payment: Some((PaymentStatus::Overdue, today)), ..all };
        assert_eq!(ways(&late, &BY_AGE), (vec!["by_due"], None));
    }
}
