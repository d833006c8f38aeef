//! What has each employee earned, by which jobs? A row for each share an event gives somebody or takes
//! back, as it stands in the event; and their sums by day, so that a year is summed from a few hundred
//! rows. An order's number is read from the orders.

mod bookings;
mod query;

pub use query::{BY_DAY, Earner, IncomeLine, earners, lines, lines_of, sums_of};

use infra::event_log::ShopEvent;
use sqlx::MySqlConnection;

use self::bookings::{Booking, Sums, of_order};
use crate::runtime::{Applied, Projection, ProjectionError};

/// Rows in one statement.
const AT_ONCE: usize = 500;

/// The projection.
#[derive(Debug)]
pub struct Income;

impl Projection for Income {
    const NAME: &'static str = "income";
    const VERSION: i32 = 1;
    const READS: &'static [&'static str] = &["order"];
    const LISTED: &'static [&'static str] = &["income"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        let (mut rows, mut sums) = (Vec::new(), Sums::default());
        for applied in events {
            // Nobody earns by anything but orders.
            if let ShopEvent::Order(event) = applied.event {
                for (n, booking) in (1_i16..).zip(of_order(event)) {
                    sums.add(&booking);
                    rows.push((applied.mark.position, n, booking));
                }
            }
        }
        save(connection, &rows).await?;
        sums.save(connection).await?;
        Ok(())
    }
}

async fn save(
    connection: &mut MySqlConnection,
    rows: &[(i64, i16, Booking)],
) -> Result<(), sqlx::Error> {
    for rows in rows.chunks(AT_ONCE) {
        let marks = vec!["(?, ?, ?, ?, ?, ?, ?, ?, ?)"; rows.len()].join(", ");
        let sql = format!(
            "INSERT INTO income (position, n, employee_id, order_id, outlet_id, service_type,
             business_day, kind, amount) VALUES {marks}"
        );
        let mut query = sqlx::query(&sql);
        for (position, n, booking) in rows {
            query = query
                .bind(position)
                .bind(n)
                .bind(booking.employee_id.get())
                .bind(booking.order_id.get())
                .bind(booking.outlet_id.get())
                .bind(booking.service_type.name())
                .bind(booking.business_day.date())
                .bind(booking.kind.name())
                .bind(booking.amount.get());
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}
