//! Who is waiting, and who is being served? Kept twice from the same changes: in Redis, where the
//! queue board is read, and in a table, from which Redis is filled when it was lost.

mod board;
mod change;
mod keep;
mod table;

pub use board::{Board, BoardState};
pub use change::Entry;
pub use keep::keep_board;
pub use table::{Queue, read_table};

use crate::runtime::Projection;
use crate::{ReadDb, ReadError};

/// The queue board, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueBoard {
    /// Entries with when their work began, oldest order first.
    pub entries: Vec<Entry>,
    /// The position of the last event in it.
    pub position: i64,
}

/// The queue board from Redis, at `at_least` that position if it gets there in time; from the
/// table if Redis is away or does not have it.
///
/// # Errors
/// [`ReadError`] if neither has it.
pub async fn board(
    redis: &Board,
    read_db: &ReadDb,
    at_least: Option<i64>,
) -> Result<QueueBoard, ReadError> {
    let begun = std::time::Instant::now();
    while let Ok(Some(state)) = redis.read().await {
        let late = at_least.is_some_and(|wanted| state.mark.position < wanted);
        if !late || begun.elapsed() >= crate::read_db::PATIENCE {
            return Ok(QueueBoard {
                entries: change::sorted(state.entries),
                position: state.mark.position,
            });
        }
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    let mut snapshot = read_db.snapshot(Queue::NAME, at_least).await?;
    let entries = read_table(snapshot.connection()).await?;
    Ok(QueueBoard { entries: change::sorted(entries), position: snapshot.position })
}
