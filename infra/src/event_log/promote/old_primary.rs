//! Asking the old primary: two servers that both take writes are two histories.

use std::time::Duration;

use sqlx::{ConnectOptions, Connection, Row};
use tokio::net::{TcpStream, lookup_host};

use super::error::{UNKNOWN_DATABASE, UNKNOWN_TABLE, number};
use super::{PromoteError, replication};
use crate::database::Database;

/// How long a server may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(3);
/// How long it may take to answer.
const ANSWER: Duration = Duration::from_secs(5);

/// Where a server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
}

impl Address {
    pub(super) fn of(server: &Database) -> Self {
        Self { host: server.host.clone(), port: server.port }
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl std::str::FromStr for Address {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (host, port) = text.rsplit_once(':').ok_or("must be HOST:PORT")?;
        let port = port.parse().map_err(|_| "the port must be a number from 1 to 65535")?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        if host.is_empty() { Err("must be HOST:PORT") } else { Ok(Self { host, port }) }
    }
}

/// An old primary, and how it stands.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Where it is, or was.
    pub address: Address,
    /// How it stands.
    pub standing: Standing,
}

/// How an old primary stands.
#[derive(Debug, Clone)]
pub enum Standing {
    /// It is the server to promote itself: restored in its place.
    ThisServer,
    /// It cannot be reached.
    Unreachable(String),
    /// It can neither be asked nor counted as away, and the operator vouches that it is gone.
    TakenForGone(String),
    /// It answers and takes no writes.
    ReadOnly {
        /// Everything in its binlog.
        binlog: String,
        /// Where its log ends, if it holds one.
        end: Option<LogEnd>,
    },
}

/// Where an old primary's log ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEnd {
    /// Which log.
    pub log_id: String,
    /// In which epoch.
    pub epoch: i32,
    /// The position of its last event.
    pub position: i64,
}

impl Asked {
    /// Where it ends that log, if it holds it and can be read.
    pub(super) fn end_of(&self, log_id: &str) -> Option<&LogEnd> {
        match &self.standing {
            Standing::ReadOnly { end, .. } => end.as_ref().filter(|end| end.log_id == log_id),
            Standing::ThisServer | Standing::Unreachable(_) | Standing::TakenForGone(_) => None,
        }
    }

    /// Everything it has to give.
    pub(super) fn binlog_position(&self) -> Option<&str> {
        match &self.standing {
            Standing::ReadOnly { binlog, .. } => Some(binlog),
            Standing::ThisServer | Standing::Unreachable(_) | Standing::TakenForGone(_) => None,
        }
    }
}

/// Asks them all, and those they replicate from: the old primary may stand behind another replica.
pub(super) async fn ask_all(
    server: &Database,
    mut to_ask: Vec<Address>,
    mark: &str,
    gone: bool,
) -> Result<Vec<Asked>, PromoteError> {
    let mut asked: Vec<Asked> = Vec::new();
    while let Some(address) = to_ask.pop() {
        if asked.iter().any(|known| known.address == address) {
            continue;
        }
        let (standing, behind_it) = match ask(server, &address, mark).await {
            Err(PromoteError::CannotKnow { reason, .. }) if gone => {
                (Standing::TakenForGone(reason), Vec::new())
            }
            answer => answer?,
        };
        asked.push(Asked { address, standing });
        to_ask.extend(behind_it);
    }
    Ok(asked)
}

async fn ask(
    server: &Database,
    address: &Address,
    mark: &str,
) -> Result<(Standing, Vec<Address>), PromoteError> {
    let cannot_know = |reason: String| PromoteError::CannotKnow { server: address.clone(), reason };
    let Address { host, port } = address.clone();
    let found = lookup_host((host.as_str(), port)).await;
    let found = found.map_err(|e| cannot_know(format!("its name cannot be looked up: {e}")))?;
    let found: Vec<_> = found.collect();
    match tokio::time::timeout(CONNECT, TcpStream::connect(&found[..])).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => return Ok((Standing::Unreachable(error.to_string()), Vec::new())),
        Err(_) => {
            let reason = format!("no answer within {} s", CONNECT.as_secs());
            return Ok((Standing::Unreachable(reason), Vec::new()));
        }
    }
    let there = Database { host, port, ..server.clone() };
    match tokio::time::timeout(ANSWER, question(&there, mark)).await {
        Ok(Ok(None)) => Err(PromoteError::StillWritable(address.clone())),
        Ok(Ok(Some(answer))) => Ok(answer),
        Ok(Err(error)) => Err(cannot_know(error.to_string())),
        // Frozen, it may go on where it stood.
        Err(_) => Err(cannot_know("it accepts connections and does not answer".to_owned())),
    }
}

/// How a server that accepts connections stands; `None` if it takes writes.
async fn question(
    there: &Database,
    mark: &str,
) -> Result<Option<(Standing, Vec<Address>)>, sqlx::Error> {
    let mut connection = there.server().connect().await?;
    // The session to the server to promote holds a lock of that name: whoever knows it is the same.
    let sql = "SELECT CAST(@@global.read_only AS CHAR), IS_USED_LOCK(?) IS NOT NULL, \
               CAST(@@global.gtid_binlog_pos AS CHAR)";
    let row = sqlx::query(sql).bind(mark).fetch_one(&mut connection).await?;
    let read_only: String = row.try_get_unchecked(0)?;
    if row.try_get_unchecked(1)? {
        return Ok(Some((Standing::ThisServer, Vec::new())));
    }
    if ["0", "OFF"].contains(&read_only.as_str()) {
        return Ok(None);
    }
    let binlog = row.try_get_unchecked(2)?;
    let behind_it = replication::sources(&mut connection).await?;
    let behind_it = behind_it.into_iter().map(|source| source.address).collect();
    connection.close().await?;
    let end = log_end(there).await?;
    Ok(Some((Standing::ReadOnly { binlog, end }, behind_it)))
}

async fn log_end(there: &Database) -> Result<Option<LogEnd>, sqlx::Error> {
    let reading = async {
        let mut connection = there.options().connect().await?;
        let row = sqlx::query("SELECT log_id, epoch, position FROM log_head")
            .fetch_optional(&mut connection)
            .await?;
        connection.close().await?;
        let Some(row) = row else { return Ok(None) };
        let (log_id, epoch, position) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        Ok(Some(LogEnd { log_id, epoch, position }))
    };
    match reading.await {
        Err(e) if matches!(number(&e), Some(UNKNOWN_DATABASE | UNKNOWN_TABLE)) => Ok(None),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_host_and_a_port() {
        let read = |text: &str| text.parse::<Address>().map(|address| address.to_string());
        assert_eq!(read("db-1.kharisma.example:3306").unwrap(), "db-1.kharisma.example:3306");
        assert_eq!("[::1]:3306".parse::<Address>().unwrap().host, "::1");
        for wrong in ["db-1", ":3306", "db-1:", "db-1:http", "db-1:70000"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
