//! Schemas: of the log on the primary, of the read tables on the replica; and the accounts with the
//! least rights on them.

use std::borrow::Cow;

use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, MySqlConnection, Row};

use crate::config::{Account, Config};
use crate::database::Database;
use crate::read_db::{Shelf, Tables};

/// Why a schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// The database was made by software newer than this.
    #[error(
        "the database {database} was written by a newer version of kharisma (schema {found}; this \
         version knows up to {known}): run that version, or restore a backup of before"
    )]
    Newer {
        /// Which.
        database: String,
        /// Its schema.
        found: i64,
        /// What this binary knows.
        known: i64,
    },
    /// The server is too old.
    #[error("this server is MariaDB {0}: kharisma needs 10.6 or newer")]
    ServerTooOld(String),
    /// A name that cannot be put into a statement.
    #[error("{0:?} cannot be the name of a database or an account")]
    Name(String),
    /// A migration was cut off half-way, in a database that holds something.
    #[error(
        "a migration of {0} was cut off half-way: restore the backup of before it, and migrate again"
    )]
    Interrupted(String),
    /// Another process is migrating the same database.
    #[error("another process is migrating {0}: wait until it is done")]
    Busy(String),
    /// A migration failed.
    #[error("the schema cannot be brought up to date: {0}")]
    Migrate(#[from] MigrateError),
    /// The database refused.
    #[error("the database refused: {0}")]
    Database(#[from] sqlx::Error),
}

fn log_schema() -> Migrator {
    migrator(vec![
        (1, "event log", include_str!("../../migrations/log/0001_event_log.sql")),
        (2, "promises", include_str!("../../migrations/log/0002_promises.sql")),
        (3, "places", include_str!("../../migrations/log/0003_places.sql")),
        (6, "approvals", include_str!("../../migrations/log/0006_approvals.sql")),
        (8, "access records", include_str!("../../migrations/log/0008_access_records.sql")),
        (9, "operators", include_str!("../../migrations/log/0009_operators.sql")),
        (10, "people", include_str!("../../migrations/log/0010_people.sql")),
        (12, "personal data", include_str!("../../migrations/log/0012_personal_data.sql")),
    ])
}

fn read_schema() -> Migrator {
    let runtime = include_str!("../../migrations/read/shared/0001_runtime.sql");
    migrator(vec![(1, "runtime", runtime)])
}

/// Built at run time: sqlx's macro would compile the driver a second time.
fn migrator(steps: Vec<(i64, &'static str, &'static str)>) -> Migrator {
    let steps = steps.into_iter().map(|(version, name, sql)| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into(), false)
    });
    Migrator { migrations: Cow::Owned(steps.collect()), locking: false, ..Migrator::DEFAULT }
}

/// Brings the log's schema on the primary up to date and sees to the accounts.
///
/// # Errors
/// [`SchemaError`].
pub async fn migrate_log(config: &Config, admin: &Account) -> Result<(), SchemaError> {
    let mut server = as_admin(&config.primary, admin).connect().await?;
    check_version(&mut server).await?;
    create_database(&mut server, &config.primary.name).await?;
    accounts(&mut server, config, admin).await?;
    server.close().await?;
    let options = as_admin(&config.primary, admin).database(&config.primary.name);
    if !run(&log_schema(), options.connect().await?, &config.primary.name).await? {
        let mut server = as_admin(&config.primary, admin).connect().await?;
        start_over(&mut server, &config.primary.name, "events").await?;
        server.close().await?;
        let again = run(&log_schema(), options.connect().await?, &config.primary.name).await?;
        if !again {
            return Err(SchemaError::Interrupted(config.primary.name.clone()));
        }
    }
    let mut server = as_admin(&config.primary, admin).connect().await?;
    grant(&mut server, config, admin).await?;
    Ok(server.close().await?)
}

/// Makes the read tables on the replica, past its binlog, where they are missing. Tables that are there
/// are left as they are: a worker makes those of another shape anew beside them, and swaps.
///
/// # Errors
/// [`SchemaError`].
pub async fn migrate_read(config: &Config, admin: &Account) -> Result<(), SchemaError> {
    let mut server = as_admin(&config.read, admin).connect().await?;
    check_version(&mut server).await?;
    server.execute("SET sql_log_bin = 0").await?;
    create_database(&mut server, &config.read.name).await?;
    let of_old = of_an_old_layout(&mut server, &config.read.name).await?;
    // Read tables are disposable: half-made ones, and those of before they had a shelf, are made anew.
    if of_old
        || !run(&read_schema(), past_the_binlog(config, admin).await?, &config.read.name).await?
    {
        tracing::warn!(database = config.read.name, "the read tables are made anew");
        let sql = format!("DROP DATABASE {}", identifier(&config.read.name)?);
        server.execute(sql.as_str()).await?;
        create_database(&mut server, &config.read.name).await?;
        if !run(&read_schema(), past_the_binlog(config, admin).await?, &config.read.name).await? {
            return Err(SchemaError::Interrupted(config.read.name.clone()));
        }
    }
    server.close().await?;
    let mut connection = past_the_binlog(config, admin).await?;
    for tables in Tables::all() {
        if !tables.are_there(&mut connection).await? {
            tables.make(&mut connection).await?;
        }
    }
    Ok(connection.close().await?)
}

/// Whether all read tables were made by one row of migrations, as they were before version 1.
async fn of_an_old_layout(server: &mut MySqlConnection, name: &str) -> Result<bool, SchemaError> {
    let sql = "SELECT COUNT(*) FROM information_schema.tables
               WHERE table_schema = ? AND table_name = 'orders_checkpoint'
               AND NOT EXISTS (SELECT 1 FROM information_schema.tables
                               WHERE table_schema = ? AND table_name = 'owners')";
    let row = sqlx::query(sql).bind(name).bind(name).fetch_one(server).await?;
    Ok(row.try_get::<i64, _>(0)? > 0)
}

async fn past_the_binlog(config: &Config, admin: &Account) -> Result<MySqlConnection, sqlx::Error> {
    let options = as_admin(&config.read, admin).database(&config.read.name);
    let mut connection = options.connect().await?;
    connection.execute("SET sql_log_bin = 0, tx_isolation = 'READ-COMMITTED'").await?;
    Ok(connection)
}

/// Empties a database whose first migration was cut off, so that it can be made anew; never one
/// that holds anything.
async fn start_over(
    server: &mut MySqlConnection,
    name: &str,
    table: &str,
) -> Result<(), SchemaError> {
    let database = identifier(name)?;
    let sql = format!("SELECT 1 FROM {database}.{table} LIMIT 1");
    let holds_something = match sqlx::query(&sql).fetch_optional(&mut *server).await {
        Ok(row) => row.is_some(),
        Err(sqlx::Error::Database(_)) => false, // there is no such table yet
        Err(error) => return Err(error.into()),
    };
    if holds_something {
        return Err(SchemaError::Interrupted(name.to_owned()));
    }
    tracing::warn!(name, "an earlier migration was cut off: the empty database is made anew");
    let sql = format!("DROP DATABASE {database}");
    server.execute(sql.as_str()).await?;
    create_database(server, name).await
}

fn as_admin(database: &Database, admin: &Account) -> MySqlConnectOptions {
    database.server().username(&admin.user).password(&admin.password)
}

/// Runs what is new; false if the first of all was cut off half-way.
async fn run(
    schema: &Migrator,
    mut connection: MySqlConnection,
    database: &str,
) -> Result<bool, SchemaError> {
    // sqlx's own lock waits with -1, which MariaDB takes for nothing at all.
    let lock = sqlx::query("SELECT CAST(GET_LOCK(?, 60) AS SIGNED)").bind(lock_name(database));
    let got: Option<i64> = lock.fetch_one(&mut connection).await?.try_get(0)?;
    if got != Some(1) {
        return Err(SchemaError::Busy(database.to_owned()));
    }
    connection.ensure_migrations_table().await?;
    let known = schema.iter().map(|step| step.version).max().unwrap_or(0);
    let applied = connection.list_applied_migrations().await?;
    if let Some(found) = applied.iter().map(|step| step.version).max()
        && found > known
    {
        return Err(SchemaError::Newer { database: database.to_owned(), found, known });
    }
    match connection.dirty_version().await? {
        Some(1) => {
            connection.close().await?;
            return Ok(false);
        }
        // Every later one can be run again where it was cut off.
        Some(version) => {
            tracing::warn!(database, version, "an earlier migration was cut off: running it again");
            sqlx::query("DELETE FROM _sqlx_migrations WHERE version = ? AND success = FALSE")
                .bind(version)
                .execute(&mut connection)
                .await?;
        }
        None => {}
    }
    schema.run_direct(&mut connection).await?;
    connection.close().await?;
    Ok(true)
}

fn lock_name(database: &str) -> String {
    format!("kharisma migrate {database}").chars().take(64).collect()
}

/// `RENAME TABLE` of several tables is atomic from 10.6 on; swapping a rebuilt projection in relies
/// on it.
async fn check_version(server: &mut MySqlConnection) -> Result<(), SchemaError> {
    let (version,): (String,) = sqlx::query_as("SELECT VERSION()").fetch_one(server).await?;
    if recent_enough(&version) { Ok(()) } else { Err(SchemaError::ServerTooOld(version)) }
}

/// Whether a version text such as `10.11.6-MariaDB` is 10.6 or newer.
pub fn recent_enough(version: &str) -> bool {
    let mut parts = version.split(|c: char| !c.is_ascii_digit()).map(str::parse::<u32>);
    match (parts.next(), parts.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= (10, 6),
        _ => false,
    }
}

async fn create_database(server: &mut MySqlConnection, name: &str) -> Result<(), SchemaError> {
    let sql = format!("CREATE DATABASE IF NOT EXISTS {} CHARACTER SET utf8mb4", identifier(name)?);
    server.execute(sql.as_str()).await?;
    Ok(())
}

async fn accounts(
    server: &mut MySqlConnection,
    config: &Config,
    admin: &Account,
) -> Result<(), SchemaError> {
    for database in [&config.primary, &config.read, &config.work] {
        if database.user == admin.user {
            continue;
        }
        let sql = format!(
            "CREATE USER IF NOT EXISTS {}@'%' IDENTIFIED BY {}",
            identifier(&database.user)?,
            literal(&database.password)
        );
        server.execute(sql.as_str()).await?;
    }
    Ok(())
}

/// The least rights: the API appends and looks, queries look, workers look and own the read tables.
async fn grant(
    server: &mut MySqlConnection,
    config: &Config,
    admin: &Account,
) -> Result<(), SchemaError> {
    let log = identifier(&config.primary.name)?;
    let read = pattern(&config.read.name)?;
    let mut rights: Vec<(&str, String)> = Vec::new();
    for (table, allowed) in [
        ("events", "SELECT, INSERT"),
        ("log_head", "SELECT, UPDATE"),
        ("number_heads", "SELECT, INSERT, UPDATE"),
        ("id_blocks", "SELECT, INSERT, UPDATE"),
        ("credentials", "SELECT, INSERT, UPDATE, DELETE"),
        ("approval_guards", "SELECT, INSERT, UPDATE, DELETE"),
        ("sign_in_guards", "SELECT, INSERT, UPDATE, DELETE"),
        ("password_history", "SELECT, INSERT, DELETE"),
        ("password_resets", "SELECT, INSERT, DELETE"),
        ("sessions", "SELECT, INSERT, UPDATE, DELETE"),
        ("refresh_tokens", "SELECT, INSERT, UPDATE, DELETE"),
        ("claims", "SELECT, INSERT, DELETE"),
        ("idempotency_keys", "SELECT, INSERT, DELETE"),
        ("snapshots", "SELECT, INSERT, UPDATE, DELETE"),
        ("log_epochs", "SELECT"),
        ("access_records", "SELECT, INSERT"),
        ("projection_skips", "SELECT, INSERT"),
        ("projection_pauses", "SELECT, INSERT, DELETE"),
        ("subject_keys", "SELECT, INSERT, UPDATE"),
        ("erasures", "SELECT, INSERT"),
    ] {
        rights.push((&config.primary.user, format!("{allowed} ON {log}.{table}")));
    }
    rights.push((&config.read.user, format!("SELECT ON {read}.*")));
    for user in [&config.read.user, &config.work.user] {
        rights.push((user, format!("SELECT ON {log}.events")));
        rights.push((user, format!("SELECT ON {log}.log_head")));
        for table in [
            "log_epochs",
            "access_records",
            "projection_skips",
            "projection_pauses",
            "subject_keys",
            "erasures",
        ] {
            rights.push((user, format!("SELECT ON {log}.{table}")));
        }
    }
    for shelf in Shelf::ALL {
        let shelf = pattern(&shelf.of(&config.read.name))?;
        rights.push((&config.work.user, format!("ALL ON {shelf}.*")));
    }
    // What it takes to write on a server that is read-only for everyone else, past its binlog.
    rights.push((&config.work.user, "READ_ONLY ADMIN, BINLOG ADMIN ON *.*".to_owned()));
    for (user, what) in rights {
        if user != admin.user {
            let sql = format!("GRANT {what} TO {}@'%'", identifier(user)?);
            server.execute(sql.as_str()).await?;
        }
    }
    Ok(())
}

fn identifier(name: &str) -> Result<String, SchemaError> {
    let sane = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.len() <= 64 && name.chars().all(sane) {
        Ok(format!("`{name}`"))
    } else {
        Err(SchemaError::Name(name.to_owned()))
    }
}

/// A database in a GRANT is a pattern: `_` would stand for any character.
fn pattern(name: &str) -> Result<String, SchemaError> {
    Ok(identifier(name)?.replace('_', "\\_"))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        for ok in ["10.6.0-MariaDB", "10.11.19-MariaDB-0+deb12u1-log", "11.4.2-MariaDB"] {
            assert!(recent_enough(ok), "{ok}");
        }
        for old in ["10.5.29-MariaDB", "5.7.44", "9.9", "", "MariaDB"] {
            assert!(!recent_enough(old), "{old}");
        }
    }

    #[test]
    fn names_and_passwords_cannot_break_out() {
        assert!(identifier("kharisma`; DROP").is_err());
        assert_eq!(literal(r"a'b\"), r"'a''b\\'");
        assert_eq!(pattern("kharisma_read").unwrap(), r"`kharisma\_read`");
    }
}
