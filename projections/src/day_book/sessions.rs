//! The sessions of drawers. What moves in an open one is kept aside and booked with its count: the
//! figures of a day tell nobody what should be in a drawer before it is counted.

use domain::day_close::{DrawerCount, DrawerMark, DrawerMarked};
use domain::drawer::{Direction, DrawerEvent};
use domain::values::{BusinessDay, DrawerId, DrawerSessionId, Money, OutletId};
use sqlx::{MySqlConnection, Row as _};

use super::rows::Row;

/// A session that nobody approved yet.
struct Session {
    drawer_id: DrawerId,
    outlet_id: OutletId,
    business_day: BusinessDay,
    opening_balance: Money,
    cash_in: Money,
    cash_out: Money,
}

/// Follows what happens to drawers. A session belongs to the day on which it was opened.
pub(super) async fn follow(
    connection: &mut MySqlConnection,
    position: i64,
    event: &DrawerEvent,
) -> Result<Option<Row>, sqlx::Error> {
    let (session_id, marked) = match event {
        DrawerEvent::CashDrawerOpened {
            drawer_id,
            session_id,
            outlet_id,
            opening_balance,
            business_day,
            ..
        } => {
            let session = Session {
                drawer_id: *drawer_id,
                outlet_id: *outlet_id,
                business_day: *business_day,
                opening_balance: *opening_balance,
                cash_in: Money::ZERO,
                cash_out: Money::ZERO,
            };
            open(connection, *session_id, &session).await?;
            return Ok(Some(session.row(position, *session_id, DrawerMarked::Opened)));
        }
        DrawerEvent::CashMoved { session_id, direction, amount, .. } => {
            let (cash_in, cash_out) = match direction {
                Direction::In => (*amount, Money::ZERO),
                Direction::Out => (Money::ZERO, *amount),
            };
            moved(connection, *session_id, cash_in, cash_out).await?;
            return Ok(None);
        }
        DrawerEvent::CashTaken { session_id, amount, .. } => {
            moved(connection, *session_id, *amount, Money::ZERO).await?;
            return Ok(None);
        }
        DrawerEvent::CashGiven { session_id, amount, .. } => {
            moved(connection, *session_id, Money::ZERO, *amount).await?;
            return Ok(None);
        }
        DrawerEvent::DrawerClosed { session_id, expected, counted, variance, .. } => {
            (*session_id, Some((*expected, *counted, *variance)))
        }
        DrawerEvent::DrawerReconciled { session_id, .. } => (*session_id, None),
        DrawerEvent::DrawerInstalled { .. }
        | DrawerEvent::DrawerHandedOver { .. }
        | DrawerEvent::DrawerCountQuestioned { .. } => return Ok(None),
    };
    let session = load(connection, session_id).await?;
    let marked = if let Some((expected, counted, variance)) = marked {
        let Session { cash_in, cash_out, .. } = session;
        DrawerMarked::Counted(DrawerCount { cash_in, cash_out, expected, counted, variance })
    } else {
        forget(connection, session_id).await?;
        DrawerMarked::Reconciled
    };
    Ok(Some(session.row(position, session_id, marked)))
}

impl Session {
    fn row(&self, position: i64, session_id: DrawerSessionId, marked: DrawerMarked) -> Row {
        let (drawer_id, opening_balance) = (self.drawer_id, self.opening_balance);
        let mark = DrawerMark { session_id, drawer_id, opening_balance, marked };
        Row::of_drawer(position, self.outlet_id, self.business_day, mark)
    }
}

async fn open(
    connection: &mut MySqlConnection,
    session_id: DrawerSessionId,
    session: &Session,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO day_book_sessions
         (session_id, drawer_id, outlet_id, business_day, opening_balance, cash_in, cash_out)
         VALUES (?, ?, ?, ?, ?, 0, 0)",
    )
    .bind(session_id.get())
    .bind(session.drawer_id.get())
    .bind(session.outlet_id.get())
    .bind(session.business_day.date())
    .bind(session.opening_balance.get())
    .execute(connection)
    .await?;
    Ok(())
}

async fn moved(
    connection: &mut MySqlConnection,
    session_id: DrawerSessionId,
    cash_in: Money,
    cash_out: Money,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE day_book_sessions SET cash_in = cash_in + ?, cash_out = cash_out + ?
         WHERE session_id = ?",
    )
    .bind(cash_in.get())
    .bind(cash_out.get())
    .bind(session_id.get())
    .execute(connection)
    .await?;
    Ok(())
}

async fn load(
    connection: &mut MySqlConnection,
    session_id: DrawerSessionId,
) -> Result<Session, sqlx::Error> {
    let row = sqlx::query(
        "SELECT drawer_id, outlet_id, business_day, opening_balance, cash_in, cash_out
         FROM day_book_sessions WHERE session_id = ?",
    )
    .bind(session_id.get())
    .fetch_one(connection)
    .await?;
    let day: chrono::NaiveDate = row.try_get(2)?;
    let unreadable = |e: domain::values::ValueError| sqlx::Error::Decode(e.to_string().into());
    Ok(Session {
        drawer_id: DrawerId::new(row.try_get(0)?).map_err(unreadable)?,
        outlet_id: OutletId::new(row.try_get(1)?).map_err(unreadable)?,
        business_day: day.into(),
        opening_balance: Money::rupiah(row.try_get(3)?),
        cash_in: Money::rupiah(row.try_get(4)?),
        cash_out: Money::rupiah(row.try_get(5)?),
    })
}

async fn forget(
    connection: &mut MySqlConnection,
    session_id: DrawerSessionId,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM day_book_sessions WHERE session_id = ?")
        .bind(session_id.get())
        .execute(connection)
        .await?;
    Ok(())
}
