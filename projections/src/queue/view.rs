//! The queue in Redis, where the board is read.

use std::collections::BTreeSet;

use infra::event_log::Mark;
use redis::RedisError;
use sqlx::MySqlConnection;

use super::change::{Change, Touched, changes};
use super::table::{crew, read_table};
use super::{Crew, Hall, Queue};
use crate::ReadError;
use crate::runtime::{Applied, Projection};
use crate::views::{Fields, Kept, Unfit, View};

/// The view: an entry per order that is not done, and how long the work of each crew took lately.
#[derive(Debug)]
pub struct QueueBoard;

/// The board in Redis.
pub type Board = Kept<QueueBoard>;

/// What stands in Redis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardState {
    /// The queue.
    pub hall: Hall,
    /// The last event in it.
    pub mark: Mark,
}

impl Kept<QueueBoard> {
    /// What stands in Redis, if the board is there and readable.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn read(&self) -> Result<Option<BoardState>, RedisError> {
        let found = self.all().await?;
        Ok(found.and_then(|(standing, fields)| {
            Some(BoardState { hall: hall(&fields).ok()?, mark: standing.mark })
        }))
    }
}

impl View for QueueBoard {
    const NAME: &'static str = "queue";
    const VERSION: i32 = Queue::VERSION;
    type Source = Queue;

    async fn fill(tables: &mut MySqlConnection, _scope: &str) -> Result<Fields, ReadError> {
        let hall = read_table(tables).await?;
        let unreadable = |error: serde_json::Error| ReadError::Unreadable(error.to_string());
        let mut fields = Fields::new();
        for (id, entry) in &hall.entries {
            let entry = serde_json::to_string(entry).map_err(unreadable)?;
            fields.insert(entry_field(id.get()), entry);
        }
        for (crew, durations) in &hall.durations {
            let durations = serde_json::to_string(durations).map_err(unreadable)?;
            fields.insert(durations_field(*crew), durations);
        }
        Ok(fields)
    }

    fn touched(_scope: &str, events: &[Applied<'_>]) -> BTreeSet<String> {
        let touched = Touched::by(events.iter().map(|applied| applied.event));
        let entries = touched.orders.iter().map(|id| entry_field(id.get()));
        entries.chain(touched.crews.iter().map(|crew| durations_field(*crew))).collect()
    }

    fn take_in(_scope: &str, fields: &mut Fields, events: &[Applied<'_>]) -> Result<(), Unfit> {
        let before = hall(fields)?;
        for change in changes(&before, events.iter().map(|applied| applied.event)) {
            match change {
                Change::Stands(entry) => {
                    fields
                        .insert(entry_field(entry.order_id.get()), serde_json::to_string(&entry)?);
                }
                Change::Gone(id) => {
                    fields.remove(&entry_field(id.get()));
                }
                Change::Took(crew, durations) => {
                    fields.insert(durations_field(crew), serde_json::to_string(&durations)?);
                }
            }
        }
        Ok(())
    }
}

/// The queue that fields make.
pub(super) fn hall(fields: &Fields) -> Result<Hall, Unfit> {
    let mut hall = Hall::default();
    let foreign = |name: &str| Unfit(format!("{name} is no field of the queue"));
    for (name, value) in fields {
        match name.split_once(':').ok_or_else(|| foreign(name))? {
            ("entry", _) => {
                let entry: super::Entry = serde_json::from_str(value)?;
                hall.entries.insert(entry.order_id, entry);
            }
            ("durations", of) => {
                let of = of.split_once(':');
                let crew = of.and_then(|(outlet, service)| crew(outlet.parse().ok()?, service));
                let crew = crew.ok_or_else(|| foreign(name))?;
                hall.durations.insert(crew, serde_json::from_str(value)?);
            }
            _ => return Err(foreign(name)),
        }
    }
    Ok(hall)
}

fn entry_field(order: i64) -> String {
    format!("entry:{order}")
}

fn durations_field((outlet, service): Crew) -> String {
    format!("durations:{outlet}:{}", service.name())
}
