//! What did each day of each outlet come to, and which days are closed? A journal with a row for each
//! figure an event moves, from which a day's statement is made; and the statements that are frozen.

mod query;
mod rows;
mod sessions;

pub use query::{BY_DAY, Reading, closed_days, find, list, read};

use domain::day_close::{ClosedDay, line_of_settlement, lines_of_order, lines_of_payment};
use infra::event_log::ShopEvent;
use sqlx::MySqlConnection;

use self::rows::{OpenOrders, Row, save};
use crate::json;
use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct DayBook;

impl Projection for DayBook {
    const NAME: &'static str = "day_book";
    const VERSION: i32 = 1;
    const READS: &'static [&'static str] =
        &["order", "payment", "drawer", "day_book", "settlement"];
    const LISTED: &'static [&'static str] = &["day_book"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        let (mut journal, mut open_orders) = (Vec::new(), OpenOrders::default());
        for applied in events {
            let position = applied.mark.position;
            match applied.event {
                ShopEvent::Order(event) => {
                    open_orders.follow(event);
                    journal.extend(Row::of_lines(position, lines_of_order(event)));
                }
                ShopEvent::Payment(event) => {
                    journal.extend(Row::of_lines(position, lines_of_payment(event)));
                }
                ShopEvent::Drawer(event) => {
                    journal.extend(sessions::follow(connection, position, event).await?);
                }
                ShopEvent::DayBook(event) => close(connection, (**event).clone().into()).await?,
                ShopEvent::Settlement(event) => {
                    journal.extend(Row::of_lines(position, [line_of_settlement(event)]));
                }
                ShopEvent::Account(_)
                | ShopEvent::Catalog(_)
                | ShopEvent::Customer(_)
                | ShopEvent::Employee(_)
                | ShopEvent::Invoice(_)
                | ShopEvent::Outlet(_)
                | ShopEvent::Settings(_)
                | ShopEvent::Subscription(_)
                | ShopEvent::Till(_)
                | ShopEvent::User(_) => {}
            }
        }
        save(connection, &journal).await?;
        open_orders.save(connection).await?;
        Ok(())
    }
}

async fn close(connection: &mut MySqlConnection, closed: ClosedDay) -> Result<(), sqlx::Error> {
    sqlx::query(
        "REPLACE INTO closed_days (outlet_id, business_day, through, closed) VALUES (?, ?, ?, ?)",
    )
    .bind(closed.outlet_id.get())
    .bind(closed.business_day.date())
    .bind(closed.through)
    .bind(json::written(&closed)?)
    .execute(connection)
    .await?;
    Ok(())
}
