//! Which orders are there, and what is the state of one? Each row holds the order's state as the
//! domain folds it, so the reply to a query is made by the same code as the reply to a command;
//! the columns beside it are for finding and sorting.

mod deliveries;
mod query;

pub use deliveries::{DeliveryFilter, deliveries};
pub(crate) use query::COUNTED;
pub use query::{OrderFilter, OrderRow, Paging, find, list};

use std::collections::HashMap;

use cqrs_es::Aggregate;
use domain::order::{Delivery, Order};
use infra::event_log::ShopEvent;
use sqlx::{MySqlConnection, Row};

use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct Orders;

impl Projection for Orders {
    const NAME: &'static str = "orders";
    const VERSION: i32 = 3;
    const TABLES: &'static [&'static str] = &["orders"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        let mut touched: Vec<i64> = events
            .iter()
            .filter_map(|applied| match applied.event {
                ShopEvent::Order(event) => Some(event.order_id().get()),
                ShopEvent::Catalog(_)
                | ShopEvent::Customer(_)
                | ShopEvent::Employee(_)
                | ShopEvent::Drawer(_)
                | ShopEvent::Outlet(_)
                | ShopEvent::Payment(_)
                | ShopEvent::Settings(_)
                | ShopEvent::Subscription(_)
                | ShopEvent::Till(_)
                | ShopEvent::User(_) => None,
            })
            .collect();
        touched.sort_unstable();
        touched.dedup();
        if touched.is_empty() {
            return Ok(());
        }
        let mut rows = load(connection, &touched).await?;
        for applied in events {
            if let ShopEvent::Order(event) = applied.event {
                let (order, version) = rows.entry(event.order_id().get()).or_default();
                order.apply((**event).clone());
                *version = applied.sequence;
            }
        }
        save(connection, &rows).await
    }
}

type Rows = HashMap<i64, (Order, i64)>;

async fn load(connection: &mut MySqlConnection, ids: &[i64]) -> Result<Rows, ProjectionError> {
    let marks = vec!["?"; ids.len()].join(", ");
    let sql = format!("SELECT id, version, state FROM orders WHERE id IN ({marks})");
    let mut query = sqlx::query(&sql);
    for id in ids {
        query = query.bind(id);
    }
    let mut rows = Rows::new();
    for row in query.fetch_all(connection).await? {
        let state: &[u8] = row.try_get_unchecked(2)?;
        let order =
            serde_json::from_slice(state).map_err(|e| sqlx::Error::Decode(e.to_string().into()))?;
        rows.insert(row.try_get(0)?, (order, row.try_get(1)?));
    }
    Ok(rows)
}

async fn save(connection: &mut MySqlConnection, rows: &Rows) -> Result<(), ProjectionError> {
    let placed: Vec<_> = rows
        .values()
        .filter_map(|(order, version)| Some((order, order.ticket()?, *version)))
        .collect();
    if placed.is_empty() {
        return Ok(());
    }
    let marks = vec!["(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"; placed.len()].join(", ");
    let sql = format!(
        "INSERT INTO orders (id, number, outlet_id, service_type, status, customer_id, created_at, \
         deleted, delivery_date, delivery_window, delivery_status, driver_id, version, state) \
         VALUES {marks} \
         ON DUPLICATE KEY UPDATE status = VALUES(status), customer_id = VALUES(customer_id), \
         deleted = VALUES(deleted), delivery_date = VALUES(delivery_date), \
         delivery_window = VALUES(delivery_window), delivery_status = VALUES(delivery_status), \
         driver_id = VALUES(driver_id), version = VALUES(version), \
         state = VALUES(state)"
    );
    let mut query = sqlx::query(&sql);
    for (order, ticket, version) in placed {
        let delivery = ticket.delivery.as_ref();
        let plan = delivery.and_then(|delivery| delivery.schedule.as_ref());
        let state =
            serde_json::to_string(order).map_err(|e| sqlx::Error::Encode(e.to_string().into()))?;
        query = query
            .bind(ticket.id.get())
            .bind(ticket.number.as_ref().map(|n| n.as_str().to_owned()).unwrap_or_default())
            .bind(ticket.outlet_id.get())
            .bind(ticket.details.service().name())
            .bind(ticket.state().public())
            .bind(ticket.customer.as_ref().map(|customer| customer.id.get()))
            .bind(ticket.placed_at.naive_utc()) // as DATETIME: a TIMESTAMP ends in 2038
            .bind(ticket.deleted_at.is_some())
            .bind(plan.map(|plan| plan.date.date()))
            .bind(plan.and_then(|plan| plan.window).map(|window| window.to_string()))
            .bind(delivery.map(|d| d.status.name()))
            .bind(delivery.and_then(Delivery::driver).map(|driver| driver.id.get()))
            .bind(version)
            .bind(state);
    }
    query.execute(connection).await?;
    Ok(())
}
