//! Which customers are there, what is known of one, and which orders are theirs? Each row holds the
//! customer's state as the domain folds it, so the reply to a query is made by the same code as the
//! reply to a command; the columns beside it, and the tables of phones and plates, are for finding.

mod query;

pub use query::{CustomerFilter, CustomerRow, find, list};

use std::collections::BTreeMap;

use cqrs_es::Aggregate;
use domain::customer::{Customer, CustomerEvent, Profile, Standing};
use infra::event_log::ShopEvent;
use sqlx::{MySqlConnection, Row};

use crate::runtime::{Applied, Projection, ProjectionError};

/// Whether something is of a customer, whatever record of theirs it was written down for: it holds for
/// all records that are one customer by now. A snapshot for that must be of the customers, too.
pub(crate) const THEIRS: &str =
    "customer_id IN (SELECT theirs.id FROM customers AS theirs JOIN customers AS one
    ON theirs.survivor_id = one.survivor_id WHERE one.id = ?)";

/// The projection.
#[derive(Debug)]
pub struct Customers;

impl Projection for Customers {
    const NAME: &'static str = "customers";
    const VERSION: i32 = 3;
    const TABLES: &'static [&'static str] = &["customers", "customer_phones", "customer_plates"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        let theirs = || {
            events.iter().filter_map(|applied| match applied.event {
                ShopEvent::Customer(event) => Some((applied.sequence, event)),
                ShopEvent::Catalog(_)
                | ShopEvent::Employee(_)
                | ShopEvent::Order(_)
                | ShopEvent::Drawer(_)
                | ShopEvent::Outlet(_)
                | ShopEvent::Payment(_)
                | ShopEvent::Settings(_)
                | ShopEvent::Subscription(_)
                | ShopEvent::Till(_)
                | ShopEvent::User(_) => None,
            })
        };
        let mut touched: Vec<i64> = theirs().map(|(_, event)| event.customer_id().get()).collect();
        touched.sort_unstable();
        touched.dedup();
        if touched.is_empty() {
            return Ok(());
        }
        let mut rows = load(connection, &touched).await?;
        for (sequence, event) in theirs() {
            let (customer, version) = rows.entry(event.customer_id().get()).or_default();
            customer.apply(event.clone());
            *version = sequence;
        }
        for (customer, version) in rows.values() {
            if let Some(profile) = customer.profile() {
                save(connection, customer, profile, *version).await?;
            }
        }
        for (_, event) in theirs() {
            if let CustomerEvent::CustomerMergedInto { customer_id, into, .. } = event {
                // With it go those that went into it before.
                sqlx::query("UPDATE customers SET survivor_id = ? WHERE survivor_id = ?")
                    .bind(into.get())
                    .bind(customer_id.get())
                    .execute(&mut *connection)
                    .await?;
            }
        }
        Ok(())
    }
}

type Rows = BTreeMap<i64, (Customer, i64)>;

async fn load(connection: &mut MySqlConnection, ids: &[i64]) -> Result<Rows, ProjectionError> {
    let marks = vec!["?"; ids.len()].join(", ");
    let sql = format!("SELECT id, version, state FROM customers WHERE id IN ({marks})");
    let mut query = sqlx::query(&sql);
    for id in ids {
        query = query.bind(id);
    }
    let mut rows = Rows::new();
    for row in query.fetch_all(connection).await? {
        let state: &[u8] = row.try_get_unchecked(2)?;
        let customer =
            serde_json::from_slice(state).map_err(|e| sqlx::Error::Decode(e.to_string().into()))?;
        rows.insert(row.try_get(0)?, (customer, row.try_get(1)?));
    }
    Ok(rows)
}

async fn save(
    connection: &mut MySqlConnection,
    customer: &Customer,
    profile: &Profile,
    version: i64,
) -> Result<(), ProjectionError> {
    let state =
        serde_json::to_string(customer).map_err(|e| sqlx::Error::Encode(e.to_string().into()))?;
    let (record, id) = (&profile.record, profile.record.id.get());
    sqlx::query(
        "INSERT INTO customers (id, name, customer_type, created_at, email, membership_number,
             standing, survivor_id, version, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE name = VALUES(name), customer_type = VALUES(customer_type),
             email = VALUES(email), membership_number = VALUES(membership_number),
             standing = VALUES(standing), version = VALUES(version), state = VALUES(state)",
    )
    .bind(id)
    .bind(record.name.get().as_str())
    .bind(record.customer_type.name())
    .bind(profile.registered_at.naive_utc()) // as DATETIME: a TIMESTAMP ends in 2038
    .bind(profile.email.as_ref().map(|email| email.get().as_str()))
    .bind(profile.membership_number.as_ref().map(domain::values::MembershipNumber::as_str))
    .bind(standing(profile))
    .bind(id)
    .bind(version)
    .bind(state)
    .execute(&mut *connection)
    .await?;
    let digits = profile.phones().map(|phone| query::digits(phone.get()));
    found_by(connection, ("customer_phones", "digits"), id, digits.collect()).await?;
    let plates =
        profile.vehicles.iter().map(|vehicle| vehicle.license_plate.get().normalised()).collect();
    found_by(connection, ("customer_plates", "plate"), id, plates).await
}

const fn standing(profile: &Profile) -> &'static str {
    match profile.standing {
        Standing::Active => "active",
        Standing::Inactive { .. } => "inactive",
        Standing::Deleted => "deleted",
        Standing::Merged { .. } => "merged",
    }
}

/// Makes the values of a customer those, in a table they are found by.
async fn found_by(
    connection: &mut MySqlConnection,
    (table, column): (&str, &str),
    customer: i64,
    values: Vec<String>,
) -> Result<(), ProjectionError> {
    let sql = format!("DELETE FROM {table} WHERE customer_id = ?");
    sqlx::query(&sql).bind(customer).execute(&mut *connection).await?;
    if values.is_empty() {
        return Ok(());
    }
    let marks = vec!["(?, ?)"; values.len()].join(", ");
    let sql = format!("INSERT INTO {table} (customer_id, {column}) VALUES {marks}");
    let mut query = sqlx::query(&sql);
    for value in values {
        query = query.bind(customer).bind(value);
    }
    query.execute(&mut *connection).await?;
    Ok(())
}
