//! Finding lines of the trail, and reading the log's rows they stand for.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::values::UserId;
use infra::event_log::Metadata;
use infra::personal::KeyRing;
use serde_json::Value;
use sqlx::mysql::{MySqlArguments, MySqlRow};
use sqlx::query::Query;
use sqlx::{MySql, Row};

use super::{Difference, folds, forgotten};
use crate::list::{Conditions, Kind, Listing, Page, Paging, Sort, Source};
use crate::{ReadError, Snapshot};

/// Something that was done, with all that is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// Where it stands.
    pub cursor: Cursor,
    /// What was done, in the event's words.
    pub action: String,
    /// To what kind of thing.
    pub entity_type: String,
    /// To which.
    pub entity_id: i64,
    /// The thing's version after it.
    pub version: i64,
    /// The number that was printed for it.
    pub number: Option<String>,
    /// Who, where and on whose behalf.
    pub metadata: Metadata,
    /// What the event says, as it is stored.
    pub told: Value,
    /// What is other than before; none where that is not compared.
    pub differences: Option<Vec<Difference>>,
}

/// Where a line stands: the time first, and the position where the time is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// Where in the log.
    pub position: i64,
}

/// Which lines.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only what that login did.
    pub user: Option<UserId>,
    /// Only that, such as `OrderCancelled`.
    pub action: Option<String>,
    /// Only to that kind of thing, such as `order`.
    pub entity_type: Option<String>,
    /// Only to that one of them.
    pub entity_id: Option<i64>,
    /// Only then or later.
    pub from: Option<DateTime<Utc>>,
    /// Only then or earlier.
    pub to: Option<DateTime<Utc>>,
}

/// Which part of them.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// Oldest first; else newest first.
    pub ascending: bool,
    /// Only those behind that one.
    pub after: Option<Cursor>,
    /// Only those up to that position.
    pub through: Option<i64>,
    /// Lines at most.
    pub limit: u32,
    /// How many of them to pass over.
    pub offset: u64,
}

impl AuditFilter {
    /// The index that holds what is asked for in the order in which it is shown.
    const fn index(&self) -> &'static str {
        match (&self.entity_type, self.entity_id, self.user, &self.action) {
            (Some(_), Some(_), _, _) => "by_entity",
            (_, _, Some(_), _) => "by_user",
            (_, _, None, Some(_)) => "by_action",
            (Some(_), None, None, None) => "by_type",
            (None, _, None, None) => "by_age",
        }
    }

    fn conditions(&self) -> String {
        let mut sql = "TRUE".to_owned();
        for (given, condition) in [
            (self.user.is_some(), " AND user_id = ?"),
            (self.action.is_some(), " AND action = ?"),
            (self.entity_type.is_some(), " AND entity_type = ?"),
            (self.entity_id.is_some(), " AND entity_id = ?"),
            (self.from.is_some(), " AND recorded_at >= ?"),
            (self.to.is_some(), " AND recorded_at <= ?"),
        ] {
            if given {
                sql.push_str(condition);
            }
        }
        sql
    }

    fn bind<'q>(
        &self,
        mut query: Query<'q, MySql, MySqlArguments>,
    ) -> Query<'q, MySql, MySqlArguments> {
        if let Some(user) = self.user {
            query = query.bind(user.get());
        }
        for text in [&self.action, &self.entity_type].into_iter().flatten() {
            query = query.bind(text.clone());
        }
        if let Some(id) = self.entity_id {
            query = query.bind(id);
        }
        for instant in [self.from, self.to].into_iter().flatten() {
            query = query.bind(instant.naive_utc()); // as DATETIME: a TIMESTAMP ends in 2038
        }
        query
    }
}

/// By when it was recorded.
pub const BY_AGE: Sort = Sort { name: "createdAt", column: "a.recorded_at", kind: Kind::Instant };

/// Whether an action is one that is done to that kind of thing.
const OF_THAT_KIND: &str = "(SELECT k.entity_type FROM audit_trail AS k FORCE INDEX (by_action)
    WHERE k.action = ? LIMIT 1) = ?";

impl AuditFilter {
    /// How a list of them is read: where they stand in the log.
    pub fn listing(&self) -> Listing {
        // What is done is done to one kind of thing: one line tells which, and none need be looked at.
        let kind = match (&self.action, &self.entity_type) {
            (Some(action), Some(kind)) if self.entity_id.is_none() => {
                let bound = [action.as_str().into(), kind.as_str().into()];
                Conditions::default().and(OF_THAT_KIND, bound)
            }
            (_, kind) => Conditions::default().when(kind.clone(), "a.entity_type = ?"),
        };
        let conditions = kind
            .when(self.user.map(UserId::get), "a.user_id = ?")
            .when(self.action.clone(), "a.action = ?")
            .when(self.entity_id, "a.entity_id = ?")
            .when(self.from, "a.recorded_at >= ?")
            .when(self.to, "a.recorded_at <= ?");
        let from = format!("audit_trail AS a FORCE INDEX ({})", self.index());
        Listing {
            found: Source::new(from, conditions),
            in_order: None,
            id: "a.position",
            columns: "one.position",
            shown: "audit_trail AS one ON one.position = page.list_id".to_owned(),
        }
    }
}

/// A page of the trail, from the log of that name on the same server.
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    log: &str,
    filter: &AuditFilter,
    paging: &Paging,
) -> Result<Page<Trace>, ReadError> {
    let page = filter.listing().read(snapshot, paging, |row| Ok(row.try_get(0)?)).await?;
    let rows = of_positions(snapshot, log, &page.rows).await?;
    Ok(Page { rows, matches: page.matches, next: page.next })
}

/// Some lines of the trail, from the log of that name on the same server.
///
/// # Errors
/// [`ReadError`].
pub async fn traces(
    snapshot: &mut Snapshot,
    log: &str,
    filter: &AuditFilter,
    window: &Window,
) -> Result<Vec<Trace>, ReadError> {
    let positions = positions(snapshot, filter, window).await?;
    of_positions(snapshot, log, &positions).await
}

async fn of_positions(
    snapshot: &mut Snapshot,
    log: &str,
    positions: &[i64],
) -> Result<Vec<Trace>, ReadError> {
    let mut found = events(snapshot, log, positions).await?;
    forgotten::forget(snapshot, log, &mut found).await?;
    let things = found.values().map(|trace| {
        let thing = (trace.entity_type.clone(), trace.entity_id);
        (thing, trace.version)
    });
    let mut changed = folds::changed(snapshot, log, things).await?;
    let trace = |position: &i64| {
        let mut trace = found.remove(position)?;
        let thing = (trace.entity_type.clone(), trace.entity_id);
        trace.differences = changed.remove(&(thing, trace.version));
        Some(trace)
    };
    Ok(positions.iter().filter_map(trace).collect())
}

async fn positions(
    snapshot: &mut Snapshot,
    filter: &AuditFilter,
    window: &Window,
) -> Result<Vec<i64>, ReadError> {
    let (direction, behind) = if window.ascending { ("ASC", ">") } else { ("DESC", "<") };
    let from = match window.after {
        Some(_) => format!(
            " AND recorded_at {behind}= ? AND (recorded_at {behind} ? OR position {behind} ?)"
        ),
        None => String::new(),
    };
    let sql = format!(
        "SELECT position FROM audit_trail FORCE INDEX ({}) WHERE {}{from}{}
         ORDER BY recorded_at {direction}, position {direction} LIMIT ? OFFSET ?",
        filter.index(),
        filter.conditions(),
        if window.through.is_some() { " AND position <= ?" } else { "" }
    );
    let mut query = filter.bind(sqlx::query(&sql));
    if let Some(Cursor { at, position }) = window.after {
        query = query.bind(at.naive_utc()).bind(at.naive_utc()).bind(position);
    }
    if let Some(through) = window.through {
        query = query.bind(through);
    }
    let query = query.bind(window.limit).bind(window.offset);
    let rows = query.fetch_all(snapshot.connection()).await?;
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
}

async fn events(
    snapshot: &mut Snapshot,
    log: &str,
    positions: &[i64],
) -> Result<HashMap<i64, Trace>, ReadError> {
    if positions.is_empty() {
        return Ok(HashMap::new());
    }
    let marks = vec!["?"; positions.len()].join(", ");
    let sql = format!(
        "SELECT position, recorded_at, event_type, aggregate_type, aggregate_id, sequence, number,
                metadata, payload FROM `{log}`.events WHERE position IN ({marks})"
    );
    let query = positions.iter().fold(sqlx::query(&sql), Query::bind);
    let rows = query.fetch_all(snapshot.connection()).await?;
    let payloads = rows.iter().filter_map(|row| row.try_get_unchecked(8).ok());
    let keys = snapshot.keys();
    let ring = keys.for_reading_beside(snapshot.connection(), log, payloads).await?;
    rows.iter().map(|row| trace(row, &ring).map(|trace| (trace.cursor.position, trace))).collect()
}

fn trace(row: &MySqlRow, ring: &KeyRing) -> Result<Trace, ReadError> {
    let unreadable = |error: serde_json::Error| ReadError::Unreadable(error.to_string());
    let action: String = row.try_get(2)?;
    let id: &str = row.try_get(4)?;
    let (metadata, payload): (&[u8], &[u8]) =
        (row.try_get_unchecked(7)?, row.try_get_unchecked(8)?); // JSON counts as binary
    let payload = ring.open(payload).map_err(ReadError::Unreadable)?;
    let mut payload: Value = serde_json::from_slice(&payload).map_err(unreadable)?;
    Ok(Trace {
        cursor: Cursor {
            at: row.try_get::<NaiveDateTime, _>(1)?.and_utc(),
            position: row.try_get(0)?,
        },
        entity_type: row.try_get(3)?,
        entity_id: id.parse().map_err(|_| ReadError::Unreadable(format!("{id} is no id")))?,
        version: row.try_get(5)?,
        number: row.try_get(6)?,
        metadata: serde_json::from_slice(metadata).map_err(unreadable)?,
        told: payload.get_mut(&action).map(Value::take).unwrap_or_default(),
        action,
        differences: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_most_closely_is_looked_up() {
        let all = AuditFilter::default();
        let user = AuditFilter { user: UserId::new(3).ok(), ..all.clone() };
        let word = |text: &str| Some(text.to_owned());
        let action = AuditFilter { action: word("OrderPlaced"), ..all.clone() };
        let entity_type = AuditFilter { entity_type: word("order"), ..all.clone() };
        let entity = AuditFilter { entity_id: Some(7), ..entity_type.clone() };
        let both = AuditFilter { user: user.user, ..action.clone() };
        let theirs = AuditFilter { user: user.user, ..entity.clone() };
        for (filter, index) in [
            (all, "by_age"),
            (user, "by_user"),
            (action, "by_action"),
            (both, "by_user"),
            (entity_type, "by_type"),
            (entity, "by_entity"),
            (theirs, "by_entity"),
        ] {
            assert_eq!(filter.index(), index, "{filter:?}");
        }
    }
}
