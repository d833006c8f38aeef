//! Whether the read server answers. It is asked ten times a second, so that a query does not have to
//! wait to find out that the server is away: it fails at once, until the server has answered again.

use std::time::Duration;

use infra::database::Patience;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{ConnectOptions, Connection, MySqlConnection};
use tokio::sync::watch;

/// How often it is asked,
const BEAT: Duration = Duration::from_millis(100);
/// and how long it may take to answer that it is there.
const ANSWER: Duration = Duration::from_millis(500);
/// What does not need the read server is done by then.
const GRACE: Duration = Duration::from_millis(100);

/// Whether the read server answers, as far as this process knows.
#[derive(Debug, Clone)]
pub(super) struct Pulse(watch::Receiver<bool>);

impl Pulse {
    /// Asks that server for as long as somebody holds the pulse.
    pub(super) fn of(server: MySqlConnectOptions, patience: Patience) -> Self {
        // A server nobody has asked yet is tried.
        let (sender, receiver) = watch::channel(true);
        tokio::spawn(ask(server, patience.of(ANSWER), sender));
        Self(receiver)
    }

    /// Whether it answered when it was last asked.
    pub(super) fn beats(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it does not answer.
    pub(super) async fn stops(&self) {
        self.becomes(false).await;
    }

    /// Waits until it has been answering and does not any more. Never, if it is away by now.
    pub(super) async fn is_lost(&self) {
        if !self.beats() {
            std::future::pending::<()>().await;
        }
        loop {
            self.stops().await;
            if tokio::time::timeout(GRACE, self.becomes(true)).await.is_err() {
                return;
            }
        }
    }

    async fn becomes(&self, wanted: bool) {
        if self.0.clone().wait_for(|beats| *beats == wanted).await.is_err() {
            std::future::pending::<()>().await; // nobody asks any more: the process ends
        }
    }
}

async fn ask(server: MySqlConnectOptions, limit: Duration, beats: watch::Sender<bool>) {
    let mut idle = None;
    while !beats.is_closed() {
        let answer = tokio::time::timeout(limit, answer(&server, idle.take())).await;
        let known = *beats.borrow();
        match answer.unwrap_or(Err(sqlx::Error::PoolTimedOut)) {
            Ok(connection) => {
                idle = Some(connection);
                if !known {
                    tracing::info!("the read database is back");
                }
                beats.send_replace(true);
            }
            Err(error) => {
                if known {
                    tracing::warn!(%error, "the read database is away");
                }
                beats.send_replace(false);
            }
        }
        tokio::select! {
            () = tokio::time::sleep(BEAT) => {}
            () = beats.closed() => {}
        }
    }
}

/// A connection that has just answered. One that died while it was idle says nothing of the server.
async fn answer(
    server: &MySqlConnectOptions,
    idle: Option<MySqlConnection>,
) -> Result<MySqlConnection, sqlx::Error> {
    if let Some(mut connection) = idle
        && connection.ping().await.is_ok()
    {
        return Ok(connection);
    }
    let mut connection = server.connect().await?;
    connection.ping().await?;
    Ok(connection)
}
