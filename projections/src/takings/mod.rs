//! What came in on a day, by service and by method? Orders count on the day they were completed,
//! payments on the day they were taken (K-60).

mod query;

pub use query::{DayTakings, MethodTakings, ServiceTakings, of_day};

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
    by_service: BTreeMap<Key, [i64; 4]>,
    by_method: BTreeMap<Key, [i64; 2]>,
}

impl Sums {
    fn add(&mut self, event: &ShopEvent) {
        match event {
            ShopEvent::Order(event) => self.add_order(event),
            ShopEvent::Payment(PaymentEvent::PaymentReceived {
                outlet_id,
                amount,
                method,
                business_day,
                ..
            }) => {
                let key = (business_day.date(), outlet_id.get(), method.name());
                add(self.by_method.entry(key).or_default(), [1, amount.get()]);
            }
            ShopEvent::Catalog(_)
            | ShopEvent::Customer(_)
            | ShopEvent::Drawer(_)
            | ShopEvent::Employee(_)
            | ShopEvent::Outlet(_)
            | ShopEvent::Settings(_)
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
            add(self.by_service.entry(key).or_default(), [1, revenue, discount, tax]);
        }
    }
}

fn add<const N: usize>(sums: &mut [i64; N], more: [i64; N]) {
    for (sum, amount) in sums.iter_mut().zip(more) {
        *sum += amount;
    }
}

impl Projection for Takings {
    const NAME: &'static str = "takings";
    const VERSION: i32 = 1;
    const TABLES: &'static [&'static str] = &["takings_by_service", "takings_by_method"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        let mut sums = Sums::default();
        for applied in events {
            sums.add(applied.event);
        }
        for ((day, outlet, service), [orders, revenue, discount, tax]) in sums.by_service {
            sqlx::query(
                "INSERT INTO takings_by_service
                 (business_day, outlet_id, service_type, orders, revenue, discount, tax)
                 VALUES (?, ?, ?, ?, ?, ?, ?)
                 ON DUPLICATE KEY UPDATE orders = orders + VALUES(orders),
                 revenue = revenue + VALUES(revenue), discount = discount + VALUES(discount),
                 tax = tax + VALUES(tax)",
            )
            .bind(day)
            .bind(outlet)
            .bind(service)
            .bind(orders)
            .bind(revenue)
            .bind(discount)
            .bind(tax)
            .execute(&mut *connection)
            .await?;
        }
        for ((day, outlet, method), [payments, amount]) in sums.by_method {
            sqlx::query(
                "INSERT INTO takings_by_method
                 (business_day, outlet_id, payment_method, payments, amount)
                 VALUES (?, ?, ?, ?, ?)
                 ON DUPLICATE KEY UPDATE payments = payments + VALUES(payments),
                 amount = amount + VALUES(amount)",
            )
            .bind(day)
            .bind(outlet)
            .bind(method)
            .bind(payments)
            .bind(amount)
            .execute(&mut *connection)
            .await?;
        }
        Ok(())
    }
}
