//! A database per path, all with the same histories in them.

use infra::config::{Account, Config};
use infra::database::Database;
use infra::migrations::migrate_log;
use sqlx::{ConnectOptions, Connection, Executor, MySqlConnection};

use super::path::Path;
use super::rows::{End, EventRow, insert, insert_events, rows};
use super::workload::{TELLERS, Workload, now};
use crate::BenchError;

/// Events in one INSERT while histories are made.
const CHUNK: usize = 512;
/// Events copied in one transaction.
const COPIED: i64 = 20_000;

/// mysql-es's own script, put so that MariaDB reads it: there `NOT NULL` stands before `CHECK`.
const STOCK_TABLES: &str = "
    CREATE TABLE events (
        aggregate_type varchar(255) NOT NULL,
        aggregate_id   varchar(255) NOT NULL,
        sequence       bigint NOT NULL CHECK (sequence >= 0),
        event_type     text NOT NULL,
        event_version  text NOT NULL,
        payload        json NOT NULL,
        metadata       json NOT NULL,
        CONSTRAINT events_pk PRIMARY KEY (aggregate_type, aggregate_id, sequence)
    )";

/// The server, and what the databases on it are called.
pub(super) struct Site<'a> {
    pub config: &'a Config,
    pub admin: &'a Account,
    pub prefix: &'a str,
}

impl Site<'_> {
    fn name(&self, what: &str) -> String {
        format!("{}_{what}", self.prefix)
    }

    /// How a path reaches its database: ours with the API's rights, the others with all.
    pub(super) fn database(&self, path: Path) -> Database {
        let name = self.name(path.name());
        match path {
            Path::Ours => self.config.primary.named(&name),
            Path::Stock | Path::SingleRow | Path::RawMultiRow => self.as_admin(&name),
        }
    }

    /// The administrator's way to a path's database.
    pub(super) async fn admin(&self, path: Path) -> Result<MySqlConnection, BenchError> {
        Ok(self.as_admin(&self.name(path.name())).options().connect().await?)
    }

    fn as_admin(&self, name: &str) -> Database {
        Database {
            user: self.admin.user.clone(),
            password: self.admin.password.clone(),
            ..self.config.primary.named(name)
        }
    }

    /// Makes a database for each path, with one event in each of so many tallies. How many events
    /// each holds then.
    pub(super) async fn make(&self, paths: &[Path], tallies: u64) -> Result<u64, BenchError> {
        let histories = self.name("histories");
        self.make_log(&histories).await?;
        let mut connection = self.as_admin(&histories).options().connect().await?;
        write_histories(&mut connection, tallies).await?;
        let last = End::of(&mut connection).await?.position;
        for path in paths {
            let name = self.name(path.name());
            if *path == Path::Stock {
                make_stock(&mut connection, &name).await?;
            } else {
                self.make_log(&name).await?;
            }
            copy(&mut connection, &histories, &name, *path, last).await?;
        }
        drop_database(&mut connection, &histories).await?;
        connection.close().await?;
        Ok(last.unsigned_abs())
    }

    async fn make_log(&self, name: &str) -> Result<(), BenchError> {
        let config = Config { primary: self.config.primary.named(name), ..self.config.clone() };
        Ok(migrate_log(&config, self.admin).await?)
    }

    /// Drops them all.
    pub(super) async fn drop_all(&self, paths: &[Path]) -> Result<(), BenchError> {
        let mut server = self.as_admin("").server().connect().await?;
        for what in paths.iter().map(|path| path.name()).chain(["histories"]) {
            drop_database(&mut server, &self.name(what)).await?;
        }
        Ok(server.close().await?)
    }
}

async fn drop_database(connection: &mut MySqlConnection, name: &str) -> Result<(), sqlx::Error> {
    connection.execute(format!("DROP DATABASE IF EXISTS `{name}`").as_str()).await?;
    Ok(())
}

async fn make_stock(connection: &mut MySqlConnection, name: &str) -> Result<(), sqlx::Error> {
    let sql = format!("CREATE DATABASE `{name}` CHARACTER SET utf8mb4");
    connection.execute(sql.as_str()).await?;
    let sql = STOCK_TABLES.replace("TABLE events", &format!("TABLE `{name}`.events"));
    connection.execute(sql.as_str()).await?;
    Ok(())
}

/// One event for each teller and each tally, chained.
async fn write_histories(connection: &mut MySqlConnection, tallies: u64) -> Result<(), BenchError> {
    let mut end = End::of(connection).await?;
    let hired: Vec<EventRow> = (1..=TELLERS).map(hired).collect();
    end = insert(connection, &insert_events(hired.len()), &hired, end).await?;
    let statement = insert_events(CHUNK);
    let mut waiting: Vec<EventRow> = Vec::with_capacity(CHUNK);
    for tally in 1..=tallies {
        let first = i64::try_from(tally).unwrap_or(i64::MAX);
        let command = Workload { first, count: 1, seed: tally }.command(0); // one event
        waiting.extend(rows(&command, 1)?);
        if waiting.len() == CHUNK {
            end = insert(connection, &statement, &waiting, end).await?;
            waiting.clear();
        }
    }
    if !waiting.is_empty() {
        end = insert(connection, &insert_events(waiting.len()), &waiting, end).await?;
    }
    sqlx::query("UPDATE log_head SET position = ?, chain = ?")
        .bind(end.position)
        .bind(&end.chain[..])
        .execute(connection)
        .await?;
    Ok(())
}

fn hired(teller: i64) -> EventRow {
    EventRow {
        aggregate_type: "teller",
        aggregate_id: teller.to_string(),
        sequence: 1,
        event_type: "TellerHired",
        payload: r#"{"TellerHired":{}}"#.to_owned(),
        metadata: "{}".to_owned(),
        recorded_at: now(),
    }
}

async fn copy(
    connection: &mut MySqlConnection,
    from: &str,
    to: &str,
    path: Path,
    last: i64,
) -> Result<(), sqlx::Error> {
    let columns = if path == Path::Stock {
        "aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata"
    } else {
        "position, aggregate_type, aggregate_id, sequence, event_type, event_version, payload, \
         metadata, recorded_at, number, chain"
    };
    let sql = format!(
        "INSERT INTO `{to}`.events ({columns}) SELECT {columns} FROM `{from}`.events \
         WHERE position > ? AND position <= ?"
    );
    let mut after = 0;
    while after < last {
        sqlx::query(&sql).bind(after).bind(after + COPIED).execute(&mut *connection).await?;
        after += COPIED;
    }
    if path != Path::Stock {
        let sql = format!(
            "UPDATE `{to}`.log_head AS here, `{from}`.log_head AS there \
             SET here.position = there.position, here.chain = there.chain"
        );
        connection.execute(sql.as_str()).await?;
    }
    Ok(())
}
