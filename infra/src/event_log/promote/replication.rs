//! Ending replication without losing what was received.

use std::time::{Duration, Instant};

use sqlx::{Executor, MySqlConnection, Row};

use super::{Address, PromoteError};

/// A connection of replication, as `SHOW ALL SLAVES STATUS` has it.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// Empty unless there are several.
    pub(super) name: String,
    pub(super) address: Address,
    receiving: bool,
    applying: bool,
    error: Option<(u32, String)>,
    by_gtid: bool,
    /// The last transaction received whole.
    received: String,
    /// Where applying stands in the relay log.
    relay_log: (String, u64),
}

impl Source {
    /// Refuses what would lose something.
    pub(super) fn check(&self) -> Result<(), PromoteError> {
        if let Some((number, text)) = self.error.clone() {
            return Err(PromoteError::Broken { server: self.address.clone(), number, text });
        }
        if !self.by_gtid && self.received.is_empty() {
            return Err(PromoteError::NoGtid(self.address.clone()));
        }
        Ok(())
    }
}

/// From whom a server replicates.
pub(super) async fn sources(connection: &mut MySqlConnection) -> Result<Vec<Source>, sqlx::Error> {
    let source = |row: &sqlx::mysql::MySqlRow| {
        let yes = |column: &str| row.try_get_unchecked::<String, _>(column).map(|v| v == "Yes");
        let number: u32 = row.try_get_unchecked("Last_SQL_Errno")?;
        let error = (number != 0).then(|| row.try_get_unchecked("Last_SQL_Error")).transpose()?;
        Ok::<_, sqlx::Error>(Source {
            name: row.try_get_unchecked("Connection_name")?,
            address: Address {
                host: row.try_get_unchecked("Master_Host")?,
                port: u16::try_from(row.try_get_unchecked::<u32, _>("Master_Port")?).unwrap_or(0),
            },
            receiving: yes("Slave_IO_Running")?,
            applying: yes("Slave_SQL_Running")?,
            error: error.map(|text| (number, text)),
            by_gtid: row.try_get_unchecked::<String, _>("Using_Gtid")? != "No",
            received: row.try_get_unchecked("Gtid_IO_Pos")?,
            relay_log: (
                row.try_get_unchecked("Relay_Log_File")?,
                row.try_get_unchecked("Relay_Log_Pos")?,
            ),
        })
    };
    connection.fetch_all("SHOW ALL SLAVES STATUS").await?.iter().map(source).collect()
}

/// Waits until all that an old primary, which takes no writes any more, has to give is applied; not
/// where nothing is being received, and no longer than that.
pub(super) async fn receive(
    here: &mut MySqlConnection,
    binlog: &str,
    wait: Duration,
) -> Result<(), PromoteError> {
    let begun = Instant::now();
    while begun.elapsed() < wait {
        let at_work = |source: &Source| source.receiving && source.applying;
        if !sources(here).await?.iter().any(at_work) || reached(here, binlog, 1).await? {
            break;
        }
    }
    Ok(())
}

/// Receives no more, applies what was received, and stops.
pub(super) async fn drain(
    here: &mut MySqlConnection,
    name: &str,
    wait: Duration,
) -> Result<(), PromoteError> {
    let source = look(here, name).await?;
    tracing::info!(from = %source.address, received = source.received, "ending replication");
    let name = literal(name);
    if source.receiving {
        if !source.applying {
            here.execute(format!("START SLAVE {name} SQL_THREAD").as_str()).await?;
        }
    } else if !source.applying && !reached(here, &source.received, 0).await? {
        // Started with both threads stopped and by GTID, MariaDB throws away what was received, to
        // fetch it again from a server that may be gone. By the relay log's position it does not.
        let (file, position) = &source.relay_log;
        let by_position = format!(
            "CHANGE MASTER {name} TO MASTER_USE_GTID = no, RELAY_LOG_FILE = {}, \
             RELAY_LOG_POS = {position}",
            literal(file)
        );
        here.execute(by_position.as_str()).await?;
        here.execute(format!("START SLAVE {name} SQL_THREAD").as_str()).await?;
    }
    here.execute(format!("STOP SLAVE {name} IO_THREAD").as_str()).await?;
    let begun = Instant::now();
    loop {
        let source = look(here, &source.name).await?;
        source.check()?;
        if reached(here, &source.received, 1).await? {
            break;
        }
        if begun.elapsed() >= wait {
            let (received, seconds) = (source.received, wait.as_secs());
            return Err(PromoteError::StillApplying { received, seconds });
        }
    }
    here.execute(format!("STOP SLAVE {name}").as_str()).await?;
    Ok(())
}

/// Follows nobody any more, not after a restart either: before the epoch begins, for what came from
/// the old primary after that would be taken for part of it.
pub(super) async fn forget(
    here: &mut MySqlConnection,
    source: &Source,
) -> Result<(), PromoteError> {
    tracing::info!(was = %source.address, "following nobody any more");
    here.execute(format!("RESET SLAVE {} ALL", literal(&source.name)).as_str()).await?;
    Ok(())
}

async fn look(here: &mut MySqlConnection, name: &str) -> Result<Source, PromoteError> {
    let all = sources(here).await?;
    let found = all.into_iter().find(|source| source.name == name);
    found.ok_or(PromoteError::Database(sqlx::Error::RowNotFound)) // somebody else reset it
}

/// Whether everything up to that GTID position is applied, after so many seconds at most.
async fn reached(
    here: &mut MySqlConnection,
    position: &str,
    seconds: u8,
) -> Result<bool, sqlx::Error> {
    let row = sqlx::query("SELECT CAST(MASTER_GTID_WAIT(?, ?) AS SIGNED)")
        .bind(position)
        .bind(seconds)
        .fetch_one(here)
        .await?;
    Ok(row.try_get::<Option<i64>, _>(0)? == Some(0))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}
