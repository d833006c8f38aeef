//! Asking a view first, and the tables if it does not know.

use std::time::Instant;

use super::{Kept, Shown, View};
use crate::runtime::Projection;
use crate::{ReadDb, ReadError, Snapshot};

/// Where an answer comes from.
pub(crate) enum Asked<T> {
    /// The view: what it says, and the position it stands at.
    View(T, i64),
    /// The tables, to be read.
    Tables(Snapshot),
}

/// What the view says of these fields (none named: of all), if it has them and is far enough; else the
/// tables are to be asked. With the tables away, what the view says, however far it is.
///
/// # Errors
/// [`ReadError`] if neither has it.
pub(crate) async fn ask<V: View, T>(
    kept: &Kept<V>,
    read_db: &ReadDb,
    at_least: Option<i64>,
    fields: &[String],
    of_view: impl Fn(&Shown) -> Option<T>,
) -> Result<Asked<T>, ReadError> {
    let begun = Instant::now();
    let shown = kept.shown(fields, at_least).await;
    let said = shown.and_then(|shown| Some((of_view(&shown)?, shown.position)));
    let late = match said {
        Some((answer, position)) if at_least.is_none_or(|wanted| position >= wanted) => {
            return Ok(Asked::View(answer, position));
        }
        late => late,
    };
    match (read_db.snapshot_since(&[V::Source::NAME], at_least, begun).await, late) {
        (Ok(snapshot), _) => Ok(Asked::Tables(snapshot)),
        (Err(ReadError::Unavailable(_)), Some((answer, position))) => {
            Ok(Asked::View(answer, position))
        }
        (Err(error), _) => Err(error),
    }
}
