//! What is told of an event: what it is about and which screens show it, never what it says.

use std::collections::BTreeMap;
use std::sync::Arc;

use cqrs_es::DomainEvent;
use domain::order::Order;
use domain::values::{EmployeeId, OrderId, OutletId};
use infra::event_log::{LogRecord, ShopEvent};
use serde::Serialize;

use crate::orders::{Orders, find};
use crate::queue::is_on_the_board;
use crate::runtime::Projection;
use crate::takings::Takings;
use crate::{ReadDb, ReadError};

/// What a screen may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Orders.
    Orders,
    /// The queue board.
    Queue,
    /// Payments and refunds.
    Payments,
    /// What came in on a day.
    Takings,
    /// Price lists.
    Catalog,
    /// Customers.
    Customers,
    /// Paid workers.
    Employees,
    /// Logins.
    Users,
    /// What an owner sets.
    Settings,
    /// Outlets and tills.
    Places,
    /// Cash drawers.
    Drawers,
    /// What is owed, and invoices.
    Receivables,
    /// Subscriptions.
    Subscriptions,
    /// What banks and wallets sent.
    Settlements,
    /// Days that were closed.
    DayClose,
}

impl Topic {
    /// Its name, which is the event's on the stream.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Queue => "queue",
            Self::Payments => "payments",
            Self::Takings => "takings",
            Self::Catalog => "catalog",
            Self::Customers => "customers",
            Self::Employees => "employees",
            Self::Users => "users",
            Self::Settings => "settings",
            Self::Places => "places",
            Self::Drawers => "drawers",
            Self::Receivables => "receivables",
            Self::Subscriptions => "subscriptions",
            Self::Settlements => "settlements",
            Self::DayClose => "day_close",
        }
    }
}

/// Everything that one event changes.
#[derive(Debug)]
pub struct Told {
    /// Its position.
    pub position: i64,
    /// What it changes; nothing of an event this version cannot read.
    pub changes: Vec<Change>,
}

/// Something that is other than it was.
#[derive(Debug, Clone)]
pub struct Change {
    /// What a screen shows that shows it.
    pub topic: Topic,
    /// The event's name.
    pub what: String,
    /// Whose event it is: an order's, a payment's …
    pub id: String,
    /// The order it is about, if it is about one.
    pub order_id: Option<i64>,
    /// Where it happened, if that is known.
    pub outlet: Option<OutletId>,
    order: Option<Arc<Order>>,
}

impl Change {
    /// Whether the order it is about is work of that employee, as it stands now.
    pub fn is_work_of(&self, employee: EmployeeId) -> bool {
        let ticket = self.order.as_ref().and_then(|order| order.ticket());
        ticket.is_some_and(|ticket| ticket.is_work_of(employee))
    }
}

/// What is told of these events.
pub(super) async fn told(read_db: &ReadDb, records: &[LogRecord]) -> Result<Vec<Told>, ReadError> {
    let about: Vec<About> = records.iter().map(About::of).collect();
    let mut orders: BTreeMap<i64, Option<Arc<Order>>> = BTreeMap::new();
    orders.extend(about.iter().filter_map(|about| Some((about.order_id?, None))));
    if !orders.is_empty() {
        let mut snapshot = read_db.snapshot(Orders::NAME, None).await?;
        for (id, order) in &mut orders {
            let Ok(id) = OrderId::new(*id) else { continue };
            *order = find(&mut snapshot, None, id).await?.map(|row| Arc::new(row.order));
        }
    }
    let told = |(record, about): (&LogRecord, About)| {
        let order = about.order_id.and_then(|id| orders.get(&id).cloned()).flatten();
        let of_order = order.as_ref().and_then(|order| Some(order.ticket()?.outlet_id));
        let change = |topic: &Topic| Change {
            topic: *topic,
            what: about.what.clone(),
            id: record.aggregate_id.clone(),
            order_id: about.order_id,
            outlet: of_order.or(about.outlet),
            order: order.clone(),
        };
        Told { position: record.mark.position, changes: about.topics.iter().map(change).collect() }
    };
    Ok(records.iter().zip(about).map(told).collect())
}

/// What an event is about.
struct About {
    topics: Vec<Topic>,
    what: String,
    order_id: Option<i64>,
    outlet: Option<OutletId>,
}

impl About {
    fn of(record: &LogRecord) -> Self {
        let Ok(event) = &record.event else {
            return Self { topics: Vec::new(), what: String::new(), order_id: None, outlet: None };
        };
        let (topic, what, said) = match event {
            ShopEvent::Account(event) => named(Topic::Receivables, event),
            ShopEvent::Catalog(event) => named(Topic::Catalog, event),
            ShopEvent::Customer(event) => named(Topic::Customers, event),
            ShopEvent::DayBook(event) => named(Topic::DayClose, &**event),
            ShopEvent::Drawer(event) => named(Topic::Drawers, event),
            ShopEvent::Employee(event) => named(Topic::Employees, event),
            ShopEvent::Invoice(event) => named(Topic::Receivables, event),
            ShopEvent::Order(event) => named(Topic::Orders, &**event),
            ShopEvent::Outlet(event) => named(Topic::Places, event),
            ShopEvent::Payment(event) => named(Topic::Payments, event),
            ShopEvent::Settings(event) => named(Topic::Settings, event),
            ShopEvent::Settlement(event) => named(Topic::Settlements, &**event),
            ShopEvent::Subscription(event) => named(Topic::Subscriptions, &**event),
            ShopEvent::Till(event) => named(Topic::Places, event),
            ShopEvent::User(event) => named(Topic::Users, event),
        };
        let mut topics = vec![topic];
        topics.extend(is_on_the_board(event).then_some(Topic::Queue));
        topics.extend(Takings::touches(event).map(|_| Topic::Takings));
        let id = |name: &str| said.as_object()?.values().next()?.get(name)?.as_i64();
        let outlet = id("outletId").and_then(|id| OutletId::new(id).ok());
        Self { topics, what, order_id: id("orderId"), outlet }
    }
}

/// An event's topic, its name, and all it says: `{"OrderPlaced": {"orderId": …}}`.
fn named<E: DomainEvent>(topic: Topic, event: &E) -> (Topic, String, serde_json::Value) {
    (topic, event.event_type(), serde_json::to_value(event).unwrap_or_default())
}
