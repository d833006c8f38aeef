//! The rows of an order: what lists walk along, what is shown, and its place on the delivery schedule.

use domain::order::{Order, ServiceType, Ticket, Work};
use domain::values::Money;
use sqlx::MySqlConnection;

use super::States;

/// How many rows are in one statement: it may hold no more than 65,535 values, and 16 MB.
pub(super) const AT_ONCE: usize = 1000;

pub(super) async fn save(
    connection: &mut MySqlConnection,
    orders: &States,
) -> Result<(), sqlx::Error> {
    let placed: Vec<(&Order, &Ticket, i64)> = orders
        .values()
        .filter_map(|(order, version)| Some((order, order.ticket()?, *version)))
        .collect();
    for some in placed.chunks(AT_ONCE) {
        found_by(connection, some.iter().map(|(_, ticket, _)| *ticket)).await?;
        shown(connection, some).await?;
    }
    let brought = placed.iter().map(|(_, ticket, _)| *ticket).filter(|t| t.delivery.is_some());
    for some in brought.collect::<Vec<_>>().chunks(AT_ONCE) {
        schedule(connection, some).await?;
    }
    Ok(())
}

/// A row of marks for each of so many.
fn marks(columns: usize, rows: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(", "));
    vec![row; rows].join(", ")
}

async fn found_by(
    connection: &mut MySqlConnection,
    tickets: impl ExactSizeIterator<Item = &Ticket>,
) -> Result<(), sqlx::Error> {
    let sql = format!(
        "INSERT INTO orders (id, number, service_type, status, payment, due_on, deleted,
         customer_id, total, created_at, updated_at) VALUES {}
         ON DUPLICATE KEY UPDATE status = VALUES(status), payment = VALUES(payment),
         due_on = VALUES(due_on), deleted = VALUES(deleted), customer_id = VALUES(customer_id),
         total = VALUES(total), updated_at = VALUES(updated_at)",
        marks(11, tickets.len())
    );
    let query = tickets.fold(sqlx::query(&sql), |query, ticket| {
        let invoiced = ticket.invoiced.filter(|_| ticket.outstanding() > Money::ZERO);
        query
            .bind(ticket.id.get())
            .bind(ticket.number.as_ref().map(|n| n.as_str().to_owned()).unwrap_or_default())
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
    query.execute(connection).await?;
    Ok(())
}

async fn shown(
    connection: &mut MySqlConnection,
    placed: &[(&Order, &Ticket, i64)],
) -> Result<(), sqlx::Error> {
    let sql = format!(
        "INSERT INTO order_details (id, version, state) VALUES {}
         ON DUPLICATE KEY UPDATE version = VALUES(version), state = VALUES(state)",
        marks(3, placed.len())
    );
    let mut query = sqlx::query(&sql);
    for (order, ticket, version) in placed {
        let state =
            serde_json::to_string(order).map_err(|e| sqlx::Error::Encode(e.to_string().into()))?;
        query = query.bind(ticket.id.get()).bind(version).bind(state);
    }
    query.execute(connection).await?;
    Ok(())
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
    tickets: &[&Ticket],
) -> Result<(), sqlx::Error> {
    let sql = format!(
        "DELETE FROM deliveries WHERE order_id IN ({})",
        vec!["?"; tickets.len()].join(", ")
    );
    let query = tickets.iter().fold(sqlx::query(&sql), |query, ticket| query.bind(ticket.id.get()));
    query.execute(&mut *connection).await?;
    let on_it: Vec<_> =
        tickets.iter().filter_map(|t| Some((t, slot(t)?, t.delivery.as_ref()?))).collect();
    if on_it.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO deliveries (order_id, slot, status, driver_id) VALUES {}",
        marks(4, on_it.len())
    );
    let query = on_it.iter().fold(sqlx::query(&sql), |query, (ticket, slot, delivery)| {
        query
            .bind(ticket.id.get())
            .bind(slot)
            .bind(delivery.status.name())
            .bind(delivery.driver().map(|driver| driver.id.get()))
    });
    query.execute(connection).await?;
    Ok(())
}
