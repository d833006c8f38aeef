//! Who came, who was sent away, and who took something out: a record beside the log, on the primary,
//! that nobody can change.

mod flood;

use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::{MySqlPool, QueryBuilder};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use crate::event_log::LogError;
use flood::{Flood, Kept};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccessKind {
    /// Somebody signed in.
    Login,
    /// Somebody tried to, in vain.
    LoginFailed,
    /// Somebody signed out.
    Logout,
    /// Somebody asked for what they may not.
    Refused,
    /// Somebody took records out, as a file or a report.
    Export,
}

impl AccessKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Login, Self::LoginFailed, Self::Logout, Self::Refused, Self::Export];

    /// The kind by name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::LoginFailed => "login_failed",
            Self::Logout => "logout",
            Self::Refused => "refused",
            Self::Export => "export",
        }
    }
}

/// Something that happened: who, what, when, from where, and what came of it.
#[derive(Debug, Clone)]
pub struct AccessRecord {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: AccessKind,
    /// Whose login, if that is known.
    pub user_id: Option<i64>,
    /// The method of the request.
    pub method: String,
    /// Its path, without what is asked in it.
    pub path: String,
    /// The code of the refusal, or ok.
    pub outcome: String,
    /// The caller's address.
    pub client_ip: Option<String>,
    /// What the caller says they are.
    pub user_agent: Option<String>,
    /// The request, as in the logs.
    pub request_id: String,
}

/// Records that wait to be written; more are counted and not kept.
const WAITING: usize = 4096;
/// Rows a statement writes.
const ROWS: usize = 200;
/// How long records are gathered.
const GATHER: Duration = Duration::from_millis(50);
/// How often what was only counted is written down.
const COUNT: Duration = Duration::from_mins(1);

/// Writes records. Cheap to clone.
#[derive(Debug, Clone)]
pub struct AccessRecords {
    pool: MySqlPool,
    notes: mpsc::Sender<AccessRecord>,
}

impl AccessRecords {
    /// Into the database of that pool. Notes are written by a task that ends, once everything is
    /// written, when every clone is gone.
    pub fn new(pool: MySqlPool) -> Self {
        let (notes, noted) = mpsc::channel(WAITING);
        tokio::spawn(keep(pool.clone(), noted));
        Self { pool, notes }
    }

    /// Writes one down before anything goes on.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be written: then what it is about must not happen.
    pub async fn write(&self, record: AccessRecord) -> Result<(), LogError> {
        Ok(insert(&self.pool, &[Kept { record, times: 1 }]).await?)
    }

    /// Has one written down soon; nobody waits for it. Of a flood only the first are kept one by
    /// one, and the rest is counted.
    pub fn note(&self, record: AccessRecord) {
        if self.notes.try_send(record).is_err() {
            metrics::counter!("kharisma_access_records_lost_total").increment(1);
        }
    }
}

async fn keep(pool: MySqlPool, mut noted: mpsc::Receiver<AccessRecord>) {
    let (mut flood, mut rows) = (Flood::default(), Vec::new());
    let (mut counted, mut began) = (Instant::now(), Instant::now());
    let mut open = true;
    while open {
        let until = if rows.is_empty() { counted + COUNT } else { began + GATHER };
        match timeout_at(until, noted.recv()).await {
            Ok(Some(record)) => {
                if rows.is_empty() {
                    began = Instant::now();
                }
                rows.extend(flood.keep(record));
            }
            Ok(None) => open = false,
            Err(_) => {}
        }
        if !open || counted.elapsed() >= COUNT {
            rows.extend(flood.counted());
            counted = Instant::now();
        }
        let enough = rows.len() >= ROWS || began.elapsed() >= GATHER || !open;
        if enough && !rows.is_empty() {
            write_or_say(&pool, &rows).await;
            rows.clear();
        }
    }
}

/// A primary that is away keeps nobody from being refused: what cannot be written is said in the
/// logs.
async fn write_or_say(pool: &MySqlPool, rows: &[Kept]) {
    if let Err(error) = insert(pool, rows).await {
        let lost: i64 = rows.iter().map(|kept| kept.times).sum();
        metrics::counter!("kharisma_access_records_lost_total").increment(lost.unsigned_abs());
        tracing::error!(%error, lost, "access records could not be written");
    }
}

async fn insert(pool: &MySqlPool, rows: &[Kept]) -> Result<(), sqlx::Error> {
    let mut sql = QueryBuilder::new(
        "INSERT INTO access_records (recorded_at, kind, user_id, method, path, outcome, client_ip, \
         user_agent, request_id, times) ",
    );
    sql.push_values(rows, |mut row, Kept { record, times }| {
        row.push_bind(record.at.naive_utc())
            .push_bind(record.kind.name())
            .push_bind(record.user_id)
            .push_bind(plain(&record.method, 8))
            .push_bind(plain(&record.path, 200))
            .push_bind(plain(&record.outcome, 64))
            .push_bind(record.client_ip.as_deref().map(|text| plain(text, 45)))
            .push_bind(record.user_agent.as_deref().map(|text| plain(text, 200)))
            .push_bind(plain(&record.request_id, 64))
            .push_bind(*times);
    });
    sql.build().execute(pool).await?;
    Ok(())
}

/// Printable, and no longer than there is room for.
fn plain(text: &str, room: usize) -> String {
    let printable = |c: char| if (' '..='~').contains(&c) { c } else { '?' };
    text.chars().take(room).map(printable).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_callers_say_of_themselves_cannot_break_a_row() {
        assert_eq!(plain("curl/8\r\nX: é\u{0}", 200), "curl/8??X: ??");
        assert_eq!(plain("abcdef", 3), "abc");
    }
}
