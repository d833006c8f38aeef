//! What came in on a day, by service and by method? Orders count on the day they were completed,
//! payments on the day they were taken, refunds on the day they were paid out (K-60).

mod query;
mod view;

pub use query::{DayTakings, MethodTakings, ServiceTakings, of_day};
pub use view::{TodaysTakings, day};

use std::collections::BTreeMap;

use domain::order::{OrderEvent, Pricing};
use domain::payment::PaymentEvent;
use domain::values::Money;
use infra::event_log::ShopEvent;
use sqlx::MySqlConnection;

use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct Takings;

/// Day, outlet, and service or method.
type Key = (chrono::NaiveDate, i64, &'static str);

#[derive(Default)]
struct Sums {
    by_service: BTreeMap<Key, [i64; 5]>,
    by_method: BTreeMap<Key, [i64; 5]>,
}

impl Sums {
    fn add(&mut self, event: &ShopEvent) {
        match event {
            ShopEvent::Order(event) => self.add_order(event),
            ShopEvent::Payment(event) => self.add_payment(event),
            ShopEvent::Account(_)
            | ShopEvent::Catalog(_)
            | ShopEvent::Invoice(_)
            | ShopEvent::Customer(_)
            | ShopEvent::DayBook(_)
            | ShopEvent::Drawer(_)
            | ShopEvent::Employee(_)
            | ShopEvent::Outlet(_)
            | ShopEvent::Settings(_)
            | ShopEvent::Settlement(_)
            | ShopEvent::Subscription(_)
            | ShopEvent::Till(_)
            | ShopEvent::User(_) => {}
        }
    }

    fn add_order(&mut self, event: &OrderEvent) {
        // Nothing else that happens to an order brings anything in: a payment is an event of its own.
        if let OrderEvent::OrderCompleted {
            service_type, outlet_id, pricing, business_day, ..
        } = event
        {
            let Pricing { discount, tax, total, .. } = pricing;
            let key = (business_day.date(), outlet_id.get(), service_type.name());
            let [revenue, discount, tax] = [total, discount, tax].map(|m: &Money| m.get());
            add(self.by_service.entry(key).or_default(), [1, revenue, discount, tax, 0]);
        }
        if let OrderEvent::RefundDeducted {
            service_type, outlet_id, amount, business_day, ..
        } = event
        {
            let key = (business_day.date(), outlet_id.get(), service_type.name());
            add(self.by_service.entry(key).or_default(), [0, 0, 0, 0, amount.get()]);
        }
    }

    /// What was voided is taken off the day it had counted on.
    fn add_payment(&mut self, event: &PaymentEvent) {
        let (day, outlet, method, sums) = match event {
            PaymentEvent::PaymentReceived {
                outlet_id,
                amount,
                rounding,
                method,
                business_day,
                ..
            } => (business_day, outlet_id, method, [1, amount.get(), rounding.get(), 0, 0]),
            PaymentEvent::PaymentConfirmed { outlet_id, amount, method, business_day, .. } => {
                (business_day, outlet_id, method, [1, amount.get(), 0, 0, 0])
            }
            PaymentEvent::PaymentVoided {
                outlet_id,
                amount,
                rounding,
                method,
                business_day,
                ..
            } => (business_day, outlet_id, method, [-1, -amount.get(), -rounding.get(), 0, 0]),
            PaymentEvent::RefundPaidOut { outlet_id, amount, method, business_day, .. } => {
                (business_day, outlet_id, method, [0, 0, 0, 1, amount.get()])
            }
            PaymentEvent::PaymentAnnounced { .. }
            | PaymentEvent::PaymentFailed { .. }
            | PaymentEvent::RefundRequested { .. }
            | PaymentEvent::RefundApproved { .. }
            | PaymentEvent::RefundRejected { .. }
            // What banks keep of it makes the takings no less: it is a cost of its own.
            | PaymentEvent::PaymentSettled { .. }
            | PaymentEvent::RefundSettled { .. } => return,
        };
        let key = (day.date(), outlet.get(), method.name());
        add(self.by_method.entry(key).or_default(), sums);
    }
}

fn add<const N: usize>(sums: &mut [i64; N], more: [i64; N]) {
    for (sum, amount) in sums.iter_mut().zip(more) {
        *sum += amount;
    }
}

impl Projection for Takings {
    const NAME: &'static str = "takings";
    const VERSION: i32 = 2;
    const READS: &'static [&'static str] = &["order", "payment"];

    /// The sums it adds to.
    fn touches(event: &ShopEvent) -> Option<Vec<String>> {
        let mut sums = Sums::default();
        sums.add(event);
        let keys = sums.by_service.into_keys().chain(sums.by_method.into_keys());
        let keys: Vec<String> =
            keys.map(|(day, outlet, of)| format!("{day}/{outlet}/{of}")).collect();
        (!keys.is_empty()).then_some(keys)
    }

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        let mut sums = Sums::default();
        for applied in events {
            sums.add(applied.event);
        }
        for ((day, outlet, service), [orders, revenue, discount, tax, refunded]) in sums.by_service
        {
            sqlx::query(
                "INSERT INTO takings_by_service
                 (business_day, outlet_id, service_type, orders, revenue, discount, tax, refunded)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                 ON DUPLICATE KEY UPDATE orders = orders + VALUES(orders),
                 revenue = revenue + VALUES(revenue), discount = discount + VALUES(discount),
                 tax = tax + VALUES(tax), refunded = refunded + VALUES(refunded)",
            )
            .bind(day)
            .bind(outlet)
            .bind(service)
            .bind(orders)
            .bind(revenue)
            .bind(discount)
            .bind(tax)
            .bind(refunded)
            .execute(&mut *connection)
            .await?;
        }
        for ((day, outlet, method), [payments, amount, rounding, refunds, refunded]) in
            sums.by_method
        {
            sqlx::query(
                "INSERT INTO takings_by_method
                 (business_day, outlet_id, payment_method, payments, amount, rounding, refunds, refunded)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                 ON DUPLICATE KEY UPDATE payments = payments + VALUES(payments),
                 amount = amount + VALUES(amount), rounding = rounding + VALUES(rounding),
                 refunds = refunds + VALUES(refunds), refunded = refunded + VALUES(refunded)",
            )
            .bind(day)
            .bind(outlet)
            .bind(method)
            .bind(payments)
            .bind(amount)
            .bind(rounding)
            .bind(refunds)
            .bind(refunded)
            .execute(&mut *connection)
            .await?;
        }
        Ok(())
    }
}
