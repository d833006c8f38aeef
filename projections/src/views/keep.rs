//! Keeping a view in Redis: fed from the log, filled from the tables when it is missing.

use std::time::Duration;

use chrono::Utc;
use infra::event_log::{LogError, LogRecord, Mark};
use metrics::{counter, gauge};
use sqlx::{Connection, MySqlPool, Row};
use tokio::sync::watch;
use tokio::time::Instant;

use super::kept::Standing;
use super::{Fields, Kept, View, check};
use crate::runtime::{Applied, Feed, Head, Projection, ProjectionError};

const PAUSE: Duration = Duration::from_millis(250);
/// How long one round may take before a server counts as gone.
const ROUND: Duration = Duration::from_secs(5);
/// How often a view is compared with the tables.
const CHECK: Duration = Duration::from_mins(5);

/// Keeps a view until told to stop. Redis may go and come back, empty or not.
pub(crate) async fn keep<V: View>(
    kept: Kept<V>,
    tables: MySqlPool,
    feed: Feed,
    mut head: Head,
    mut stopping: watch::Receiver<bool>,
) {
    let mut seen = 0;
    let mut failing = false;
    let mut checked = Instant::now();
    while !*stopping.borrow() {
        let outcome = tokio::time::timeout(ROUND, round(&kept, &tables, &feed)).await;
        let mut outcome = outcome.unwrap_or(Err(sqlx::Error::PoolTimedOut.into()));
        if matches!(outcome, Ok(Some(_))) && checked.elapsed() > CHECK {
            checked = Instant::now();
            let checking = tokio::time::timeout(ROUND, check(&kept, &tables, &feed)).await;
            if let Err(error) = checking.unwrap_or(Err(sqlx::Error::PoolTimedOut.into())) {
                outcome = Err(error);
            }
        }
        // What it waits for: more of the log, or nothing but time.
        let mut behind = None;
        match outcome {
            Ok(Some(position)) => {
                failing = false;
                behind = Some(position);
                if position != seen {
                    seen = position;
                    report::<V>(position);
                }
            }
            // The tables are not filled yet.
            Ok(None) => failing = false,
            Err(error) => {
                if !failing {
                    tracing::warn!(view = V::NAME, %error, "a view in Redis stands still");
                }
                failing = true;
            }
        }
        // Redis may be emptied at any time, so the view is looked at now and then even when nothing
        // happens in the shop.
        tokio::select! {
            () = past(&mut head, behind) => {}
            () = tokio::time::sleep(PAUSE) => {}
            _ = stopping.changed() => {}
        }
    }
}

async fn past(head: &mut Head, position: Option<i64>) {
    match position {
        Some(position) => head.past(position).await,
        None => std::future::pending().await,
    }
}

#[allow(clippy::cast_precision_loss)] // a gauge, not money
fn report<V: View>(position: i64) {
    gauge!("kharisma_view_position", "view" => V::NAME).set(position as f64);
}

/// One round; where the view stands after it, if it is there.
pub(super) async fn round<V: View>(
    kept: &Kept<V>,
    tables: &MySqlPool,
    feed: &Feed,
) -> Result<Option<i64>, ProjectionError> {
    let scope = V::scope(Utc::now());
    let (found, standing) = kept.stands_at().await?;
    let Some(standing) = standing.filter(|standing| standing.scope == scope) else {
        return fill(kept, tables, &scope, &found).await;
    };
    let stood = standing.mark.position;
    let records = match feed.after(standing.mark).await {
        Ok(records) => records,
        Err(error @ (LogError::HistoryParted { .. } | LogError::HistoryLeft { .. })) => {
            tracing::warn!(view = V::NAME, %error, "a view is of another history: it is filled anew");
            return fill_past(kept, tables, &scope, &found, stood, error.into()).await;
        }
        Err(error) => return Err(error.into()),
    };
    let Some(last) = records.last() else { return Ok(Some(stood)) };
    // Somebody is to be forgotten, wherever they are spoken of: the tables know where.
    if let Some(record) = records.iter().find(|record| record.erases.is_some()) {
        let position = record.mark.position;
        let reason = "the tables have not forgotten yet who is to be forgotten".to_owned();
        let error = ProjectionError::Event { position, reason };
        return fill_past(kept, tables, &scope, &found, stood, error).await;
    }
    let events = match applied::<V>(&records) {
        Ok(events) => events,
        // The tables have put it aside, or will.
        Err(error) => return fill_past(kept, tables, &scope, &found, stood, error).await,
    };
    let touched = V::touched(&scope, &events);
    let before = if touched.is_empty() {
        Fields::new()
    } else {
        match kept.part(&touched).await? {
            Some((now, fields)) if now == standing => fields,
            // Somebody else has moved it: the next round sees where it is.
            Some(_) | None => return Ok(Some(stood)),
        }
    };
    let mut after = before.clone();
    if let Err(reason) = V::take_in(&scope, &mut after, &events) {
        let reason = format!("the view {} cannot take it in: {reason}", V::NAME);
        let error = ProjectionError::Event { position: last.mark.position, reason };
        return fill_past(kept, tables, &scope, &found, stood, error).await;
    }
    let moved = kept.advance(&standing, last.mark, &before, &after).await?;
    Ok(Some(if moved { last.mark.position } else { stood }))
}

/// The events a view looks at, if all of them can be read.
pub(super) fn applied<V: View>(records: &[LogRecord]) -> Result<Vec<Applied<'_>>, ProjectionError> {
    let mut events = Vec::with_capacity(records.len());
    for record in records {
        if !V::Source::READS.contains(&record.aggregate_type.as_str()) {
            continue;
        }
        match &record.event {
            Ok(event) => events.push(Applied::of(record, event)),
            Err(reason) => {
                let (position, reason) = (record.mark.position, reason.clone());
                return Err(ProjectionError::Event { position, reason });
            }
        }
    }
    Ok(events)
}

/// Fills the view from the tables; where those are no further than the view, they stand still for the
/// same reason.
async fn fill_past<V: View>(
    kept: &Kept<V>,
    tables: &MySqlPool,
    scope: &str,
    found: &str,
    stood: i64,
    reason: ProjectionError,
) -> Result<Option<i64>, ProjectionError> {
    let filled = fill(kept, tables, scope, found).await?;
    if filled == Some(stood) { Err(reason) } else { Ok(filled) }
}

/// Fills the view from the tables, in the place of what stands at `found`.
async fn fill<V: View>(
    kept: &Kept<V>,
    tables: &MySqlPool,
    scope: &str,
    found: &str,
) -> Result<Option<i64>, ProjectionError> {
    let Some((mark, fields)) = read_tables::<V>(tables, scope).await? else {
        if !found.is_empty() {
            kept.remove(found).await?;
        }
        return Ok(None);
    };
    let standing = Standing { mark, scope: scope.to_owned() };
    if kept.replace(found, &standing, &fields).await? {
        counter!("kharisma_view_fills_total", "view" => V::NAME).increment(1);
        let (position, fields) = (mark.position, fields.len());
        tracing::info!(view = V::NAME, position, fields, "filled a view from the tables");
    }
    Ok(Some(mark.position))
}

/// What belongs in a view, rows and checkpoint read in one snapshot; none while the tables are of
/// another version and about to be made anew, or short of parked events: whoever asks is to be told so.
pub(super) async fn read_tables<V: View>(
    tables: &MySqlPool,
    scope: &str,
) -> Result<Option<(Mark, Fields)>, ProjectionError> {
    let mut connection = tables.acquire().await?;
    sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        .execute(&mut *connection)
        .await?;
    let mut snapshot = connection.begin().await?;
    let name = V::Source::NAME;
    let sql =
        format!("SELECT position, chain FROM {name}_checkpoint WHERE version = ? AND parked = 0");
    let checkpoint = sqlx::query(&sql).bind(V::Source::VERSION);
    let Some(row) = checkpoint.fetch_optional(&mut *snapshot).await? else {
        return Ok(None);
    };
    let chain: &[u8] = row.try_get_unchecked(1)?;
    let chain = chain.try_into().map_err(|_| sqlx::Error::Decode("a chain has 32 bytes".into()))?;
    let mark = Mark { position: row.try_get(0)?, chain };
    let fields = V::fill(&mut snapshot, scope)
        .await
        .map_err(|error| sqlx::Error::Decode(error.to_string().into()))?;
    snapshot.rollback().await?;
    Ok(Some((mark, fields)))
}
