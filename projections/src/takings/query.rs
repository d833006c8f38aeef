//! A day's takings.

use domain::order::ServiceType;
use domain::payment::PaymentMethod;
use domain::values::BusinessDay;
use sqlx::Row;
use sqlx::mysql::MySqlRow;

use crate::{ReadError, Snapshot};

/// What a service brought in, in Rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceTakings {
    /// Which.
    pub service: ServiceType,
    /// Orders completed.
    pub orders: i64,
    /// Their totals, tax included.
    pub revenue: i64,
    /// What was taken off them.
    pub discount: i64,
    /// The tax in them.
    pub tax: i64,
    /// What went back to customers.
    pub refunded: i64,
}

/// What came in by a method, in Rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MethodTakings {
    /// Which.
    pub method: PaymentMethod,
    /// Payments taken.
    pub payments: i64,
    /// Their sum.
    pub amount: i64,
    /// What coins could not pay of what they settled.
    pub rounding: i64,
    /// Refunds paid out.
    pub refunds: i64,
    /// Their sum.
    pub refunded: i64,
}

/// A day's takings; services and methods without any stand there with zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayTakings {
    /// By service.
    pub services: Vec<ServiceTakings>,
    /// By method.
    pub methods: Vec<MethodTakings>,
}

/// All outlets' takings of a business day.
///
/// # Errors
/// [`ReadError`].
pub async fn of_day(snapshot: &mut Snapshot, day: BusinessDay) -> Result<DayTakings, ReadError> {
    let rows = sqlx::query(
        "SELECT service_type, CAST(SUM(orders) AS SIGNED), CAST(SUM(revenue) AS SIGNED),
                CAST(SUM(discount) AS SIGNED), CAST(SUM(tax) AS SIGNED), CAST(SUM(refunded) AS SIGNED)
         FROM takings_by_service WHERE business_day = ? GROUP BY service_type",
    )
    .bind(day.date())
    .fetch_all(snapshot.connection())
    .await?;
    let mut takings = DayTakings::nothing();
    for row in rows {
        takings.add_service(row.try_get(0)?, sums(&row)?);
    }
    let rows = sqlx::query(
        "SELECT payment_method, CAST(SUM(payments) AS SIGNED), CAST(SUM(amount) AS SIGNED),
                CAST(SUM(rounding) AS SIGNED), CAST(SUM(refunds) AS SIGNED),
                CAST(SUM(refunded) AS SIGNED)
         FROM takings_by_method WHERE business_day = ? GROUP BY payment_method",
    )
    .bind(day.date())
    .fetch_all(snapshot.connection())
    .await?;
    for row in rows {
        takings.add_method(row.try_get(0)?, sums(&row)?);
    }
    Ok(takings)
}

fn sums(row: &MySqlRow) -> Result<[i64; 5], sqlx::Error> {
    Ok([row.try_get(1)?, row.try_get(2)?, row.try_get(3)?, row.try_get(4)?, row.try_get(5)?])
}

impl DayTakings {
    /// Of a day on which nothing happened.
    pub(super) fn nothing() -> Self {
        let service = |service| ServiceTakings {
            service,
            orders: 0,
            revenue: 0,
            discount: 0,
            tax: 0,
            refunded: 0,
        };
        let method = |method| MethodTakings {
            method,
            payments: 0,
            amount: 0,
            rounding: 0,
            refunds: 0,
            refunded: 0,
        };
        Self {
            services: ServiceType::ALL.map(service).to_vec(),
            methods: PaymentMethod::ALL.map(method).to_vec(),
        }
    }

    /// Adds what a service brought in: orders, revenue, discount, tax, refunded.
    pub(super) fn add_service(&mut self, name: &str, sums: [i64; 5]) {
        if let Some(line) = self.services.iter_mut().find(|line| line.service.name() == name) {
            let [orders, revenue, discount, tax, refunded] = sums;
            line.orders += orders;
            line.revenue += revenue;
            line.discount += discount;
            line.tax += tax;
            line.refunded += refunded;
        }
    }

    /// Adds what came in by a method: payments, amount, rounding, refunds, refunded.
    pub(super) fn add_method(&mut self, name: &str, sums: [i64; 5]) {
        if let Some(line) = self.methods.iter_mut().find(|line| line.method.name() == name) {
            let [payments, amount, rounding, refunds, refunded] = sums;
            line.payments += payments;
            line.amount += amount;
            line.rounding += rounding;
            line.refunds += refunds;
            line.refunded += refunded;
        }
    }
}
