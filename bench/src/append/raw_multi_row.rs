//! `raw_multi_row`: the very rows `ours` writes, 128 events an INSERT and the idempotency keys of
//! their commands in another, on one connection, commit after commit. What is left to gain.

use infra::database::Database;
use sqlx::{ConnectOptions, Connection, Executor, MySqlConnection};
use tokio::sync::Mutex;

use super::drive::{Appending, Done};
use super::rows::{End, EventRow, Sequences, insert, insert_events};
use super::workload::{Command, Workload, now};
use crate::BenchError;

/// Events in one INSERT.
const ROWS: usize = 128;
/// Commands that make so many: 42 of one event and 43 of two.
const COMMANDS: u64 = 85;

pub(super) struct RawMultiRow {
    workload: Workload,
    sequences: Sequences,
    events: String,
    keys: String,
    at: Mutex<(MySqlConnection, End)>,
}

pub(super) async fn open(
    database: &Database,
    workload: Workload,
) -> Result<RawMultiRow, BenchError> {
    let mut connection = database.options().connect().await?;
    connection.execute("SET autocommit = 0, tx_isolation = 'READ-COMMITTED'").await?;
    let end = End::of(&mut connection).await?;
    let keys = vec!["(?, ?, ?, ?)"; usize::try_from(COMMANDS).unwrap_or(0)].join(", ");
    Ok(RawMultiRow {
        sequences: Sequences::of(&workload),
        workload,
        events: insert_events(ROWS),
        keys: format!(
            "INSERT INTO idempotency_keys (key_hash, fingerprint, reply, recorded_at) VALUES {keys}"
        ),
        at: Mutex::new((connection, end)),
    })
}

impl Appending for RawMultiRow {
    async fn command(&self, i: u64) -> Result<Done, BenchError> {
        // From an odd one on, so that the last has two events.
        let commands: Vec<Command> =
            (0..COMMANDS).map(|n| self.workload.command(i * (COMMANDS + 1) + n + 1)).collect();
        let mut rows: Vec<EventRow> = Vec::with_capacity(ROWS);
        for command in &commands {
            rows.extend(self.sequences.rows(command)?);
        }
        let mut at = self.at.lock().await;
        let (connection, end) = &mut *at;
        *end = insert(connection, &self.events, &rows, *end).await?;
        self.insert_keys(connection, &commands).await?;
        connection.execute("COMMIT").await?;
        Ok(Done::default().with(COMMANDS, ROWS as u64))
    }

    async fn close(self) {
        let _ = self.at.into_inner().0.close().await; // a courtesy to the server
    }
}

impl RawMultiRow {
    async fn insert_keys(
        &self,
        connection: &mut MySqlConnection,
        commands: &[Command],
    ) -> Result<(), sqlx::Error> {
        let recorded_at = now().naive_utc();
        let mut query = sqlx::query(&self.keys);
        for command in commands {
            query = query
                .bind(&command.key[..])
                .bind(&command.key[..]) // stands for the fingerprint: 32 bytes as well
                .bind(format!("tally/{}@2", command.deposit.tally))
                .bind(recorded_at);
        }
        query.execute(connection).await?;
        Ok(())
    }
}
