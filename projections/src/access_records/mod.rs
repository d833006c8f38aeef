//! Who came, who was sent away, and who took something out: read from the replica's copy of the
//! record beside the log.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::values::UserId;
use infra::access_records::AccessKind;
use sqlx::mysql::MySqlRow;
use sqlx::{QueryBuilder, Row};

use crate::list::{Conditions, Kind, Listing, Page, Paging, Sort, Source};
use crate::{ReadError, Snapshot};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What, by its kind's name.
    pub kind: String,
    /// Whose login, if that is known.
    pub user_id: Option<i64>,
    /// The method of the request.
    pub method: String,
    /// Its path.
    pub path: String,
    /// The code of the refusal, or ok.
    pub outcome: String,
    /// From where.
    pub client_ip: Option<String>,
    /// What the caller said they are.
    pub user_agent: Option<String>,
    /// The request, as in the logs.
    pub request_id: Option<String>,
    /// How many this stands for.
    pub times: i64,
}

/// Which of them.
#[derive(Debug, Clone, Default)]
pub struct AccessFilter {
    /// Only those of that login.
    pub user: Option<UserId>,
    /// Only those of that kind.
    pub kind: Option<AccessKind>,
    /// Only those from there.
    pub client_ip: Option<String>,
    /// Only then or later.
    pub from: Option<DateTime<Utc>>,
    /// Only then or earlier.
    pub to: Option<DateTime<Utc>>,
}

/// By when it happened.
pub const BY_AGE: Sort = Sort { name: "createdAt", column: "a.recorded_at", kind: Kind::Instant };

impl AccessFilter {
    /// How a list of them is read, from the log of that name on the same server.
    fn listing(&self, log: &str) -> Listing {
        let conditions = Conditions::default()
            .when(self.user.map(UserId::get), "a.user_id = ?")
            .when(self.kind.map(AccessKind::name), "a.kind = ?")
            .when(self.client_ip.clone(), "a.client_ip = ?")
            .when(self.from, "a.recorded_at >= ?")
            .when(self.to, "a.recorded_at <= ?");
        Listing {
            found: Source::new(format!("`{log}`.access_records AS a"), conditions),
            in_order: None,
            id: "a.id",
            columns: "one.id, one.recorded_at, one.kind, one.user_id, one.method, one.path, \
                      one.outcome, one.client_ip, one.user_agent, one.request_id, one.times",
            shown: format!("`{log}`.access_records AS one ON one.id = page.list_id"),
        }
    }
}

/// A page of them.
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    log: &str,
    filter: &AccessFilter,
    paging: &Paging,
) -> Result<Page<Access>, ReadError> {
    filter.listing(log).read(snapshot, paging, access).await
}

/// When each of these logins was last signed in with; those never used are missing. As far as the
/// replica has it, whatever position of the log it has.
///
/// # Errors
/// [`ReadError`].
pub async fn last_logins(
    snapshot: &mut Snapshot,
    log: &str,
    logins: &[i64],
) -> Result<BTreeMap<i64, DateTime<Utc>>, ReadError> {
    if logins.is_empty() {
        return Ok(BTreeMap::new());
    }
    // For each login the newest end of an index, however many records it has.
    let mut sql = QueryBuilder::new(format!(
        "SELECT u.id, (SELECT a.recorded_at FROM `{log}`.access_records AS a
                       WHERE a.user_id = u.id AND a.kind = 'login'
                       ORDER BY a.recorded_at DESC, a.id DESC LIMIT 1)
         FROM users AS u WHERE u.id IN ("
    ));
    let mut ids = sql.separated(", ");
    for id in logins {
        ids.push_bind(*id);
    }
    sql.push(")");
    let mut last = BTreeMap::new();
    for row in sql.build().fetch_all(snapshot.connection()).await? {
        if let Some(at) = row.try_get::<Option<NaiveDateTime>, _>(1)? {
            last.insert(row.try_get(0)?, at.and_utc());
        }
    }
    Ok(last)
}

fn access(row: &MySqlRow) -> Result<Access, ReadError> {
    Ok(Access {
        id: row.try_get(0)?,
        at: row.try_get::<NaiveDateTime, _>(1)?.and_utc(),
        kind: row.try_get(2)?,
        user_id: row.try_get(3)?,
        method: row.try_get(4)?,
        path: row.try_get(5)?,
        outcome: row.try_get(6)?,
        client_ip: row.try_get(7)?,
        user_agent: row.try_get(8)?,
        request_id: row.try_get(9)?,
        times: row.try_get(10)?,
    })
}
