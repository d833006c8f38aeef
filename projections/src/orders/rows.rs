//! The rows of an order: what lists walk along, what is shown, and its place on the delivery schedule.

use domain::order::{Order, ServiceType, Ticket, Work};
use domain::values::Money;
use sqlx::MySqlConnection;

use super::States;
use crate::json;
use crate::many::{self, Rows};

const FOUND_BY: Rows = Rows::new(
    "orders",
    &[
        "id",
        "number",
        "service_type",
        "status",
        "payment",
        "due_on",
        "deleted",
        "customer_id",
        "total",
        "created_at",
        "updated_at",
    ],
)
.or_set(&["status", "payment", "due_on", "deleted", "customer_id", "total", "updated_at"]);
const SHOWN: Rows =
    Rows::new("order_details", &["id", "version", "state"]).or_set(&["version", "state"]);
const SCHEDULE: Rows = Rows::new("deliveries", &["order_id", "slot", "status", "driver_id"]);

pub(super) async fn save(
    connection: &mut MySqlConnection,
    orders: &States,
) -> Result<(), sqlx::Error> {
    let placed: Vec<(&Order, &Ticket, i64)> = orders
        .values()
        .filter_map(|(order, version)| Some((order, order.ticket()?, *version)))
        .collect();
    // States are put in words while the server writes what they are found by.
    let worded = async { placed.iter().map(in_words).collect::<Result<Vec<_>, _>>() };
    let ((), shown) = tokio::try_join!(found_by(connection, &placed), worded)?;
    let write = SHOWN.write(connection, &shown, |query, (id, version, state)| {
        query.bind(id).bind(version).bind(state)
    });
    write.await?;
    schedule(connection, placed.iter().map(|(_, ticket, _)| *ticket)).await
}

fn in_words(
    (order, ticket, version): &(&Order, &Ticket, i64),
) -> Result<(i64, i64, Vec<u8>), sqlx::Error> {
    Ok((ticket.id.get(), *version, json::written(order)?))
}

async fn found_by(
    connection: &mut MySqlConnection,
    placed: &[(&Order, &Ticket, i64)],
) -> Result<(), sqlx::Error> {
    let write = FOUND_BY.write(connection, placed, |query, (_, ticket, _)| {
        let invoiced = ticket.invoiced.filter(|_| ticket.outstanding() > Money::ZERO);
        query
            .bind(ticket.id.get())
            .bind(ticket.number.as_ref().map_or("", |number| number.as_str()))
            .bind(ticket.service().name())
            .bind(ticket.state().public())
            .bind(ticket.payment_status().name())
            .bind(invoiced.map(|invoiced| invoiced.due_on.date()))
            .bind(ticket.deleted_at.is_some())
            .bind(ticket.customer.as_ref().map(|customer| customer.id.get()))
            .bind(ticket.price.pricing.total.get())
            .bind(ticket.placed_at.naive_utc()) // as DATETIME: a TIMESTAMP ends in 2038
            .bind(ticket.updated_at.naive_utc())
    });
    write.await
}

/// Where an order stands on the delivery schedule: by the day that was set, or without one, once the
/// driver has gone. What is not brought at all stands nowhere.
fn slot(ticket: &Ticket) -> Option<String> {
    let delivery = ticket.delivery.as_ref()?;
    let hidden = ticket.deleted_at.is_some() || ticket.work == Work::Cancelled;
    if hidden || ticket.service() != ServiceType::WaterDelivery {
        return None;
    }
    let Some(plan) = &delivery.schedule else {
        let waiting = delivery.status == domain::order::DeliveryStatus::Scheduled;
        return (!waiting).then(String::new);
    };
    Some(match plan.window {
        Some(hours) => format!("{} {hours}", plan.date),
        None => plan.date.to_string(),
    })
}

async fn schedule(
    connection: &mut MySqlConnection,
    tickets: impl Iterator<Item = &Ticket> + Clone,
) -> Result<(), sqlx::Error> {
    let brought = tickets.clone().filter(|ticket| ticket.delivery.is_some());
    let brought: Vec<i64> = brought.map(|ticket| ticket.id.get()).collect();
    many::change(connection, "DELETE FROM deliveries WHERE order_id IN", &brought).await?;
    let on_it =
        tickets.filter_map(|ticket| Some((ticket, slot(ticket)?, ticket.delivery.as_ref()?)));
    let on_it: Vec<_> = on_it.collect();
    let write = SCHEDULE.write(connection, &on_it, |query, (ticket, slot, delivery)| {
        query
            .bind(ticket.id.get())
            .bind(slot)
            .bind(delivery.status.name())
            .bind(delivery.driver().map(|driver| driver.id.get()))
    });
    write.await
}
