//! Is a view what the tables say? Asked now and then by whoever keeps it.

use chrono::Utc;
use metrics::counter;
use sqlx::MySqlPool;

use super::keep::{applied, read_tables, round};
use super::kept::Standing;
use super::{Kept, View};
use crate::runtime::{Feed, ProjectionError};

/// Rounds a view is given to get where the tables are.
const ROUNDS: u32 = 20;

/// What came of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// The view is what the tables say.
    Same,
    /// They could not be compared at one event: one of them is being filled, or stands still.
    NotNow,
    /// They differed, first in that field; the view was filled from the tables.
    Filled(String),
}

/// Compares a view with the tables it is filled from, both at the event where the view stands: what the
/// tables have not taken in is added by the same rules. If they differ, the tables are right.
///
/// # Errors
/// [`ProjectionError`].
pub async fn check<V: View>(
    kept: &Kept<V>,
    tables: &MySqlPool,
    feed: &Feed,
) -> Result<Checked, ProjectionError> {
    let scope = V::scope(Utc::now());
    let Some((mut mark, mut fields)) = read_tables::<V>(tables, &scope).await? else {
        return Ok(Checked::NotNow);
    };
    let mut rounds = 0;
    let (standing, view) = loop {
        match kept.all().await? {
            Some((standing, view)) if standing.mark.position >= mark.position => {
                break (standing, view);
            }
            _ if rounds == ROUNDS => return Ok(Checked::NotNow),
            _ => round(kept, tables, feed).await?,
        };
        rounds += 1;
    };
    while mark.position < standing.mark.position {
        let mut records = feed.after(mark).await?.to_vec();
        records.retain(|record| record.mark.position <= standing.mark.position);
        let Some(last) = records.last() else { return Ok(Checked::NotNow) };
        mark = last.mark;
        if V::take_in(&scope, &mut fields, &applied::<V>(&records)?).is_err() {
            return Ok(Checked::NotNow);
        }
    }
    let wanted = Standing { mark, scope };
    if standing != wanted {
        return Ok(Checked::NotNow); // the day changed, or the log did
    }
    let Some(field) = V::difference(&view, &fields) else { return Ok(Checked::Same) };
    counter!("kharisma_view_differences_total", "view" => V::NAME).increment(1);
    let position = mark.position;
    tracing::error!(
        view = V::NAME,
        position,
        field,
        "a view is not what the tables say: filled anew"
    );
    let filled = kept.replace(&wanted.print(), &wanted, &fields).await?;
    Ok(if filled { Checked::Filled(field) } else { Checked::NotNow })
}
