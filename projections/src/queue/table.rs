//! The queue as a table.

use std::collections::HashMap;

use domain::order::ServiceType;
use domain::values::OutletId;
use infra::event_log::ShopEvent;
use sqlx::mysql::MySqlRow;
use sqlx::{MySqlConnection, Row};

use super::change::{Change, Touched, changes};
use super::{Crew, Durations, Entry, Hall};
use crate::ReadError;
use crate::json;
use crate::many::{self, Rows};
use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct Queue;

impl Projection for Queue {
    const NAME: &'static str = "queue";
    const VERSION: i32 = 3;
    const READS: &'static [&'static str] = &["order"];

    /// How long work took is a row of its outlet and service.
    fn touches(event: &ShopEvent) -> Option<Vec<String>> {
        let touched = Touched::by([event]);
        let crew = |(outlet, service): &Crew| format!("took/{outlet}/{}", service.name());
        (!touched.is_empty()).then(|| touched.crews.iter().map(crew).collect())
    }

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        let events = || events.iter().map(|applied| applied.event);
        let touched = Touched::by(events());
        if touched.is_empty() {
            return Ok(());
        }
        let before = read_part(connection, &touched).await?;
        Ok(write(connection, &changes(&before, events())).await?)
    }
}

/// The part of the table that events touch; of how long work took, all there is: a row per crew.
async fn read_part(
    connection: &mut MySqlConnection,
    touched: &Touched,
) -> Result<Hall, sqlx::Error> {
    let orders: Vec<i64> = touched.orders.iter().map(|id| id.get()).collect();
    let found = "SELECT entry FROM queue WHERE order_id IN";
    let rows = many::read(connection, found, &orders).await?;
    let mut hall = Hall::default();
    for entry in rows.iter().map(entry) {
        let entry = entry?;
        hall.entries.insert(entry.order_id, entry);
    }
    if !touched.crews.is_empty() {
        hall.durations = read_durations(connection).await?;
    }
    Ok(hall)
}

const ENTRIES: Rows = Rows::new("queue", &["order_id", "entry"]).or_set(&["entry"]);
const DURATIONS: Rows =
    Rows::new("queue_durations", &["outlet_id", "service_type", "seconds"]).or_set(&["seconds"]);

/// All entries that stand at once, all that are gone, and all durations.
async fn write(connection: &mut MySqlConnection, changes: &[Change]) -> Result<(), sqlx::Error> {
    let (mut stand, mut gone, mut took) = (Vec::new(), Vec::new(), Vec::new());
    for change in changes {
        match change {
            Change::Stands(entry) => stand.push((entry.order_id, json::written(entry)?)),
            Change::Gone(id) => gone.push(id.get()),
            Change::Took(crew, durations) => took.push((crew, json::written(durations)?)),
        }
    }
    ENTRIES
        .write(connection, &stand, |query, (id, entry)| query.bind(id.get()).bind(entry))
        .await?;
    many::change(connection, "DELETE FROM queue WHERE order_id IN", &gone).await?;
    DURATIONS
        .write(connection, &took, |query, ((outlet, service), durations)| {
            query.bind(outlet.get()).bind(service.name()).bind(durations)
        })
        .await
}

/// All of the table.
///
/// # Errors
/// [`ReadError`].
pub async fn read_table(connection: &mut MySqlConnection) -> Result<Hall, ReadError> {
    let rows = sqlx::query("SELECT entry FROM queue").fetch_all(&mut *connection).await?;
    let mut entries = HashMap::with_capacity(rows.len());
    for entry in rows.iter().map(entry) {
        let entry = entry?;
        entries.insert(entry.order_id, entry);
    }
    Ok(Hall { entries, durations: read_durations(connection).await? })
}

async fn read_durations(
    connection: &mut MySqlConnection,
) -> Result<HashMap<Crew, Durations>, sqlx::Error> {
    let sql = "SELECT outlet_id, service_type, seconds FROM queue_durations";
    let rows = sqlx::query(sql).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let crew = crew(row.try_get(0)?, row.try_get(1)?);
            let crew = crew.ok_or(sqlx::Error::Decode("no such outlet or service".into()))?;
            Ok((crew, json::read(row, 2)?))
        })
        .collect()
}

/// The crew of an outlet and a service's name.
pub(super) fn crew(outlet: i64, service: &str) -> Option<Crew> {
    let service = ServiceType::ALL.into_iter().find(|known| known.name() == service)?;
    Some((OutletId::new(outlet).ok()?, service))
}

fn entry(row: &MySqlRow) -> Result<Entry, sqlx::Error> {
    json::read(row, 0)
}
