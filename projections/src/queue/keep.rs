//! Keeping the queue board in Redis: fed from the log, filled from the table when it is missing.

use std::time::Duration;

use infra::event_log::{LogError, Mark, Tail};
use sqlx::{Connection, MySqlPool};
use tokio::sync::watch;

use super::change::{Touched, changes};
use super::{Board, BoardState, Queue, read_table};
use crate::runtime::{Head, Projection, ProjectionError};

const BATCH: u32 = 500;
const PAUSE: Duration = Duration::from_millis(250);
const ROUND: Duration = Duration::from_secs(5);

/// Keeps the board until told to stop. Redis may go and come back, empty or not.
pub async fn keep_board(
    board: Board,
    pool: MySqlPool,
    tail: Tail,
    mut head: Head,
    mut stopping: watch::Receiver<bool>,
) {
    let mut seen = 0;
    let mut failing = false;
    while !*stopping.borrow() {
        let outcome = tokio::time::timeout(ROUND, round(&board, &pool, &tail)).await;
        match outcome.unwrap_or(Err(sqlx::Error::PoolTimedOut.into())) {
            Ok(Some(position)) if position != seen => {
                seen = position;
                failing = false;
            }
            Ok(_) => {
                failing = false;
                // In step, or the table is not filled yet. Redis may be emptied at any time, so
                // the board is looked at now and then even when nothing happens in the shop.
                tokio::select! {
                    () = head.past(seen) => {}
                    () = tokio::time::sleep(PAUSE) => {}
                    _ = stopping.changed() => {}
                }
            }
            Err(error) => {
                if !failing {
                    tracing::warn!(%error, "the queue board in Redis stands still");
                }
                failing = true;
                tokio::select! {
                    () = tokio::time::sleep(PAUSE) => {}
                    _ = stopping.changed() => {}
                }
            }
        }
    }
}

/// One round; where the board stands after it, if it is there.
async fn round(
    board: &Board,
    pool: &MySqlPool,
    tail: &Tail,
) -> Result<Option<i64>, ProjectionError> {
    let (found, mark) = board.stands_at().await?;
    let Some(mark) = mark else { return fill(board, pool, &found).await };
    let records = match tail.after(mark, BATCH).await {
        Ok(records) => records,
        Err(error @ (LogError::HistoryParted { .. } | LogError::HistoryLeft { .. })) => {
            // From the table, unless that is no further: then its worker stands still as well.
            let filled = fill(board, pool, &found).await?;
            if filled == Some(mark.position) {
                return Err(error.into());
            }
            tracing::warn!(%error, "the queue board was of another history: filled it anew");
            return Ok(filled);
        }
        Err(error) => return Err(error.into()),
    };
    let Some(last) = records.last() else { return Ok(Some(mark.position)) };
    let mut events = Vec::with_capacity(records.len());
    for record in &records {
        match &record.event {
            Ok(event) => events.push(event),
            Err(reason) => {
                return Err(ProjectionError::Event {
                    position: record.mark.position,
                    reason: reason.clone(),
                });
            }
        }
    }
    let touched = Touched::by(events.iter().copied());
    let Some(before) = board.part(mark, &touched).await? else {
        // It cannot be read, or somebody else has moved it; then this changes nothing.
        return fill(board, pool, &found).await;
    };
    let changes = changes(&before, events);
    // Somebody else may have moved it meanwhile: then the next round sees where it is.
    let moved = board.advance(mark, last.mark, &changes).await?;
    Ok(Some(if moved { last.mark.position } else { mark.position }))
}

/// Fills the board from the table, rows and checkpoint read in one snapshot.
async fn fill(
    board: &Board,
    pool: &MySqlPool,
    found: &str,
) -> Result<Option<i64>, ProjectionError> {
    let mut connection = pool.acquire().await?;
    sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        .execute(&mut *connection)
        .await?;
    let mut snapshot = connection.begin().await?;
    // Rows of another version are about to be made anew.
    let sql = format!("SELECT position, chain FROM {}_checkpoint WHERE version = ?", Queue::NAME);
    let checkpoint = sqlx::query(&sql).bind(Queue::VERSION);
    let Some(row) = checkpoint.fetch_optional(&mut *snapshot).await? else {
        return Ok(None);
    };
    let chain: &[u8] = sqlx::Row::try_get_unchecked(&row, 1)?;
    let chain = chain.try_into().map_err(|_| sqlx::Error::Decode("a chain has 32 bytes".into()))?;
    let mark = Mark { position: sqlx::Row::try_get(&row, 0)?, chain };
    let hall =
        read_table(&mut snapshot).await.map_err(|e| sqlx::Error::Decode(e.to_string().into()))?;
    snapshot.rollback().await?;
    let entries = hall.entries.len();
    if board.replace(found, &BoardState { hall, mark }).await? {
        tracing::info!(position = mark.position, entries, "filled the queue board");
    }
    Ok(Some(mark.position))
}
