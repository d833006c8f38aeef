//! Which customers are there, what is known of one, and which orders are theirs? Each row holds the
//! customer's state as the domain folds it, so the reply to a query is made by the same code as the
//! reply to a command; the columns beside it, and the table of the terms they are looked for by, are for
//! finding.

mod query;
mod search;
mod terms;

pub use query::{
    BY_AGE, BY_NAME, CustomerFilter, CustomerRow, SORTS, find, list, records, records_of,
};

use std::collections::BTreeMap;

use cqrs_es::Aggregate;
use domain::customer::{Customer, CustomerEvent, Profile, Standing};
use infra::event_log::ShopEvent;
use sqlx::MySqlConnection;

use crate::json;
use crate::many;
use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct Customers;

impl Projection for Customers {
    const NAME: &'static str = "customers";
    const VERSION: i32 = 6;
    const READS: &'static [&'static str] = &["customer"];

    /// The record another one goes into.
    fn touches(event: &ShopEvent) -> Option<Vec<String>> {
        if let ShopEvent::Customer(CustomerEvent::CustomerMergedInto { into, .. }) = event {
            return Some(vec![format!("customer/{into}")]);
        }
        Some(Vec::new())
    }

    /// Up to each merge, for what goes over is what the record was then.
    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        let is_merge = |applied: &Applied<'_>| {
            matches!(applied.event, ShopEvent::Customer(CustomerEvent::CustomerMergedInto { .. }))
        };
        for some in events.split_inclusive(is_merge) {
            Self::take_in(connection, some).await?;
        }
        Ok(())
    }
}

impl Customers {
    async fn take_in(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        let theirs = || {
            events.iter().filter_map(|applied| match applied.event {
                ShopEvent::Customer(event) => Some((applied.sequence, event)),
                ShopEvent::Account(_)
                | ShopEvent::Catalog(_)
                | ShopEvent::Invoice(_)
                | ShopEvent::Employee(_)
                | ShopEvent::Order(_)
                | ShopEvent::DayBook(_)
                | ShopEvent::Drawer(_)
                | ShopEvent::Outlet(_)
                | ShopEvent::Payment(_)
                | ShopEvent::Settings(_)
                | ShopEvent::Settlement(_)
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
        let found = "SELECT id, version, state FROM customers WHERE id IN";
        let mut rows: Rows = many::states(connection, found, &touched).await?;
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
            if let CustomerEvent::CustomerErased { customer_id, .. } = event {
                terms::forget(connection, customer_id.get()).await?;
            }
            if let CustomerEvent::CustomerMergedInto { customer_id, into, .. } = event {
                // With it go those that went into it before.
                sqlx::query("UPDATE customers SET survivor_id = ? WHERE survivor_id = ?")
                    .bind(into.get())
                    .bind(customer_id.get())
                    .execute(&mut *connection)
                    .await?;
                terms::inherit(connection, customer_id.get(), into.get()).await?;
            }
        }
        Ok(())
    }
}

type Rows = BTreeMap<i64, (Customer, i64)>;

async fn save(
    connection: &mut MySqlConnection,
    customer: &Customer,
    profile: &Profile,
    version: i64,
) -> Result<(), ProjectionError> {
    let state = json::written(customer)?;
    let (record, id) = (&profile.record, profile.record.id.get());
    sqlx::query(
        "INSERT INTO customers (id, name, customer_type, created_at, email, standing, survivor_id,
             version, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE name = VALUES(name), customer_type = VALUES(customer_type),
             email = VALUES(email), standing = VALUES(standing), version = VALUES(version),
             state = VALUES(state)",
    )
    .bind(id)
    .bind(record.name.get().as_str())
    .bind(record.customer_type.name())
    .bind(profile.registered_at.naive_utc()) // as DATETIME: a TIMESTAMP ends in 2038
    .bind(profile.email.as_ref().map(|email| email.get().as_str()))
    .bind(standing(profile))
    .bind(id)
    .bind(version)
    .bind(state)
    .execute(&mut *connection)
    .await?;
    terms::save(connection, profile).await?;
    Ok(())
}

const fn standing(profile: &Profile) -> &'static str {
    match profile.standing {
        Standing::Active => "active",
        Standing::Inactive { .. } => "inactive",
        Standing::Deleted => "deleted",
        Standing::Merged { .. } => "merged",
    }
}
