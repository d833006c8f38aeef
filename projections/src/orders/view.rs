//! Orders in Redis, as they stand: those that are not done, and those of the last days.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use cqrs_es::Aggregate;
use domain::order::{Order, OrderEvent, ServiceType};
use domain::values::OrderId;
use infra::event_log::ShopEvent;
use serde::{Deserialize, Serialize};
use sqlx::{MySqlConnection, Row};

use super::{OrderRow, Orders, find, load};
use crate::runtime::Applied;
use crate::views::{Asked, Fields, Kept, Shown, Unfit, View, ask};
use crate::{ReadDb, ReadError};

/// The most orders that the view is filled with.
const MOST: i64 = 2000;

/// The view: an order by its id. It does not hold all: what it does not hold, the tables do.
#[derive(Debug)]
pub struct LatestOrders;

/// What is held of an order.
#[derive(Serialize, Deserialize)]
struct Held {
    version: i64,
    order: Order,
}

fn order_event<'a>(applied: &Applied<'a>) -> Option<&'a OrderEvent> {
    if let ShopEvent::Order(event) = applied.event { Some(event) } else { None }
}

impl View for LatestOrders {
    const NAME: &'static str = "orders";
    const VERSION: i32 = 2;
    type Source = Orders;

    fn scope(now: DateTime<Utc>) -> String {
        (now - TimeDelta::days(2)).date_naive().to_string()
    }

    async fn fill(tables: &mut MySqlConnection, scope: &str) -> Result<Fields, ReadError> {
        let services = ServiceType::ALL.map(|service| format!("'{}'", service.name())).join(", ");
        let sql = format!(
            "SELECT id FROM orders WHERE created_at >= ?
             UNION
             SELECT id FROM orders WHERE service_type IN ({services})
             AND status IN ('pending', 'in_progress')
             ORDER BY id DESC LIMIT {MOST}"
        );
        let rows = sqlx::query(&sql).bind(scope).fetch_all(&mut *tables).await?;
        let ids = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<i64>, _>>()?;
        if ids.is_empty() {
            return Ok(Fields::new());
        }
        let unreadable = |error: &dyn std::fmt::Display| ReadError::Unreadable(error.to_string());
        let orders = load(tables, &ids).await.map_err(|error| unreadable(&error))?;
        let held = |(id, (order, version)): (i64, (Order, i64))| {
            let held = serde_json::to_string(&Held { version, order });
            Ok::<_, ReadError>((id.to_string(), held.map_err(|error| unreadable(&error))?))
        };
        orders.into_iter().map(held).collect()
    }

    fn touched(_scope: &str, events: &[Applied<'_>]) -> BTreeSet<String> {
        events.iter().filter_map(order_event).map(|event| event.order_id().to_string()).collect()
    }

    /// An order that it does not hold is none of its business, unless it is placed now.
    fn take_in(_scope: &str, fields: &mut Fields, events: &[Applied<'_>]) -> Result<(), Unfit> {
        for applied in events {
            let Some(event) = order_event(applied) else { continue };
            let field = event.order_id().to_string();
            let mut held = match fields.get(&field) {
                Some(held) => serde_json::from_str(held)?,
                None if applied.sequence == 1 => Held { version: 0, order: Order::default() },
                None => continue,
            };
            if held.version + 1 != applied.sequence {
                return Err(Unfit(format!("order {field} is at version {}", held.version)));
            }
            held.order.apply(event.clone());
            held.version = applied.sequence;
            fields.insert(field, serde_json::to_string(&held)?);
        }
        Ok(())
    }

    /// It keeps for a day what the tables would not fill it with any more, and does not take in what it
    /// was not filled with: what both have must be the same.
    fn difference(view: &Fields, tables: &Fields) -> Option<String> {
        let other = |(name, held): &(&String, &String)| {
            tables.get(*name).is_some_and(|in_tables| in_tables != *held)
        };
        view.iter().find(other).map(|(name, _)| name.clone())
    }
}

/// One order; if a service is named, of that service only. Also one that was taken from view. At
/// `at_least` that position if it gets there in time, and the position it stands at.
///
/// # Errors
/// [`ReadError`].
pub async fn one(
    view: &Kept<LatestOrders>,
    read_db: &ReadDb,
    service: Option<ServiceType>,
    id: OrderId,
    at_least: Option<i64>,
) -> Result<(Option<OrderRow>, i64), ReadError> {
    let field = id.to_string();
    let of_view = |shown: &Shown| {
        let Held { version, order } = serde_json::from_str(shown.fields.get(&field)?).ok()?;
        let of_service = service
            .is_none_or(|service| order.ticket().is_some_and(|ticket| ticket.service() == service));
        Some(of_service.then_some(OrderRow { order, version }))
    };
    match ask(view, read_db, at_least, std::slice::from_ref(&field), of_view).await? {
        Asked::View(found, position) => Ok((found, position)),
        Asked::Tables(mut snapshot) => {
            Ok((find(&mut snapshot, service, id).await?, snapshot.position))
        }
    }
}
