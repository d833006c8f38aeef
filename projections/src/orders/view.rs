//! Orders in Redis, as they stand: those that are not done or not paid, and those of the last days. Beside
//! them, how many are open.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use cqrs_es::Aggregate;
use domain::order::{Order, OrderEvent, ServiceType};
use domain::values::OrderId;
use infra::event_log::ShopEvent;
use serde::{Deserialize, Serialize};
use sqlx::{MySqlConnection, Row};

use super::{OrderRow, Orders, find, load, open};
use crate::runtime::Applied;
use crate::views::{Asked, Fields, Kept, Shown, Unfit, View, ask};
use crate::{ReadDb, ReadError};

/// The most orders that the view is filled with.
const MOST: i64 = 2000;

/// The view: an order by its id, an id by the printed number, and how many orders are open. It does not
/// hold every order: what it does not hold, the tables do. It counts all of them.
#[derive(Debug)]
pub struct LatestOrders;

/// What is held of an order.
#[derive(Serialize, Deserialize)]
pub(super) struct Held {
    pub version: i64,
    pub order: Order,
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
             AND status IN ('pending', 'in_progress', 'completed') AND NOT deleted
             ORDER BY id DESC LIMIT {MOST}"
        );
        let rows = sqlx::query(&sql).bind(scope).fetch_all(&mut *tables).await?;
        let ids = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<i64>, _>>()?;
        let mut fields = open::fill(tables).await?;
        if ids.is_empty() {
            return Ok(fields);
        }
        let unreadable = |error: &dyn std::fmt::Display| ReadError::Unreadable(error.to_string());
        let orders = load(tables, &ids).await.map_err(|error| unreadable(&error))?;
        for (id, (order, version)) in orders {
            if let Some(number) = number_of(&order) {
                fields.insert(number, id.to_string());
            }
            let held = serde_json::to_string(&Held { version, order });
            fields.insert(id.to_string(), held.map_err(|error| unreadable(&error))?);
        }
        Ok(fields)
    }

    fn touched(_scope: &str, events: &[Applied<'_>]) -> BTreeSet<String> {
        let events = events.iter().filter_map(order_event);
        let mut touched: BTreeSet<String> =
            events.map(|event| event.order_id().to_string()).collect();
        if !touched.is_empty() {
            touched.extend(open::names());
        }
        touched
    }

    /// An order that it does not hold is none of its business, unless it is placed now, or may be counted
    /// otherwise from now on: how it was counted before, only the tables know.
    fn take_in(_scope: &str, fields: &mut Fields, events: &[Applied<'_>]) -> Result<(), Unfit> {
        for applied in events {
            let Some(event) = order_event(applied) else { continue };
            let field = event.order_id().to_string();
            let mut held = match fields.get(&field) {
                Some(held) => serde_json::from_str(held)?,
                None if applied.sequence == 1 => Held { version: 0, order: Order::default() },
                None if open::may_move(event) => {
                    return Err(Unfit(format!("order {field} is counted and not held")));
                }
                None => continue,
            };
            if held.version + 1 != applied.sequence {
                return Err(Unfit(format!("order {field} is at version {}", held.version)));
            }
            let before = open::counts(&held.order);
            held.order.apply(event.clone());
            held.version = applied.sequence;
            open::moved(fields, before, open::counts(&held.order))?;
            if let Some(number) = number_of(&held.order).filter(|_| applied.sequence == 1) {
                fields.insert(number, field.clone());
            }
            fields.insert(field, serde_json::to_string(&held)?);
        }
        Ok(())
    }

    /// It keeps for a day what the tables would not fill it with any more, and does not take in what it
    /// was not filled with: of an order that both have all must be the same, and every count.
    fn difference(view: &Fields, tables: &Fields) -> Option<String> {
        let must_be_there = |name: &String| {
            let id = if name.starts_with(NUMBER) { tables.get(name) } else { Some(name) };
            open::is_count(name) || id.is_some_and(|id| view.contains_key(id))
        };
        let other = |(name, wanted): &(&String, &String)| match view.get(*name) {
            Some(held) => held != *wanted,
            None => must_be_there(name),
        };
        tables.iter().find(other).map(|(name, _)| name.clone())
    }
}

/// What the fields begin with that say whose number that is.
const NUMBER: &str = "number:";

/// The field of a printed number.
pub(super) fn number_field(number: &str) -> String {
    format!("{NUMBER}{number}")
}

fn number_of(order: &Order) -> Option<String> {
    Some(number_field(order.ticket()?.number.as_ref()?.as_str()))
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
