//! `stock`: `CqrsFramework` over `MysqlEventRepository`, as published, in the tables it wants; a
//! command that lost a race is repeated.

use std::collections::HashMap;
use std::error::Error;

use cqrs_es::persist::PersistedEventStore;
use cqrs_es::{AggregateError, CqrsFramework};
use infra::database::Database;
use mysql_es::MysqlEventRepository;
use sqlx::mysql::MySqlPoolOptions;

use super::drive::{Appending, Done, RETRIES};
use super::tally::{Tally, TallyError};
use super::workload::Workload;
use crate::BenchError;

/// Better than the 10 of mysql-es's own `default_mysql_pool`: `docs/benchmarks.md`.
const POOL: u32 = 32;

pub(super) struct Stock {
    framework: CqrsFramework<Tally, PersistedEventStore<MysqlEventRepository, Tally>>,
    workload: Workload,
}

pub(super) async fn open(database: &Database, workload: Workload) -> Result<Stock, BenchError> {
    let pool =
        MySqlPoolOptions::new().max_connections(POOL).connect_with(database.options()).await?;
    let store = PersistedEventStore::new_event_store(MysqlEventRepository::new(pool));
    Ok(Stock { framework: CqrsFramework::new(store, Vec::new(), ()), workload })
}

impl Appending for Stock {
    async fn command(&self, i: u64) -> Result<Done, BenchError> {
        let command = self.workload.command(i);
        let events = command.deposit.amounts.len() as u64;
        let tally = command.deposit.tally.to_string();
        let metadata: HashMap<String, String> =
            command.metadata().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let mut done = Done::default();
        while done.lost_races <= RETRIES {
            let deposit = command.deposit.clone();
            let executed =
                self.framework.execute_with_metadata(&tally, deposit, metadata.clone()).await;
            match executed {
                Ok(()) => return Ok(done.with(1, events)),
                Err(error) if lost_the_race(&error) => done.lost_races += 1,
                Err(error) => return Err(BenchError::Stock(error.to_string())),
            }
        }
        Ok(done)
    }

    async fn close(self) {}
}

/// A deadlock between two losers of one race is hidden in an unexpected error.
fn lost_the_race(error: &AggregateError<TallyError>) -> bool {
    match error {
        AggregateError::AggregateConflict => true,
        AggregateError::UnexpectedError(error) => is_deadlock(error.as_ref()),
        AggregateError::UserError(_)
        | AggregateError::DatabaseConnectionError(_)
        | AggregateError::DeserializationError(_) => false,
    }
}

fn is_deadlock(error: &(dyn Error + Send + Sync + 'static)) -> bool {
    error.to_string().contains("Deadlock found")
}
