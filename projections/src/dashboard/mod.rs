//! How is business? A row for each day, outlet and service, from which every figure of the dashboard
//! and its charts is summed by key: a year of the whole shop is some fifteen hundred rows. Which figures
//! an event moves, and on which day, is the rule the day's statements go by
//! ([`domain::day_close::lines_of_order`]).

mod query;
mod sales;
mod view;

pub use query::{DaySums, by_day, by_service, first_day};
pub use sales::{Period, Sales};
pub use view::{SalesCounters, sales};

use std::collections::BTreeMap;
use std::ops::AddAssign;

use chrono::NaiveDate;
use domain::day_close::{Heading, Line, lines_of_order};
use domain::order::ServiceType;
use domain::values::Money;
use infra::event_log::ShopEvent;
use sqlx::MySqlConnection;

use crate::many::{Bound, Rows};
use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct Dashboard;

/// What each service came to.
pub type Services = [(ServiceType, Sums); 4];

/// What a service came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Orders completed.
    pub orders: i64,
    /// Their totals, tax included.
    pub gross: Money,
    /// What was taken off them.
    pub discount: Money,
    /// The tax in them.
    pub tax: Money,
    /// Refunds paid out.
    pub refunds: i64,
    /// Their sum.
    pub refunded: Money,
    /// The employees' part, less what refunds took back of it.
    pub employee_cost: Money,
    /// The business's part, less what refunds took back of it.
    pub business_income: Money,
}

impl Sums {
    /// What was sold less what went back.
    pub fn net(&self) -> Money {
        self.gross - self.refunded
    }

    /// What a figure of the day's books adds, and to which service; none if it is not shown here.
    fn of(line: &Line) -> Option<(ServiceType, Self)> {
        let sums = &line.sums;
        match line.heading {
            Heading::Completed(service) => Some((
                service,
                Self {
                    orders: sums.count,
                    gross: sums.amount,
                    discount: sums.discount,
                    tax: sums.tax,
                    employee_cost: sums.cut,
                    business_income: sums.net,
                    ..Self::default()
                },
            )),
            Heading::Refunded(service) => {
                let (refunds, refunded) = (sums.count, sums.amount);
                Some((service, Self { refunds, refunded, ..Self::default() }))
            }
            Heading::Reversed(service) => Some((
                service,
                Self {
                    employee_cost: Money::ZERO - sums.cut,
                    business_income: Money::ZERO - sums.net,
                    ..Self::default()
                },
            )),
            Heading::Placed(_)
            | Heading::Cancelled(_)
            | Heading::CutKept(_)
            | Heading::Taken(_)
            | Heading::Voided(_)
            | Heading::PaidOut(_)
            | Heading::Settled(_)
            | Heading::Invoiced
            | Heading::InvoicePaid
            | Heading::WrittenOff => None,
        }
    }

    fn of_numbers(numbers: [i64; 8]) -> Self {
        let [orders, gross, discount, tax, refunds, refunded, employee_cost, business_income] =
            numbers;
        Self {
            orders,
            gross: Money::rupiah(gross),
            discount: Money::rupiah(discount),
            tax: Money::rupiah(tax),
            refunds,
            refunded: Money::rupiah(refunded),
            employee_cost: Money::rupiah(employee_cost),
            business_income: Money::rupiah(business_income),
        }
    }

    fn numbers(&self) -> [i64; 8] {
        [
            self.orders,
            self.gross.get(),
            self.discount.get(),
            self.tax.get(),
            self.refunds,
            self.refunded.get(),
            self.employee_cost.get(),
            self.business_income.get(),
        ]
    }
}

impl AddAssign for Sums {
    fn add_assign(&mut self, more: Self) {
        *self = Self {
            orders: self.orders + more.orders,
            gross: self.gross + more.gross,
            discount: self.discount + more.discount,
            tax: self.tax + more.tax,
            refunds: self.refunds + more.refunds,
            refunded: self.refunded + more.refunded,
            employee_cost: self.employee_cost + more.employee_cost,
            business_income: self.business_income + more.business_income,
        };
    }
}

/// What a row is found by, and behind it what is summed.
const COLUMNS: &[&str] = &[
    "business_day",
    "outlet_id",
    "service_type",
    "orders",
    "gross",
    "discount",
    "tax",
    "refunds",
    "refunded",
    "employee_cost",
    "business_income",
];
const DAYS: Rows = Rows::new("dashboard_days", COLUMNS).or_add(COLUMNS.split_at(3).1);

/// What events add, by day, outlet and service.
fn added(events: &[Applied<'_>]) -> BTreeMap<(NaiveDate, i64, &'static str), Sums> {
    let mut days: BTreeMap<_, Sums> = BTreeMap::new();
    for applied in events {
        // What is paid moves no figure here: sales count when the work is done.
        let ShopEvent::Order(event) = applied.event else { continue };
        for line in lines_of_order(event) {
            if let Some((service, sums)) = Sums::of(&line) {
                let key = (line.business_day.date(), line.outlet_id.get(), service.name());
                *days.entry(key).or_default() += sums;
            }
        }
    }
    days
}

impl Projection for Dashboard {
    const NAME: &'static str = "dashboard";
    const VERSION: i32 = 1;
    const READS: &'static [&'static str] = &["order"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        let rows: Vec<_> = added(events).into_iter().collect();
        let write = DAYS.write(connection, &rows, |query, ((day, outlet, service), sums)| {
            let query = query.bind(day).bind(outlet).bind(service);
            sums.numbers().into_iter().fold(query, Bound::bind)
        });
        Ok(write.await?)
    }
}
