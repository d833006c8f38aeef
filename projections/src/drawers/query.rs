//! What is asked about drawers.

use chrono::NaiveDate;
use domain::values::{BusinessDay, DrawerId, DrawerSessionId, UserId};
use sqlx::mysql::{MySqlArguments, MySqlRow};
use sqlx::query::Query;
use sqlx::{MySql, Row};

use super::{MovementRow, SessionRow};
use crate::orders::Paging;
use crate::{ReadError, Snapshot};

/// Matches are counted no further than this.
const COUNTED: i64 = 10_000;

/// A session as it stood at the snapshot.
#[derive(Debug, Clone)]
pub struct SessionRead {
    /// All that is known of it.
    pub session: SessionRow,
    /// The drawer's version at its last event.
    pub version: i64,
}

/// Which sessions.
#[derive(Debug, Clone, Copy, Default)]
pub struct SessionFilter {
    /// Only of that drawer.
    pub drawer: Option<DrawerId>,
    /// Only of that status.
    pub status: Option<&'static str>,
    /// Only those that began on that day or later.
    pub from: Option<BusinessDay>,
    /// Only those that began on that day or earlier.
    pub to: Option<BusinessDay>,
    /// Only those with a variance, or without one; an open one has neither.
    pub flagged: Option<bool>,
    /// Only those that this login ever had, and those that are open.
    pub seen_by: Option<UserId>,
}

/// What one may see who sees only what they had themselves.
const SEEN: &str = "(status = 'open' OR EXISTS (SELECT 1 FROM drawer_session_people AS p
    WHERE p.session_id = drawer_sessions.id AND p.user_id = ?))";

fn conditions(filter: &SessionFilter) -> String {
    let mut sql = "TRUE".to_owned();
    for (given, condition) in [
        (filter.drawer.is_some(), "drawer_id = ?"),
        (filter.status.is_some(), "status = ?"),
        (filter.from.is_some(), "business_day >= ?"),
        (filter.to.is_some(), "business_day <= ?"),
        (filter.flagged == Some(true), "variance <> 0"),
        (filter.flagged == Some(false), "variance = 0"),
        (filter.seen_by.is_some(), SEEN),
    ] {
        if given {
            sql.push_str(" AND ");
            sql.push_str(condition);
        }
    }
    sql
}

type Bound<'q> = Query<'q, MySql, MySqlArguments>;

fn bind<'q>(mut query: Bound<'q>, filter: &SessionFilter) -> Bound<'q> {
    if let Some(drawer) = filter.drawer {
        query = query.bind(drawer.get());
    }
    if let Some(status) = filter.status {
        query = query.bind(status);
    }
    let days: [Option<NaiveDate>; 2] =
        [filter.from, filter.to].map(|day| day.map(BusinessDay::date));
    for day in days.into_iter().flatten() {
        query = query.bind(day);
    }
    if let Some(user) = filter.seen_by {
        query = query.bind(user.get());
    }
    query
}

/// A page of sessions, newest first unless the paging says otherwise, and how many match.
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    filter: &SessionFilter,
    paging: Paging,
) -> Result<(Vec<SessionRead>, i64), ReadError> {
    let conditions = conditions(filter);
    let direction = if paging.ascending { "ASC" } else { "DESC" };
    let sql = format!(
        "SELECT version, session FROM drawer_sessions WHERE {conditions}
         ORDER BY opened {direction} LIMIT ? OFFSET ?"
    );
    let rows = bind(sqlx::query(&sql), filter)
        .bind(paging.limit)
        .bind(paging.offset())
        .fetch_all(snapshot.connection())
        .await?;
    let sessions = rows.iter().map(session).collect::<Result<_, _>>()?;
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM drawer_sessions WHERE {conditions} LIMIT {}) AS m",
        COUNTED + 1
    );
    let counted = bind(sqlx::query(&sql), filter).fetch_one(snapshot.connection()).await?;
    Ok((sessions, counted.try_get(0)?))
}

/// One session. `seen_by`: if that login ever had it, or it is open.
///
/// # Errors
/// [`ReadError`].
pub async fn find(
    snapshot: &mut Snapshot,
    id: DrawerSessionId,
    seen_by: Option<UserId>,
) -> Result<Option<SessionRead>, ReadError> {
    let filter = SessionFilter { seen_by, ..SessionFilter::default() };
    let conditions = conditions(&filter);
    let sql = format!("SELECT version, session FROM drawer_sessions WHERE {conditions} AND id = ?");
    let query = bind(sqlx::query(&sql), &filter).bind(id.get());
    query.fetch_optional(snapshot.connection()).await?.as_ref().map(session).transpose()
}

/// The open session of a drawer.
///
/// # Errors
/// [`ReadError`].
pub async fn open_of(
    snapshot: &mut Snapshot,
    drawer: DrawerId,
) -> Result<Option<SessionRead>, ReadError> {
    let open =
        SessionFilter { drawer: Some(drawer), status: Some("open"), ..SessionFilter::default() };
    one_of(snapshot, &open).await
}

/// The last session of a drawer, open or not, that one may see.
///
/// # Errors
/// [`ReadError`].
pub async fn last_of(
    snapshot: &mut Snapshot,
    drawer: DrawerId,
    seen_by: Option<UserId>,
) -> Result<Option<SessionRead>, ReadError> {
    let any = SessionFilter { drawer: Some(drawer), seen_by, ..SessionFilter::default() };
    one_of(snapshot, &any).await
}

async fn one_of(
    snapshot: &mut Snapshot,
    filter: &SessionFilter,
) -> Result<Option<SessionRead>, ReadError> {
    let paging = Paging { page: 1, limit: 1, ascending: false };
    Ok(list(snapshot, filter, paging).await?.0.pop())
}

/// A page of what moved in a session, and how many there are.
///
/// # Errors
/// [`ReadError`].
pub async fn movements(
    snapshot: &mut Snapshot,
    session: DrawerSessionId,
    paging: Paging,
) -> Result<(Vec<(i64, MovementRow)>, i64), ReadError> {
    let direction = if paging.ascending { "ASC" } else { "DESC" };
    let sql = format!(
        "SELECT position, movement FROM drawer_movements WHERE session_id = ?
         ORDER BY position {direction} LIMIT ? OFFSET ?"
    );
    let rows = sqlx::query(&sql)
        .bind(session.get())
        .bind(paging.limit)
        .bind(paging.offset())
        .fetch_all(snapshot.connection())
        .await?;
    let movement = |row: &MySqlRow| Ok((row.try_get(0)?, json(row, 1)?));
    let all = rows.iter().map(movement).collect::<Result<_, ReadError>>()?;
    let sql = format!(
        "SELECT COUNT(*) FROM
         (SELECT 1 FROM drawer_movements WHERE session_id = ? LIMIT {}) AS m",
        COUNTED + 1
    );
    let counted = sqlx::query(&sql).bind(session.get()).fetch_one(snapshot.connection()).await?;
    Ok((all, counted.try_get(0)?))
}

fn session(row: &MySqlRow) -> Result<SessionRead, ReadError> {
    Ok(SessionRead { version: row.try_get(0)?, session: json(row, 1)? })
}

/// JSON counts as binary for the driver.
fn json<T: serde::de::DeserializeOwned>(row: &MySqlRow, column: usize) -> Result<T, ReadError> {
    let text: &[u8] = row.try_get_unchecked(column)?;
    serde_json::from_slice(text).map_err(|e| ReadError::Unreadable(e.to_string()))
}
