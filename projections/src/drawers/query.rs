//! What is asked about drawers.

use domain::values::{BusinessDay, DrawerId, DrawerSessionId, UserId};
use sqlx::Row;
use sqlx::mysql::MySqlRow;

use super::{MovementRow, SessionRow};
use crate::json;
use crate::list::{Conditions, Kind, Listing, Page, Paging, Sort, Source};
use crate::{ReadError, Snapshot};

/// When sessions began: by the position of their first event.
pub const BY_AGE: Sort = Sort { name: "createdAt", column: "s.opened", kind: Kind::Number };
/// When cash moved: by the position of its event.
pub const MOVEMENTS_BY_AGE: Sort =
    Sort { name: "createdAt", column: "m.position", kind: Kind::Number };

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
const SEEN: &str = "(s.status = 'open' OR EXISTS (SELECT 1 FROM drawer_session_people AS p
    WHERE p.session_id = s.id AND p.user_id = ?))";

impl SessionFilter {
    fn conditions(&self) -> Conditions {
        Conditions::default()
            .when(self.drawer.map(DrawerId::get), "s.drawer_id = ?")
            .when(self.status, "s.status = ?")
            .when(self.from, "s.business_day >= ?")
            .when(self.to, "s.business_day <= ?")
            .if_asked(self.flagged == Some(true), "s.variance <> 0")
            .if_asked(self.flagged == Some(false), "s.variance = 0")
            .when(self.seen_by.map(UserId::get), SEEN)
    }

    /// How a list of them is read.
    pub fn listing(&self) -> Listing {
        Listing {
            found: Source::new("drawer_sessions AS s", self.conditions()),
            in_order: None,
            id: "s.id",
            columns: "one.version, one.session",
            shown: "drawer_sessions AS one ON one.id = page.list_id".to_owned(),
        }
    }
}

/// A page of sessions.
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    filter: &SessionFilter,
    paging: &Paging,
) -> Result<Page<SessionRead>, ReadError> {
    filter.listing().read(snapshot, paging, session).await
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
    let one = filter
        .conditions()
        .and("s.id = ?", [id.get().into()])
        .statement("SELECT s.version, s.session FROM drawer_sessions AS s", "");
    let found = one.query().fetch_optional(snapshot.connection()).await?;
    found.as_ref().map(session).transpose()
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
    let last = filter.conditions().statement(
        "SELECT s.version, s.session FROM drawer_sessions AS s",
        "ORDER BY s.opened DESC LIMIT 1",
    );
    let found = last.query().fetch_optional(snapshot.connection()).await?;
    found.as_ref().map(session).transpose()
}

/// How the list of what moved in a session is read.
pub fn movements_of(session: DrawerSessionId) -> Listing {
    let theirs = Conditions::default().and("m.session_id = ?", [session.get().into()]);
    Listing {
        found: Source::new("drawer_movements AS m", theirs),
        in_order: None,
        id: "m.position",
        columns: "one.position, one.movement",
        shown: "drawer_movements AS one ON one.position = page.list_id".to_owned(),
    }
}

/// A page of what moved in a session.
///
/// # Errors
/// [`ReadError`].
pub async fn movements(
    snapshot: &mut Snapshot,
    session: DrawerSessionId,
    paging: &Paging,
) -> Result<Page<(i64, MovementRow)>, ReadError> {
    let movement = |row: &MySqlRow| Ok((row.try_get(0)?, json::read(row, 1)?));
    movements_of(session).read(snapshot, paging, movement).await
}

fn session(row: &MySqlRow) -> Result<SessionRead, ReadError> {
    Ok(SessionRead { version: row.try_get(0)?, session: json::read(row, 1)? })
}
