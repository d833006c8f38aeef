//! Putting one filling of a projection's tables in the place of another: rows, checkpoint and what is
//! parked, all in one statement.

use std::time::Duration;

use infra::read_db::{Shelf, drop_all};
use sqlx::{Executor, MySqlConnection};

use super::{Checkpoint, ProjectionError, Site};

/// How often the swap is tried while queries hold a table, and how long it rests between.
const TRIES: u32 = 20;
const REST: Duration = Duration::from_millis(200);

/// What is moved from where to where.
struct Move<'a> {
    tables: &'a [String],
    from: Shelf,
    to: Shelf,
}

/// Puts the tables of the shelf `Next` in the place of the live ones, which go to `Old`.
pub(super) async fn put_in_place(
    site: &Site,
    name: &str,
    live: Option<&Checkpoint>,
    next: &Checkpoint,
) -> Result<(), ProjectionError> {
    let old = site.shelf(Shelf::Old).await?;
    clear(&mut *old.acquire().await?, name, &next.names).await?;
    // Tables that were made and never filled hold nothing that anybody wants back.
    let out: &[String] = if let Some(live) = live {
        &live.names
    } else {
        drop_all(&mut *site.live().acquire().await?, &next.names).await?;
        &[]
    };
    let moves = [
        Move { tables: out, from: Shelf::Live, to: Shelf::Old },
        Move { tables: &next.names, from: Shelf::Next, to: Shelf::Live },
    ];
    rename(site, &moves).await
}

/// Puts the tables of the shelf `Old` back, and the live ones there.
pub(super) async fn put_back(
    site: &Site,
    name: &str,
    live: &Checkpoint,
    old: &Checkpoint,
) -> Result<(), ProjectionError> {
    let next = site.shelf(Shelf::Next).await?;
    clear(&mut *next.acquire().await?, name, &live.names).await?;
    let moves = [
        Move { tables: &live.names, from: Shelf::Live, to: Shelf::Next },
        Move { tables: &old.names, from: Shelf::Old, to: Shelf::Live },
        Move { tables: &live.names, from: Shelf::Next, to: Shelf::Old },
    ];
    rename(site, &moves).await
}

/// Drops whatever stands on a shelf of that projection, or in the way of tables by those names.
pub(super) async fn clear(
    connection: &mut MySqlConnection,
    name: &str,
    names: &[String],
) -> Result<(), sqlx::Error> {
    let sql = "SELECT COUNT(*) FROM information_schema.tables
               WHERE table_schema = DATABASE() AND table_name = ?";
    let row = sqlx::query(sql).bind(format!("{name}_checkpoint")).fetch_one(&mut *connection);
    if sqlx::Row::try_get::<i64, _>(&row.await?, 0)? > 0
        && let Some(found) = Checkpoint::load(connection, name).await?
    {
        drop_all(connection, &found.names).await?;
    }
    drop_all(connection, names).await
}

/// One statement. It waits a second at most for those who read, for whoever wants to read waits behind
/// it; then it lets them, and tries again.
async fn rename(site: &Site, moves: &[Move<'_>]) -> Result<(), ProjectionError> {
    let of = |shelf: Shelf| shelf.of(site.live_name());
    let each = moves.iter().flat_map(|moved| {
        let (from, to) = (of(moved.from), of(moved.to));
        moved.tables.iter().map(move |table| format!("`{from}`.`{table}` TO `{to}`.`{table}`"))
    });
    let sql = format!("RENAME TABLE {}", each.collect::<Vec<_>>().join(", "));
    let mut connection = site.live().acquire().await?.detach(); // its settings are its own
    connection.execute("SET lock_wait_timeout = 1").await?;
    let mut tries = 0;
    loop {
        let Err(error) = connection.execute(sql.as_str()).await else { return Ok(()) };
        tries += 1;
        if !is_held(&error) || tries >= TRIES {
            return Err(error.into());
        }
        tokio::time::sleep(REST).await;
    }
}

/// Whether somebody else held a lock for too long.
fn is_held(error: &sqlx::Error) -> bool {
    let refused = error.as_database_error();
    let number = refused.and_then(|e| e.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>());
    number.is_some_and(|error| matches!(error.number(), 1205 | 1213))
}
