//! Snapshots: folded states of long histories, so that loading one does not read all of it. A
//! shortcut that may be gone, stale or wrong at any time without anyone noticing but the clock.

use std::sync::Arc;

use cqrs_es::Aggregate;
use domain::log::{LogAggregate, RULES};
use sqlx::{MySqlPool, Row};

use super::chain::Hash;
use super::histories::Histories;
use super::statements::hash_of;
use super::{Loaded, LogError, StreamKey};

/// A state, and the event it was folded up to.
pub(super) struct Snapshot<A> {
    pub state: A,
    pub sequence: i64,
    pub chain: Hash,
}

/// The snapshot of an aggregate, if there is one that these rules made and that they can read.
pub(super) async fn find<A: Aggregate>(
    pool: &MySqlPool,
    histories: &Histories,
    id: i64,
) -> Result<Option<Snapshot<A>>, LogError> {
    let row = sqlx::query(
        "SELECT last_sequence, payload, chain FROM snapshots
         WHERE aggregate_type = ? AND aggregate_id = ? AND shape = ?",
    )
    .bind(A::TYPE)
    .bind(id.to_string())
    .bind(RULES)
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let payload: &[u8] = row.try_get_unchecked(1)?;
    let ring = histories.keys().for_loading(histories.readers(), std::iter::once(payload)).await?;
    let Ok(payload) = ring.open(payload) else { return Ok(None) };
    let Ok(state) = serde_json::from_slice(&payload) else { return Ok(None) };
    Ok(Some(Snapshot { state, sequence: row.try_get(0)?, chain: hash_of(&row, 2)? }))
}

/// Keeps a snapshot, in the background: nobody waits for it, and nothing depends on it.
pub(super) fn keep<A: LogAggregate>(
    pool: &MySqlPool,
    histories: &Arc<Histories>,
    loaded: &Loaded<A>,
    chain: Option<Hash>,
) {
    let (Some(chain), Ok(payload)) = (chain, serde_json::to_string(&loaded.state)) else { return };
    let (pool, stream, sequence) = (pool.clone(), loaded.stream(), loaded.sequence);
    let histories = histories.clone();
    tokio::spawn(async move {
        let texts = std::iter::once(payload.as_bytes());
        // Keys are made with events only.
        let Ok((ring, new)) = histories.keys().for_writing(histories.readers(), texts).await else {
            return;
        };
        let (true, Ok(payload)) = (new.is_empty(), ring.seal(&payload)) else { return };
        let kept = sqlx::query(
            "REPLACE INTO snapshots
             (aggregate_type, aggregate_id, last_sequence, payload, shape, chain)
             VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(stream.aggregate_type)
        .bind(stream.id.to_string())
        .bind(sequence)
        .bind(payload)
        .bind(RULES)
        .bind(&chain[..])
        .execute(&pool)
        .await;
        if let Err(error) = kept {
            tracing::debug!(%error, %stream, "a snapshot was not kept");
        }
    });
}

/// Throws a snapshot away that does not fit.
pub(super) async fn discard(
    pool: &MySqlPool,
    stream: StreamKey,
    sequence: i64,
) -> Result<(), LogError> {
    tracing::warn!(%stream, sequence, "a snapshot does not fit its history: thrown away");
    let sql = "DELETE FROM snapshots WHERE aggregate_type = ? AND aggregate_id = ? AND \
               last_sequence = ?";
    sqlx::query(sql)
        .bind(stream.aggregate_type)
        .bind(stream.id.to_string())
        .bind(sequence)
        .execute(pool)
        .await?;
    Ok(())
}
