//! The auditor: walks the log where the read tables are, in short reads, and raises an alarm when
//! something does not fit, even while every projection is in step. One process audits at a time.

mod findings;
mod spans;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use infra::database::Database;
use infra::event_log::{Fault, LogError, RawLog, audit};
use infra::read_db::worker_pool;
use metrics::gauge;
use sqlx::pool::PoolConnection;
use sqlx::{MySql, Row};
use tokio::sync::watch;

pub use findings::AuditStanding;
use findings::Findings;
use spans::Spans;

/// How fast the auditor walks.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Events in one read.
    pub batch: u32,
    /// How long it rests after each, so that others come first.
    pub pause: Duration,
    /// How often it looks for more at the end of the log.
    pub look: Duration,
    /// How long a process waits before it tries to become the auditor, or after trouble.
    pub standby: Duration,
    /// How often it begins anew from the start of the log.
    pub lap: Duration,
}

impl Default for Pace {
    /// At most some 15,000 events a second, and all of the log once a day.
    fn default() -> Self {
        Self {
            batch: 1000,
            pause: Duration::from_millis(50),
            look: Duration::from_secs(1),
            standby: Duration::from_secs(5),
            lap: Duration::from_hours(24),
        }
    }
}

/// How often the table is told that somebody still looks, when there is nothing new.
const SIGN_OF_LIFE: TimeDelta = TimeDelta::seconds(10);
/// How long one round may take before the database counts as gone.
const ROUND: Duration = Duration::from_secs(30);

/// Why a round came to nothing.
#[derive(Debug, thiserror::Error)]
enum AuditError {
    #[error(transparent)]
    Log(#[from] LogError),
    #[error("the read database refused: {0}")]
    Database(#[from] sqlx::Error),
}

/// Audits the log until told to stop, or stands by while another process does.
pub async fn audit_log(
    log: RawLog,
    into: Database,
    pace: Pace,
    mut stopping: watch::Receiver<bool>,
) {
    // The connection that holds the lock writes the findings too: whoever has lost the one cannot
    // do the other.
    let pool = worker_pool(&into, 1);
    while !*stopping.borrow() {
        if let Err(error) = take_the_turn(&log, &pool, &into.name, pace, &mut stopping).await {
            tracing::warn!(%error, "the log is not audited just now");
        }
        rest(pace.standby, &mut stopping).await;
    }
}

async fn rest(pause: Duration, stopping: &mut watch::Receiver<bool>) {
    tokio::select! {
        () = tokio::time::sleep(pause) => {}
        // Also when it was told before: nobody is told twice.
        _ = stopping.wait_for(|told| *told) => {}
    }
}

async fn in_time<T>(work: impl Future<Output = Result<T, AuditError>>) -> Result<T, AuditError> {
    tokio::time::timeout(ROUND, work).await.unwrap_or(Err(sqlx::Error::PoolTimedOut.into()))
}

/// Audits for as long as it goes well, if nobody else does.
async fn take_the_turn(
    log: &RawLog,
    pool: &sqlx::MySqlPool,
    database: &str,
    pace: Pace,
    stopping: &mut watch::Receiver<bool>,
) -> Result<(), AuditError> {
    let Some((mut connection, mut auditor)) = in_time(open(log, pool, database)).await? else {
        return Ok(());
    };
    let outcome = loop {
        if *stopping.borrow() {
            break Ok(());
        }
        match in_time(auditor.round(log, &mut connection, pace)).await {
            Ok(pause) => rest(pause, stopping).await,
            Err(error) => break Err(error),
        }
    };
    // The lock goes with its connection: it is not for the pool.
    drop(connection.detach());
    outcome
}

/// Takes the lock and reads how far the audit is; nothing if somebody else holds it.
async fn open(
    log: &RawLog,
    pool: &sqlx::MySqlPool,
    database: &str,
) -> Result<Option<(PoolConnection<MySql>, Auditor)>, AuditError> {
    let mut connection = pool.acquire().await?;
    let lock = sqlx::query("SELECT CAST(GET_LOCK(?, 0) AS SIGNED)").bind(lock_name(database));
    let got: Option<i64> = lock.fetch_one(&mut *connection).await?.try_get(0)?;
    if got != Some(1) {
        return Ok(None);
    }
    let findings = match Findings::load(&mut connection).await? {
        Some(findings) => findings,
        None => Findings::fresh(&log.head().await?, Utc::now()),
    };
    Ok(Some((connection, Auditor { findings, spans: Spans::default(), saved: None })))
}

/// The lock that the process holds which audits.
pub fn lock_name(database: &str) -> String {
    format!("kharisma audit {database}").chars().take(64).collect()
}

struct Auditor {
    findings: Findings,
    /// What projections are still to be asked for.
    spans: Spans,
    /// When the table was last told.
    saved: Option<DateTime<Utc>>,
}

impl Auditor {
    /// One short read and what follows from it. Returns how long to rest.
    async fn round(
        &mut self,
        log: &RawLog,
        connection: &mut PoolConnection<MySql>,
        pace: Pace,
    ) -> Result<Duration, AuditError> {
        let now = Utc::now();
        let before = self.findings.mark;
        let faults = self.findings.faults();
        let mut found = audit(log, before, pace.batch).await?;
        if !self.findings.are_of(&found.head) {
            tracing::info!("another log than the one that was audited: beginning anew");
            self.findings = Findings::fresh(&found.head, now);
            self.spans = Spans::default();
            return Ok(Duration::ZERO);
        }
        if found.parted {
            self.spans = Spans::default();
        } else {
            self.findings.seen = self.spans.follow(self.findings.seen, &found.marks);
            found.faults.extend(self.spans.compare(connection, &found.head.log_id).await?);
            found.faults.sort_by_key(|fault| fault.position);
        }
        let at_end = found.at_end && !found.parted;
        for Fault { position, reason } in self.findings.take(found, now) {
            tracing::error!(position, reason, "the log, or what was read of it, is damaged");
        }
        let moved = self.findings.mark != before || self.findings.faults() != faults;
        if moved || self.saved.is_none_or(|saved| now - saved >= SIGN_OF_LIFE) {
            self.findings.save(connection).await?;
            self.saved = Some(now);
        }
        self.report();
        if !at_end {
            return Ok(pace.pause);
        }
        let lap = TimeDelta::from_std(pace.lap).unwrap_or(TimeDelta::MAX);
        if now - self.findings.lap_began >= lap {
            self.findings.begin_lap(now);
        }
        Ok(pace.look)
    }

    #[allow(clippy::cast_precision_loss)] // gauges, not money
    fn report(&self) {
        gauge!("kharisma_log_audit_position").set(self.findings.mark.position as f64);
        gauge!("kharisma_log_audit_faults").set(self.findings.faults() as f64);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn whoever_was_told_to_stop_rests_no_more() {
        let (stop, mut stopping) = watch::channel(false);
        let hour = Duration::from_hours(1);
        assert!(rest(hour, &mut stopping).now_or_never().is_none());
        stop.send_replace(true);
        assert!(rest(hour, &mut stopping).now_or_never().is_some());
        // Told once, and heard; nobody is told twice.
        assert!(rest(hour, &mut stopping).now_or_never().is_some());
    }
}
