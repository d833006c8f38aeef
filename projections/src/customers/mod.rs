//! Which customers are there?

use chrono::{DateTime, Utc};
use domain::customer::CustomerEvent;
use infra::event_log::ShopEvent;
use sqlx::mysql::MySqlRow;
use sqlx::{FromRow, MySqlConnection, Row};

use crate::runtime::{Applied, Projection, ProjectionError};
use crate::{ReadError, Snapshot};

/// The projection.
#[derive(Debug)]
pub struct Customers;

impl Projection for Customers {
    const NAME: &'static str = "customers";
    const VERSION: i32 = 1;
    const TABLES: &'static [&'static str] = &["customers"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        for applied in events {
            let ShopEvent::Customer(event) = applied.event else { continue };
            match event {
                CustomerEvent::CustomerRegistered {
                    customer_id,
                    name,
                    phone,
                    customer_type,
                    occurred_at,
                    contact_consent: _, // no list asks for it
                } => {
                    sqlx::query(
                        "REPLACE INTO customers (id, name, phone, customer_type, created_at)
                         VALUES (?, ?, ?, ?, ?)",
                    )
                    .bind(customer_id.get())
                    .bind(name.get().as_str())
                    .bind(phone.get().as_str())
                    .bind(customer_type.name())
                    .bind(occurred_at.naive_utc())
                    .execute(&mut *connection)
                    .await?;
                }
            }
        }
        Ok(())
    }
}

/// A customer.
#[derive(Debug, Clone)]
pub struct CustomerRow {
    /// Their id.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Their phone.
    pub phone: String,
    /// What kind of customer they are.
    pub customer_type: String,
    /// Since when they have a record.
    pub created_at: DateTime<Utc>,
}

impl FromRow<'_, MySqlRow> for CustomerRow {
    fn from_row(row: &MySqlRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            name: row.try_get("name")?,
            phone: row.try_get("phone")?,
            customer_type: row.try_get("customer_type")?,
            created_at: row.try_get("created_at")?,
        })
    }
}

/// A page of customers, newest first, and how many there are.
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    limit: u32,
    offset: u64,
) -> Result<(Vec<CustomerRow>, i64), ReadError> {
    let rows = sqlx::query_as(
        "SELECT id, name, phone, customer_type, created_at FROM customers
         ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?",
    )
    .bind(limit)
    .bind(offset)
    .fetch_all(snapshot.connection())
    .await?;
    let (total,) =
        sqlx::query_as("SELECT COUNT(*) FROM customers").fetch_one(snapshot.connection()).await?;
    Ok((rows, total))
}
