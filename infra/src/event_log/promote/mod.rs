//! Beginning an epoch on a server that takes over the log: a replica, because the primary was lost
//! or shall rest, or one that a backup was restored on.
//!
//! Each step leaves the server such that all of them can be gone through again: it follows nobody
//! any more before the epoch begins, and takes writes only after. Whoever goes through them a second
//! time begins another epoch, which costs a margin and harms nobody.

mod begin;
mod error;
mod old_primary;
mod replication;

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::values::Outlet;
use sqlx::{ConnectOptions, Connection, Executor, MySqlConnection, Row};

pub use error::PromoteError;
pub use old_primary::{Address, Asked, LogEnd, Standing};

use super::Mark;
use super::statements::Head;
use crate::database::Database;
use old_primary::ask_all;

/// How a server is to take over.
#[derive(Debug, Clone)]
pub struct Promotion {
    /// The server it takes over from, besides those it replicates from.
    pub old_primary: Option<Address>,
    /// The operator vouches for it that an old primary that cannot be asked will not come back.
    pub old_primary_is_gone: bool,
    /// Leave behind what an old primary that can still be read holds and this server does not.
    pub lose_tail: bool,
    /// How far ids and printed numbers are moved: past whatever the lost tail may have drawn.
    pub margin: i64,
    /// The epoch to begin, where the next one that is known of will not do.
    pub epoch: Option<i32>,
    /// How long replication may take to apply what was received.
    pub wait: Duration,
    /// The outlet whose days receipts count by.
    pub outlet: Outlet,
    /// The time now.
    pub at: DateTime<Utc>,
    /// Only look.
    pub dry_run: bool,
}

/// What was done, or with [`Promotion::dry_run`] would be.
#[derive(Debug, Clone)]
pub struct Promoted {
    /// Which log.
    pub log_id: String,
    /// The epoch that ended.
    pub old_epoch: i32,
    /// The epoch that began.
    pub epoch: i32,
    /// The last event of the old one.
    pub after: Mark,
    /// Events that an old primary still holds and that are left behind.
    pub left_behind: i64,
    /// The servers it took over from.
    pub old_primaries: Vec<Asked>,
}

/// How long a statement that waits for nobody may take.
const ANSWER: Duration = Duration::from_secs(30);

/// Lets the server take over the log of that database, which must be given as its administrator.
///
/// # Errors
/// [`PromoteError`]: until the epoch has begun, the server takes no writes it did not take before.
pub async fn promote(server: &Database, promotion: &Promotion) -> Result<Promoted, PromoteError> {
    let mut here = reach(server).await?;
    let mark = mark_session(&mut here).await?;
    begin::look(&mut here, server).await?;
    let sources = replication::sources(&mut here).await?;
    for source in &sources {
        source.check()?;
    }
    let followed: Vec<Address> = sources.iter().map(|source| source.address.clone()).collect();
    let old: Vec<Address> = followed.into_iter().chain(promotion.old_primary.clone()).collect();
    if old.is_empty() && !promotion.old_primary_is_gone {
        return Err(PromoteError::WhoWasPrimary);
    }
    let gone = promotion.old_primary_is_gone;
    let asked = ask_all(server, old.clone(), &mark, gone).await?;
    if !promotion.dry_run {
        for fenced in asked.iter().filter_map(Asked::binlog_position) {
            replication::receive(&mut here, fenced, promotion.wait).await?;
        }
        for source in &sources {
            replication::drain(&mut here, &source.name, promotion.wait).await?;
        }
    }
    // Once more: somebody may have opened it meanwhile.
    let asked = ask_all(server, old, &mark, gone).await?;
    let head = begin::look(&mut here, server).await?;
    let left_behind = left_behind(&head, &asked, promotion)?;
    let epoch = next_epoch(&head, &asked, promotion)?;
    if promotion.dry_run {
        return Ok(report(&head, epoch, left_behind, asked));
    }
    for source in &sources {
        replication::forget(&mut here, source).await?;
    }
    // What is acknowledged from now on has to be durable; replicas often run with less.
    for durable in ["sync_binlog", "innodb_flush_log_at_trx_commit"] {
        here.execute(format!("SET GLOBAL {durable} = 1").as_str()).await?;
    }
    let head = begin::begin(&mut here, epoch, promotion).await?;
    here.execute("SET GLOBAL read_only = 0").await?;
    here.close().await?;
    Ok(report(&head, epoch, left_behind, asked))
}

fn report(head: &Head, epoch: i32, left_behind: i64, old_primaries: Vec<Asked>) -> Promoted {
    let (log_id, old_epoch, position, chain) = head.clone();
    let after = Mark { position, chain };
    Promoted { log_id, old_epoch, epoch, after, left_behind, old_primaries }
}

async fn reach(server: &Database) -> Result<MySqlConnection, PromoteError> {
    let connecting = tokio::time::timeout(ANSWER, server.options().connect()).await;
    let mut connection = match connecting.unwrap_or(Err(sqlx::Error::PoolTimedOut)) {
        Ok(connection) => connection,
        Err(error) if error::number(&error) == Some(error::UNKNOWN_DATABASE) => {
            return Err(PromoteError::no_log(server));
        }
        Err(source) => return Err(PromoteError::Reach { server: Address::of(server), source }),
    };
    connection
        .execute(
            "SET sql_log_bin = 1, tx_isolation = 'READ-COMMITTED', lock_wait_timeout = 5, \
             innodb_lock_wait_timeout = 5",
        )
        .await?;
    Ok(connection)
}

/// Takes two locks that end with the session: one that holds off a second promotion, and one by
/// whose name this server can be told from every other, under whatever address it is reached.
/// A promotion that was killed may hold its locks for a moment still.
async fn mark_session(here: &mut MySqlConnection) -> Result<String, PromoteError> {
    let mark = format!("kharisma promote {}", uuid::Uuid::new_v4());
    let sql = "SELECT CAST(GET_LOCK('kharisma promote', 5) AS SIGNED), \
               CAST(GET_LOCK(?, 0) AS SIGNED)";
    let row = sqlx::query(sql).bind(&mark).fetch_one(here).await?;
    if row.try_get::<Option<i64>, _>(0)? == Some(1) { Ok(mark) } else { Err(PromoteError::Busy) }
}

/// How many events an old primary that can be read holds and this server does not.
fn left_behind(head: &Head, asked: &[Asked], how: &Promotion) -> Result<i64, PromoteError> {
    let (log_id, _, position, _) = head;
    let mut most = 0;
    for old in asked {
        let Some(end) = old.end_of(log_id) else { continue };
        let events = end.position - position;
        if events > 0 && !how.lose_tail {
            let server = old.address.clone();
            return Err(PromoteError::TailNotReceived { server, events, after: *position });
        }
        most = most.max(events);
    }
    if most >= how.margin {
        return Err(PromoteError::MarginTooSmall { margin: how.margin, events: most });
    }
    Ok(most)
}

/// An epoch that no server we know of has begun.
fn next_epoch(head: &Head, asked: &[Asked], how: &Promotion) -> Result<i32, PromoteError> {
    let (log_id, ours, ..) = head;
    let theirs = asked.iter().filter_map(|old| old.end_of(log_id)).map(|end| end.epoch);
    let known = theirs.chain([*ours]).max().unwrap_or(*ours);
    match how.epoch {
        Some(wanted) if wanted <= known => Err(PromoteError::EpochNotNew { wanted, known }),
        Some(wanted) => Ok(wanted),
        None => Ok(known + 1),
    }
}
