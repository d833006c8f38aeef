//! `single_row`: the same event rows, one INSERT each, committed one by one. No load, no decision,
//! no check: what a server takes of the simplest thing one can do with it.

use std::sync::atomic::{AtomicI64, Ordering};

use infra::database::Database;
use infra::event_log::chain;
use sqlx::MySqlPool;
use sqlx::mysql::MySqlPoolOptions;

use super::drive::{Appending, Done};
use super::rows::{End, Sequences, insert, insert_events};
use super::workload::Workload;
use crate::BenchError;

pub(super) struct SingleRow {
    pool: MySqlPool,
    workload: Workload,
    sequences: Sequences,
    /// Handed out before the commit, as an auto-increment would be.
    position: AtomicI64,
    statement: String,
}

pub(super) async fn open(
    database: &Database,
    concurrency: u32,
    workload: Workload,
) -> Result<SingleRow, BenchError> {
    let pool = MySqlPoolOptions::new()
        .max_connections(concurrency)
        .test_before_acquire(false)
        .connect_with(database.options())
        .await?;
    let end = End::of(&mut *pool.acquire().await?).await?;
    let sequences = Sequences::of(&workload);
    let position = AtomicI64::new(end.position);
    Ok(SingleRow { pool, workload, sequences, position, statement: insert_events(1) })
}

impl Appending for SingleRow {
    async fn command(&self, i: u64) -> Result<Done, BenchError> {
        let rows = self.sequences.rows(&self.workload.command(i))?;
        let mut connection = self.pool.acquire().await?;
        for row in rows.chunks(1) {
            // Nobody knows the row before it, so the chain links each to nothing: 32 bytes all the same.
            let position = self.position.fetch_add(1, Ordering::Relaxed);
            let end = End { position, chain: chain::START };
            insert(&mut connection, &self.statement, row, end).await?;
        }
        Ok(Done::default().with(1, rows.len() as u64))
    }

    async fn close(self) {
        self.pool.close().await;
    }
}
