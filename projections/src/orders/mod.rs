//! Which orders are there, what is the state of one, what is to be brought when, and what did a customer
//! order? Lists walk along a narrow table that holds what they are found and sorted by. What is shown
//! stands beside it: the order's state as the domain folds it, so that the reply to a query is made by
//! the same code as the reply to a command.

mod by_number;
mod deliveries;
mod index;
mod open;
mod query;
mod rows;
mod totals;
mod view;
mod work;

pub use by_number::page;
pub use deliveries::{BY_SLOT, DeliveryFilter, deliveries};
pub use open::{OpenOrders, open, open_orders};
pub use query::{
    BY_AGE, BY_NUMBER, BY_TOTAL, BY_UPDATE, NumberFilter, OrderFilter, OrderRow, SORTS, find, list,
};
pub use totals::{CustomerTotals, totals_of};
pub use view::{LatestOrders, one};
pub use work::open_orders_of;

use std::collections::BTreeMap;

use cqrs_es::Aggregate;
use domain::order::Order;
use infra::event_log::ShopEvent;
use sqlx::MySqlConnection;

use crate::many;
use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct Orders;

impl Projection for Orders {
    const NAME: &'static str = "orders";
    const VERSION: i32 = 6;
    const READS: &'static [&'static str] = &["order"];
    const LISTED: &'static [&'static str] = &["orders", "deliveries"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        let mut touched: Vec<i64> = events
            .iter()
            .filter_map(|applied| match applied.event {
                ShopEvent::Order(event) => Some(event.order_id().get()),
                ShopEvent::Account(_)
                | ShopEvent::Catalog(_)
                | ShopEvent::Invoice(_)
                | ShopEvent::Customer(_)
                | ShopEvent::Employee(_)
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
            .collect();
        touched.sort_unstable();
        touched.dedup();
        if touched.is_empty() {
            return Ok(());
        }
        let mut orders = load(connection, &touched).await?;
        let mut more = totals::Totals::default();
        for (order, _) in orders.values() {
            more.without(order);
        }
        for applied in events {
            if let ShopEvent::Order(event) = applied.event {
                let (order, version) = orders.entry(event.order_id().get()).or_default();
                order.apply((**event).clone());
                *version = applied.sequence;
            }
        }
        for (order, _) in orders.values() {
            more.with(order);
        }
        rows::save(connection, &orders).await?;
        more.save(connection).await?;
        Ok(())
    }
}

/// State and version by id.
type States = BTreeMap<i64, (Order, i64)>;

async fn load(connection: &mut MySqlConnection, ids: &[i64]) -> Result<States, sqlx::Error> {
    let found = "SELECT id, version, state FROM order_details WHERE id IN";
    many::states(connection, found, ids).await
}
