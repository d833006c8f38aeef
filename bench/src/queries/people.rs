//! The lists that can be asked for in the most ways: orders, and customers.

use domain::customer::CustomerType;
use domain::order::{PaymentStatus, ServiceType};
use domain::values::CustomerId;
use projections::customers::{self, CustomerFilter};
use projections::orders::{self, NumberFilter, OrderFilter};

use super::chance::choices;
use super::lists::{All, Of, Span};

const STATUSES: [&str; 6] = ["pending", "in_progress", "completed", "paid", "closed", "cancelled"];

/// Orders of all services and of each, of a customer with very many, with two records, with few.
pub(super) fn orders_of(all: &mut All, span: Span, count: u64) {
    let whole = format!("CW-2026-{:06}", count - 40);
    let numbers: Vec<NumberFilter> = [whole.as_str(), "CW-2026-0", "LD-2025", "CP-2", "W"]
        .into_iter()
        .filter_map(NumberFilter::parse)
        .collect();
    let theirs: [(i64, &[i64]); 3] = [(7, &[7]), (98, &[98, 99]), (1234, &[1234])];
    let statuses = STATUSES.map(str::to_owned);
    let payments = PaymentStatus::ALL.map(|status| (status, span.today));
    choices(7, |mut given| {
        let whose = given.part(3, &theirs);
        let (from, to) = given.part(5, &span.instants()).unwrap_or_default();
        let filter = OrderFilter {
            service: given.part(0, &ServiceType::ALL),
            status: given.part(1, &statuses),
            payment: given.part(2, &payments),
            customer: whose.and_then(|(id, _)| CustomerId::new(id).ok()),
            number: given.part(4, &numbers),
            from,
            to,
            deleted: given.is(6),
        };
        let records = whose.map_or(&[][..], |(_, records)| records);
        let by_time = |sort| [orders::BY_AGE, orders::BY_TOTAL].contains(sort);
        for sort in orders::SORTS {
            let far = (given.is(4) || given.is(5)) && !by_time(sort)
                || given.is(4) && (given.is(1) || given.is(5));
            all.add(
                Of::list("orders", given.any()).far(far),
                &filter,
                sort,
                &filter.listing(records, sort),
            );
        }
    });
}

/// Customers by what is typed: what begins very many, what begins few, what nobody has.
pub(super) fn customers(all: &mut All) {
    let typed = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let anything =
        typed(&["pak", "bu budi", "0812", "B1234", "MBR0012", "1234", "zzz", "p", "an si 5"]);
    let names = typed(&["pak budi", "b", "nobody at all", "siti"]);
    let phones = typed(&["0812", "0812-0007", "+62 812 3", "021"]);
    let emails = typed(&["pelanggan500@example.com", "nobody@example.com"]);
    choices(7, |mut given| {
        let filter = CustomerFilter {
            anything: given.part(0, &anything),
            name: given.part(1, &names),
            phone: given.part(2, &phones),
            customer_type: given.part(3, &CustomerType::ALL),
            email: given.part(4, &emails),
            is_active: given.part(5, &[true, false]),
            include_deleted: given.is(6),
            whole_phones_only: false,
        };
        let searched = given.is(0) || given.is(1) || given.is(2);
        let list = if searched { "customer search" } else { "customers" };
        for sort in customers::SORTS {
            all.add(Of::list(list, given.any()), &filter, sort, &filter.listing(sort));
        }
    });
}
