//! What has each employee earned, by which jobs? A row for each share an event gives somebody or takes
//! back, as it stands in the event; and their sums by day, so that a year is summed from a few hundred
//! rows. An order's number is read from the orders.

mod bookings;
mod query;

pub use query::{BY_DAY, Earner, IncomeLine, earners, lines, lines_of, sums_of};

use infra::event_log::ShopEvent;
use sqlx::MySqlConnection;

use self::bookings::{Booking, Sums, of_order};
use crate::many::{Bound, Rows};
use crate::runtime::{Applied, Projection, ProjectionError};

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
        ROWS.write(connection, &rows, bind).await?;
        sums.save(connection).await?;
        Ok(())
    }
}

const ROWS: Rows = Rows::new(
    "income",
    &[
        "position",
        "n",
        "employee_id",
        "order_id",
        "outlet_id",
        "service_type",
        "business_day",
        "kind",
        "amount",
    ],
);

fn bind<'q>(query: Bound<'q>, (position, n, booking): &'q (i64, i16, Booking)) -> Bound<'q> {
    query
        .bind(position)
        .bind(n)
        .bind(booking.employee_id.get())
        .bind(booking.order_id.get())
        .bind(booking.outlet_id.get())
        .bind(booking.service_type.name())
        .bind(booking.business_day.date())
        .bind(booking.kind.name())
        .bind(booking.amount.get())
}
