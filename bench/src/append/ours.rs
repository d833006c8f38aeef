//! `ours`: the event log with everything on. The chain; a guard on the teller, whom every command
//! relies on; an idempotency key. All that knows the log's API stands in this file.

use infra::database::Database;
use infra::event_log::{Attempt, Draft, EventLog, IdempotencyKey, Loaded, LogError, Metadata};
use infra::hex::hex;
use infra::keyed_hash::KeyedHash;
use infra::personal::PersonalKeys;
use tokio::task::JoinHandle;

use super::drive::{Appending, Done, RETRIES};
use super::tally::{Tally, Teller, deposit};
use super::workload::{Command, Workload, now};
use crate::BenchError;

/// As many connections as `kharisma serve` opens.
const POOL: u32 = 16;

pub(super) struct Ours {
    log: EventLog,
    workload: Workload,
    appender: JoinHandle<()>,
}

pub(super) async fn open(database: &Database, workload: Workload) -> Result<Ours, BenchError> {
    let (log, appender) = {
        let (hash, keys) = (KeyedHash::new("bench"), PersonalKeys::new("bench"));
        EventLog::open(database.options(), database.pool(POOL), hash, keys).await?
    };
    Ok(Ours { log, workload, appender })
}

impl Appending for Ours {
    async fn command(&self, i: u64) -> Result<Done, BenchError> {
        let command = self.workload.command(i);
        let mut done = Done::default();
        let tally = Loaded::<Tally>::fresh(command.deposit.tally).stream();
        let _turn = self.log.turn(&[tally]).await?;
        // As `commands` does it: from memory first, on fresh states after a lost race.
        while done.lost_races <= RETRIES {
            let attempt = self.log.attempt(done.lost_races > 0);
            match self.decide(&attempt, &command).await {
                Ok(events) => return Ok(done.with(1, events)),
                Err(BenchError::Log(LogError::Conflict)) => done.lost_races += 1,
                Err(error) => return Err(error),
            }
        }
        Ok(done)
    }

    async fn close(self) {
        drop(self.log);
        let _ = self.appender.await; // everything was answered; it only ends
    }
}

impl Ours {
    /// Load, decide, append; how many events.
    async fn decide(&self, attempt: &Attempt, command: &Command) -> Result<u64, BenchError> {
        let teller = attempt.load::<Teller>(command.teller).await?;
        let mut tally = attempt.load::<Tally>(command.deposit.tally).await?;
        let events = deposit(&tally.state, &command.deposit)
            .map_err(|refused| BenchError::Worker(refused.to_string()))?;
        let asked = [b"POST".as_slice(), b"/deposits", command.deposit.padding.as_bytes()];
        let key = hex(&command.key);
        let key = IdempotencyKey::new(self.log.hash(), command.teller, &key, &asked);
        let mut draft = Draft::new(&metadata(command, &key), now())?;
        draft.rely_on(&teller);
        draft.once(key);
        draft.append(&tally, &events)?;
        let appended = attempt.append(draft).await?;
        let count = events.len() as u64;
        tally.absorb(events, &appended);
        Ok(count)
    }
}

fn metadata(command: &Command, key: &IdempotencyKey) -> Metadata {
    let [user_id, username, role, outlet_id, request_id, client_ip, _] =
        command.metadata().map(|(_, value)| Some(value));
    Metadata {
        user_id,
        username,
        role,
        outlet_id,
        request_id,
        client_ip,
        idempotency_key: Some(key.text()),
        ..Metadata::default()
    }
}
