//! A day's takings.

use domain::order::ServiceType;
use domain::payment::PaymentMethod;
use domain::values::BusinessDay;
use sqlx::Row;

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
                CAST(SUM(discount) AS SIGNED), CAST(SUM(tax) AS SIGNED)
         FROM takings_by_service WHERE business_day = ? GROUP BY service_type",
    )
    .bind(day.date())
    .fetch_all(snapshot.connection())
    .await?;
    let mut services = ServiceType::ALL.map(|service| ServiceTakings {
        service,
        orders: 0,
        revenue: 0,
        discount: 0,
        tax: 0,
    });
    for row in rows {
        let name: &str = row.try_get(0)?;
        if let Some(line) = services.iter_mut().find(|line| line.service.name() == name) {
            line.orders = row.try_get(1)?;
            line.revenue = row.try_get(2)?;
            line.discount = row.try_get(3)?;
            line.tax = row.try_get(4)?;
        }
    }
    let rows = sqlx::query(
        "SELECT payment_method, CAST(SUM(payments) AS SIGNED), CAST(SUM(amount) AS SIGNED)
         FROM takings_by_method WHERE business_day = ? GROUP BY payment_method",
    )
    .bind(day.date())
    .fetch_all(snapshot.connection())
    .await?;
    let mut methods =
        PaymentMethod::ALL.map(|method| MethodTakings { method, payments: 0, amount: 0 });
    for row in rows {
        let name: &str = row.try_get(0)?;
        if let Some(line) = methods.iter_mut().find(|line| line.method.name() == name) {
            line.payments = row.try_get(1)?;
            line.amount = row.try_get(2)?;
        }
    }
    Ok(DayTakings { services: services.to_vec(), methods: methods.to_vec() })
}
