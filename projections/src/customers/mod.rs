//! Which customers are there?

use chrono::{DateTime, Utc};
use domain::customer::{ContactConsent, CustomerEvent};
use domain::values::CustomerId;
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
    const VERSION: i32 = 2;
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
                    contact_consent,
                } => {
                    sqlx::query(
                        "REPLACE INTO customers (id, name, phone, customer_type, created_at,
                             consents_sms, consents_whatsapp, consents_email, version)
                         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    )
                    .bind(customer_id.get())
                    .bind(name.get().as_str())
                    .bind(phone.get().as_str())
                    .bind(customer_type.name())
                    .bind(occurred_at.naive_utc())
                    .bind(contact_consent.sms)
                    .bind(contact_consent.whatsapp)
                    .bind(contact_consent.email)
                    .bind(applied.sequence)
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
    /// How they may be contacted.
    pub contact_consent: ContactConsent,
    /// How many events made it: the version a client may insist on.
    pub version: i64,
}

impl FromRow<'_, MySqlRow> for CustomerRow {
    fn from_row(row: &MySqlRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            name: row.try_get("name")?,
            phone: row.try_get("phone")?,
            customer_type: row.try_get("customer_type")?,
            created_at: row.try_get("created_at")?,
            contact_consent: ContactConsent {
                sms: row.try_get("consents_sms")?,
                whatsapp: row.try_get("consents_whatsapp")?,
                email: row.try_get("consents_email")?,
            },
            version: row.try_get("version")?,
        })
    }
}

/// One customer.
///
/// # Errors
/// [`ReadError`].
pub async fn find(
    snapshot: &mut Snapshot,
    id: CustomerId,
) -> Result<Option<CustomerRow>, ReadError> {
    let sql = "SELECT id, name, phone, customer_type, created_at, consents_sms, consents_whatsapp,
                   consents_email, version FROM customers WHERE id = ?";
    Ok(sqlx::query_as(sql).bind(id.get()).fetch_optional(snapshot.connection()).await?)
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
        "SELECT id, name, phone, customer_type, created_at, consents_sms, consents_whatsapp,
             consents_email, version FROM customers ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?",
    )
    .bind(limit)
    .bind(offset)
    .fetch_all(snapshot.connection())
    .await?;
    let (total,) =
        sqlx::query_as("SELECT COUNT(*) FROM customers").fetch_one(snapshot.connection()).await?;
    Ok((rows, total))
}
