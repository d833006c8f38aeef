//! How do the orders stand that something is still to be done about? Counted where the lists of orders find
//! them, so that the two agree: an order is one of these no more when it is paid or called off.

use domain::order::{Order, OrderEvent, ServiceType};
use sqlx::{MySqlConnection, Row};

use super::LatestOrders;
use crate::views::{Asked, Fields, Kept, Shown, Unfit, ask};
use crate::{ReadDb, ReadError, Snapshot};

const STATUSES: [&str; 3] = ["pending", "in_progress", "completed"];

/// How many orders stand so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenOrders {
    /// Their service.
    pub service: ServiceType,
    /// As outsiders see it: pending, in_progress, or completed and not paid.
    pub status: &'static str,
    /// How many.
    pub orders: i64,
}

/// How many stand how, at `at_least` that position if they get there in time, and the position they
/// stand at.
///
/// # Errors
/// [`ReadError`].
pub async fn open(
    view: &Kept<LatestOrders>,
    read_db: &ReadDb,
    at_least: Option<i64>,
) -> Result<(Vec<OpenOrders>, i64), ReadError> {
    let names: Vec<String> = names().collect();
    let of_view = |shown: &Shown| counted(&shown.fields).ok();
    match ask(view, read_db, at_least, &names, of_view).await? {
        Asked::View(open, position) => Ok((open, position)),
        Asked::Tables(mut snapshot) => Ok((open_orders(&mut snapshot).await?, snapshot.position)),
    }
}

/// How many stand how, as the tables have it. The snapshot must be of the orders.
///
/// # Errors
/// [`ReadError`].
pub async fn open_orders(snapshot: &mut Snapshot) -> Result<Vec<OpenOrders>, ReadError> {
    count(snapshot.connection()).await
}

async fn count(tables: &mut MySqlConnection) -> Result<Vec<OpenOrders>, ReadError> {
    let rows = sqlx::query(
        "SELECT service_type, status, COUNT(*) FROM orders
         WHERE service_type IN ('car_wash', 'laundry', 'carpet', 'water_delivery')
         AND status IN ('pending', 'in_progress', 'completed') AND NOT deleted
         GROUP BY service_type, status",
    )
    .fetch_all(tables)
    .await?;
    let mut open = every(|service, status| OpenOrders { service, status, orders: 0 });
    for row in rows {
        let (found, status, orders): (&str, &str, i64) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        for known in &mut open {
            if known.service.name() == found && known.status == status {
                known.orders = orders;
            }
        }
    }
    Ok(open)
}

/// The same as fields of the view, every one of them, also those of nothing.
pub(super) async fn fill(tables: &mut MySqlConnection) -> Result<Fields, ReadError> {
    let open = count(tables).await?.into_iter();
    Ok(open.map(|open| (field((open.service, open.status)), open.orders.to_string())).collect())
}

fn counted(fields: &Fields) -> Result<Vec<OpenOrders>, Unfit> {
    let one = |service, status| {
        let orders = number(fields, &field((service, status)))?;
        Ok::<_, Unfit>(OpenOrders { service, status, orders })
    };
    every(one).into_iter().collect()
}

fn every<T>(one: impl Fn(ServiceType, &'static str) -> T) -> Vec<T> {
    let pairs = ServiceType::ALL.into_iter().flat_map(|s| STATUSES.map(|status| (s, status)));
    pairs.map(|(service, status)| one(service, status)).collect()
}

/// How an order is counted, if it is.
type Counted = (ServiceType, &'static str);

/// How an order is counted, if it is.
pub(super) fn counts(order: &Order) -> Option<Counted> {
    let ticket = order.ticket().filter(|ticket| ticket.deleted_at.is_none())?;
    let status = ticket.state().public();
    STATUSES.contains(&status).then(|| (ticket.service(), status))
}

/// The names of all fields.
pub(super) fn names() -> impl Iterator<Item = String> {
    every(|service, status| field((service, status))).into_iter()
}

/// Whether a field is one of these.
pub(super) fn is_count(name: &str) -> bool {
    name.starts_with("count:")
}

fn field((service, status): Counted) -> String {
    format!("count:{}:{status}", service.name())
}

fn number(fields: &Fields, name: &str) -> Result<i64, Unfit> {
    let number = fields.get(name).and_then(|number| number.parse().ok());
    number.ok_or_else(|| Unfit(format!("{name} is no number")))
}

/// An order is counted otherwise than before.
pub(super) fn moved(
    fields: &mut Fields,
    before: Option<Counted>,
    after: Option<Counted>,
) -> Result<(), Unfit> {
    if before == after {
        return Ok(());
    }
    for (counted, by) in [(before, -1), (after, 1)] {
        let Some(counted) = counted else { continue };
        let name = field(counted);
        let orders = number(fields, &name)? + by;
        fields.insert(name, orders.to_string());
    }
    Ok(())
}

/// Whether an order may be counted otherwise after that, whatever became of it before.
pub(super) const fn may_move(event: &OrderEvent) -> bool {
    match event {
        OrderEvent::OrderPlaced { .. }
        | OrderEvent::WorkStarted { .. }
        | OrderEvent::QualityCheckSubmitted { .. }
        | OrderEvent::QualityCheckFailed { .. }
        | OrderEvent::OrderCompleted { .. }
        | OrderEvent::OrderCancelled { .. }
        | OrderEvent::OrderDeleted { .. }
        | OrderEvent::DeliveryDispatched { .. }
        | OrderEvent::PaymentCredited { .. }
        | OrderEvent::PaymentReversed { .. }
        | OrderEvent::DebtWrittenOff { .. } => true,
        // A price changes before the work is done, and what is paid is put away: neither counts here.
        OrderEvent::OrderRevised { .. }
        | OrderEvent::PriceAgreed { .. }
        | OrderEvent::OrderClosed { .. }
        // A refund opens no debt.
        | OrderEvent::RefundDeducted { .. }
        | OrderEvent::IncomeReversed { .. }
        | OrderEvent::OrderInvoiced { .. }
        | OrderEvent::QualityCheckPassed { .. }
        | OrderEvent::NotesChanged { .. }
        | OrderEvent::OrderScheduled { .. }
        | OrderEvent::EmployeesAssigned { .. }
        | OrderEvent::OrderHandedOver { .. }
        | OrderEvent::ReworkRequested { .. }
        | OrderEvent::ReworkFinished { .. }
        | OrderEvent::DeliveryScheduled { .. }
        | OrderEvent::DeliveryFailed { .. }
        | OrderEvent::QueueJoined { .. }
        | OrderEvent::QueueLeft { .. }
        | OrderEvent::QueuePriorityGiven { .. }
        | OrderEvent::BayGiven { .. }
        | OrderEvent::WalkInErased { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use cqrs_es::{Aggregate, DomainEvent};
    use infra::event_log::ShopEvent;

    use super::*;

    /// Every event of an order that there ever was.
    fn golden() -> Vec<OrderEvent> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/tests/golden");
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        let events = files.filter_map(|path| {
            let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let (name, version) = stem.split_once(".v").unwrap();
            let payload = std::fs::read(&path).unwrap();
            let read = ShopEvent::decode(Order::TYPE, name, version, &payload, None);
            let Ok(ShopEvent::Order(event)) = read else { return None };
            Some(*event)
        });
        events.collect()
    }

    fn order(golden: &[OrderEvent], events: &[&str]) -> Order {
        let mut order = Order::default();
        for name in events {
            let mut event = golden.iter().find(|e| e.event_type() == *name).unwrap().clone();
            if let OrderEvent::PaymentCredited { amount, .. } = &mut event {
                *amount = order.ticket().unwrap().outstanding();
            }
            order.apply(event);
        }
        order
    }

    #[test]
    fn what_may_not_move_an_order_moves_none() {
        let golden = golden();
        let waiting = order(&golden, &["OrderPlaced"]);
        let done = ["OrderPlaced", "WorkStarted", "OrderCompleted", "PaymentCredited"];
        let (owed, paid) = (order(&golden, &done[..3]), order(&golden, &done));
        let service = waiting.ticket().unwrap().service();
        assert_eq!(counts(&waiting), Some((service, "pending")));
        assert_eq!(counts(&owed), Some((service, "completed")));
        assert_eq!(counts(&paid), None);
        let mut seen = 0;
        for event in golden.iter().filter(|event| !may_move(event)) {
            // Nobody agrees on another price of what is done.
            let before_it_is_done =
                matches!(event, OrderEvent::OrderRevised { .. } | OrderEvent::PriceAgreed { .. });
            let stands = if before_it_is_done { &[&waiting][..] } else { &[&waiting, &paid] };
            for stand in stands {
                let mut after = (*stand).clone();
                after.apply(event.clone());
                assert_eq!(counts(&after), counts(stand), "{}", event.event_type());
            }
            seen += 1;
        }
        assert!(seen >= 18, "{seen} were tried");
    }
}
