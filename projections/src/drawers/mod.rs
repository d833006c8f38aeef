//! Who had which drawer when, what moved in it, and was its count right?

mod query;
mod rows;

pub use query::{
    BY_AGE, MOVEMENTS_BY_AGE, SessionFilter, SessionRead, find, last_of, list, movements,
    movements_of, open_of,
};
pub use rows::{Cause, CloseRow, HandOverRow, LookRow, MovementRow, SessionRow};

use domain::drawer::{Count, Direction, DrawerEvent};
use domain::user::Actor;
use domain::values::DrawerSessionId;
use infra::event_log::ShopEvent;
use sqlx::MySqlConnection;

use crate::json;
use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct Drawers;

impl Projection for Drawers {
    const NAME: &'static str = "drawer_sessions";
    const VERSION: i32 = 1;
    const READS: &'static [&'static str] = &["drawer"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        for applied in events {
            if let ShopEvent::Drawer(event) = applied.event {
                happened(connection, event, applied).await?;
            }
        }
        Ok(())
    }
}

#[allow(clippy::too_many_lines)] // an arm for each event, a statement for each arm
async fn happened(
    connection: &mut MySqlConnection,
    event: &DrawerEvent,
    applied: &Applied<'_>,
) -> Result<(), sqlx::Error> {
    let version = applied.sequence;
    match event.clone() {
        DrawerEvent::DrawerInstalled { .. } => Ok(()),
        DrawerEvent::CashDrawerOpened {
            drawer_id,
            session_id,
            outlet_id,
            opening_balance,
            opened_by,
            occurred_at,
            business_day,
        } => {
            had_it(connection, session_id, &opened_by).await?;
            let row = SessionRow {
                id: session_id,
                opened: applied.mark.position,
                drawer_id,
                outlet_id,
                business_day,
                opening_balance,
                holder: opened_by.clone(),
                opened_by,
                opened_at: occurred_at,
                hand_overs: Vec::new(),
                close: None,
                looks: Vec::new(),
            };
            save(connection, &row, version).await
        }
        DrawerEvent::CashMoved {
            drawer_id,
            session_id,
            direction,
            amount,
            reason,
            moved_by: by,
            occurred_at: at,
        } => {
            let cause = Cause::Petty(reason);
            let row = MovementRow { session_id, drawer_id, direction, amount, cause, by, at };
            moved(connection, &row, applied).await
        }
        DrawerEvent::CashTaken {
            drawer_id,
            session_id,
            payment_id,
            amount,
            taken_by: by,
            occurred_at: at,
        } => {
            let (direction, cause) = (Direction::In, Cause::Payment(payment_id));
            let row = MovementRow { session_id, drawer_id, direction, amount, cause, by, at };
            moved(connection, &row, applied).await
        }
        DrawerEvent::CashGiven {
            drawer_id,
            session_id,
            payout,
            amount,
            given_by: by,
            occurred_at: at,
        } => {
            let (direction, cause) = (Direction::Out, Cause::Payout(payout));
            let row = MovementRow { session_id, drawer_id, direction, amount, cause, by, at };
            moved(connection, &row, applied).await
        }
        DrawerEvent::DrawerHandedOver {
            session_id,
            expected,
            counted,
            from,
            to,
            counted_by,
            occurred_at: at,
            ..
        } => {
            had_it(connection, session_id, &to).await?;
            let count = Count { expected, counted };
            change(connection, session_id, version, move |row| {
                row.holder = to.clone();
                row.hand_overs.push(HandOverRow { count, from, to, counted_by, at });
            })
            .await
        }
        DrawerEvent::DrawerClosed {
            session_id,
            expected,
            counted,
            denominations,
            note,
            closed_by: by,
            occurred_at: at,
            ..
        } => {
            had_it(connection, session_id, &by).await?;
            let count = Count { expected, counted };
            change(connection, session_id, version, move |row| {
                row.close = Some(CloseRow { count, denominations, note, by, at });
            })
            .await
        }
        DrawerEvent::DrawerCountQuestioned {
            session_id,
            note,
            questioned_by: by,
            occurred_at: at,
            ..
        } => {
            let look = LookRow { approved: false, note, by, at };
            change(connection, session_id, version, |row| row.looks.push(look)).await
        }
        DrawerEvent::DrawerReconciled {
            session_id,
            note,
            approved_by: by,
            occurred_at: at,
            ..
        } => {
            let look = LookRow { approved: true, note, by, at };
            change(connection, session_id, version, |row| row.looks.push(look)).await
        }
    }
}

async fn had_it(
    connection: &mut MySqlConnection,
    session: DrawerSessionId,
    who: &Actor,
) -> Result<(), sqlx::Error> {
    sqlx::query("REPLACE INTO drawer_session_people (session_id, user_id) VALUES (?, ?)")
        .bind(session.get())
        .bind(who.id.get())
        .execute(connection)
        .await?;
    Ok(())
}

async fn moved(
    connection: &mut MySqlConnection,
    movement: &MovementRow,
    applied: &Applied<'_>,
) -> Result<(), sqlx::Error> {
    sqlx::query("REPLACE INTO drawer_movements (position, session_id, movement) VALUES (?, ?, ?)")
        .bind(applied.mark.position)
        .bind(movement.session_id.get())
        .bind(json::written(movement)?)
        .execute(&mut *connection)
        .await?;
    sqlx::query("UPDATE drawer_sessions SET version = ? WHERE id = ?")
        .bind(applied.sequence)
        .bind(movement.session_id.get())
        .execute(connection)
        .await?;
    Ok(())
}

async fn change(
    connection: &mut MySqlConnection,
    session: DrawerSessionId,
    version: i64,
    change: impl FnOnce(&mut SessionRow),
) -> Result<(), sqlx::Error> {
    let row = sqlx::query("SELECT session FROM drawer_sessions WHERE id = ?")
        .bind(session.get())
        .fetch_one(&mut *connection)
        .await?;
    let mut row: SessionRow = json::read(&row, 0)?;
    change(&mut row);
    save(connection, &row, version).await
}

async fn save(
    connection: &mut MySqlConnection,
    row: &SessionRow,
    version: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "REPLACE INTO drawer_sessions
             (id, opened, drawer_id, business_day, status, variance, version, session)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(row.id.get())
    .bind(row.opened)
    .bind(row.drawer_id.get())
    .bind(row.business_day.date())
    .bind(row.status())
    .bind(row.close.as_ref().map(|close| close.count.variance().get()))
    .bind(version)
    .bind(json::written(row)?)
    .execute(connection)
    .await?;
    Ok(())
}
