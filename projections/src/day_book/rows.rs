//! The journal's rows, and the orders that are open.

use std::collections::{BTreeMap, BTreeSet};

use domain::day_close::{DrawerMark, Line, Sums};
use domain::order::OrderEvent;
use domain::values::{BusinessDay, Money, OrderId, OutletId};
use sqlx::MySqlConnection;

use crate::json;
use crate::many::{self, Bound, Rows};

/// The kind of a row that speaks of a drawer's session.
pub(super) const DRAWER: &str = "drawer";

/// A row of the journal.
pub(super) struct Row {
    position: i64,
    /// Which of its event's, from 1.
    n: i16,
    outlet_id: OutletId,
    business_day: BusinessDay,
    kind: &'static str,
    label: &'static str,
    sums: Sums,
    drawer: Option<DrawerMark>,
}

impl Row {
    pub(super) fn of_lines(
        position: i64,
        lines: impl IntoIterator<Item = Line>,
    ) -> impl Iterator<Item = Self> {
        let row = move |(n, line): (i16, Line)| {
            let Line { outlet_id, business_day, heading, sums } = line;
            let (kind, label) = (heading.kind(), heading.label());
            Self { position, n, outlet_id, business_day, kind, label, sums, drawer: None }
        };
        (1..).zip(lines).map(row)
    }

    pub(super) fn of_drawer(
        position: i64,
        outlet_id: OutletId,
        business_day: BusinessDay,
        mark: DrawerMark,
    ) -> Self {
        let (n, kind, label, sums) = (1, DRAWER, "", Sums::default());
        Self { position, n, outlet_id, business_day, kind, label, sums, drawer: Some(mark) }
    }
}

const JOURNAL: Rows = Rows::new(
    "day_book",
    &[
        "position",
        "n",
        "outlet_id",
        "business_day",
        "kind",
        "label",
        "count",
        "amount",
        "discount",
        "tax",
        "cut",
        "net",
        "rounding",
        "drawer",
    ],
);
const OPEN: Rows = Rows::new("day_book_open_orders", &["order_id", "outlet_id"]);

pub(super) async fn save(
    connection: &mut MySqlConnection,
    journal: &[Row],
) -> Result<(), sqlx::Error> {
    let mut rows = Vec::with_capacity(journal.len());
    for row in journal {
        rows.push((row, row.drawer.as_ref().map(json::written).transpose()?));
    }
    let write = JOURNAL.write(connection, &rows, |query, (row, drawer)| {
        let Sums { count, amount, discount, tax, cut, net, rounding } = row.sums;
        let query = query
            .bind(row.position)
            .bind(row.n)
            .bind(row.outlet_id.get())
            .bind(row.business_day.date())
            .bind(row.kind)
            .bind(row.label)
            .bind(count);
        let amounts = [amount, discount, tax, cut, net, rounding].map(Money::get);
        amounts.into_iter().fold(query, Bound::bind).bind(drawer)
    });
    write.await
}

/// Orders that became open or ceased to be, over a batch of events.
#[derive(Default)]
pub(super) struct OpenOrders {
    placed: BTreeMap<OrderId, OutletId>,
    gone: BTreeSet<OrderId>,
}

impl OpenOrders {
    pub(super) fn follow(&mut self, event: &OrderEvent) {
        if let OrderEvent::OrderPlaced { order_id, outlet_id, .. } = event {
            self.placed.insert(*order_id, *outlet_id);
        }
        if let OrderEvent::OrderCompleted { order_id, .. }
        | OrderEvent::OrderCancelled { order_id, .. }
        | OrderEvent::OrderDeleted { order_id, .. } = event
            && self.placed.remove(order_id).is_none()
        {
            self.gone.insert(*order_id);
        }
    }

    pub(super) async fn save(self, connection: &mut MySqlConnection) -> Result<(), sqlx::Error> {
        let placed: Vec<(OrderId, OutletId)> = self.placed.into_iter().collect();
        OPEN.write(connection, &placed, |query, (order, outlet)| {
            query.bind(order.get()).bind(outlet.get())
        })
        .await?;
        let gone: Vec<i64> = self.gone.into_iter().map(OrderId::get).collect();
        let delete = "DELETE FROM day_book_open_orders WHERE order_id IN";
        many::change(connection, delete, &gone).await
    }
}
