//! What a customer ordered, and what they spent.

use std::collections::BTreeMap;

use domain::order::{Order, Work};
use sqlx::{MySqlConnection, Row};

use crate::list::Conditions;
use crate::many::{self, Rows};
use crate::{ReadError, Snapshot};

/// What a customer ordered, and what they spent: under their record and all that went into it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CustomerTotals {
    /// Orders that were neither called off nor taken from view.
    pub orders: i64,
    /// What was paid and did not go back, in Rupiah, whatever became of the orders.
    pub spent: i64,
}

const TOTALS: Rows =
    Rows::new("customer_totals", &["customer_id", "orders", "spent"]).or_add(&["orders", "spent"]);

/// By how much that of each record changes: what its orders came to before is taken off, what they
/// come to now is added. So it does not matter which events are seen together.
#[derive(Debug, Default)]
pub(super) struct Totals(BTreeMap<i64, CustomerTotals>);

impl Totals {
    pub(super) fn without(&mut self, order: &Order) {
        self.add(order, -1);
    }

    pub(super) fn with(&mut self, order: &Order) {
        self.add(order, 1);
    }

    fn add(&mut self, order: &Order, times: i64) {
        let Some(ticket) = order.ticket() else { return };
        let Some(customer) = &ticket.customer else { return };
        let counts = ticket.work != Work::Cancelled && ticket.deleted_at.is_none();
        let theirs = self.0.entry(customer.id.get()).or_default();
        theirs.orders += times * i64::from(counts);
        theirs.spent += times * ticket.kept().get();
    }

    pub(super) async fn save(self, connection: &mut MySqlConnection) -> Result<(), sqlx::Error> {
        let nothing = CustomerTotals::default();
        let changed: Vec<_> = self.0.into_iter().filter(|(_, more)| *more != nothing).collect();
        TOTALS
            .write(connection, &changed, |query, (customer, more)| {
                query.bind(customer).bind(more.orders).bind(more.spent)
            })
            .await?;
        // Who ordered nothing after all has no row, whether it was ever there or not.
        let customers: Vec<i64> = changed.iter().map(|(customer, _)| *customer).collect();
        let none = "DELETE FROM customer_totals WHERE orders = 0 AND spent = 0 AND customer_id IN";
        many::change(connection, none, &customers).await
    }
}

/// The totals of customers, by their id: none of a record that went into another, and of who never
/// ordered anything. The snapshot must be of customers, too.
///
/// # Errors
/// [`ReadError`].
pub async fn totals_of(
    snapshot: &mut Snapshot,
    customers: impl IntoIterator<Item = i64>,
) -> Result<BTreeMap<i64, CustomerTotals>, ReadError> {
    let theirs = Conditions::default().among("c.survivor_id", customers).statement(
        "SELECT c.survivor_id, CAST(SUM(t.orders) AS SIGNED), CAST(SUM(t.spent) AS SIGNED)
         FROM customers AS c JOIN customer_totals AS t ON t.customer_id = c.id",
        "GROUP BY c.survivor_id",
    );
    let rows = theirs.query().fetch_all(snapshot.connection()).await?;
    let mut totals = BTreeMap::new();
    for row in rows {
        let sums = CustomerTotals { orders: row.try_get(1)?, spent: row.try_get(2)? };
        totals.insert(row.try_get(0)?, sums);
    }
    Ok(totals)
}
