//! Who is waiting, and who is being served? Kept twice from the same changes: in Redis, where the
//! queue board is read, and in a table, from which Redis is filled when it was lost.

mod board;
mod change;
mod durations;
mod entry;
mod keep;
mod line;
#[cfg(test)]
mod random_days;
mod table;

pub use board::{Board, BoardState};
pub use change::{Crew, Hall};
pub use durations::Durations;
pub use entry::{Entry, Label};
pub use keep::keep_board;
pub use line::InLine;
pub use table::{Queue, read_table};

use crate::runtime::Projection;
use crate::{ReadDb, ReadError};

/// The queue as it stands in Redis, at `at_least` that position if it gets there in time; as it
/// stands in the table if Redis is away or does not have it. [`Hall::line`] puts it in order.
///
/// # Errors
/// [`ReadError`] if neither has it.
pub async fn board(
    redis: &Board,
    read_db: &ReadDb,
    at_least: Option<i64>,
) -> Result<(Hall, i64), ReadError> {
    let begun = std::time::Instant::now();
    while let Ok(Some(state)) = redis.read().await {
        let late = at_least.is_some_and(|wanted| state.mark.position < wanted);
        if !late || begun.elapsed() >= crate::read_db::PATIENCE {
            return Ok((state.hall, state.mark.position));
        }
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    let mut snapshot = read_db.snapshot(Queue::NAME, at_least).await?;
    let hall = read_table(snapshot.connection()).await?;
    Ok((hall, snapshot.position))
}
