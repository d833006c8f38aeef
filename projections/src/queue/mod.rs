//! Who is waiting, and who is being served? Kept twice from the same changes: in Redis, where the
//! queue board is read, and in a table, from which Redis is filled when it was lost.

mod change;
mod durations;
mod entry;
mod line;
#[cfg(test)]
mod random_days;
mod table;
mod view;

pub(crate) use change::is_on_the_board;
pub use change::{Crew, Hall};
pub use durations::Durations;
pub use entry::{Entry, Label};
pub use line::InLine;
pub use table::{Queue, read_table};
pub use view::{Board, BoardState, QueueBoard};

use crate::views::{Asked, ask};
use crate::{ReadDb, ReadError};

/// The queue as it stands in Redis, at `at_least` that position if it gets there in time; as it
/// stands in the table if Redis is away, behind, or does not have it. [`Hall::line`] puts it in order.
///
/// # Errors
/// [`ReadError`] if neither has it.
pub async fn board(
    redis: &Board,
    read_db: &ReadDb,
    at_least: Option<i64>,
) -> Result<(Hall, i64), ReadError> {
    let of_view = |shown: &crate::views::Shown| view::hall(&shown.fields).ok();
    match ask(redis, read_db, at_least, &[], of_view).await? {
        Asked::View(hall, position) => Ok((hall, position)),
        Asked::Tables(mut snapshot) => {
            Ok((read_table(snapshot.connection()).await?, snapshot.position))
        }
    }
}
