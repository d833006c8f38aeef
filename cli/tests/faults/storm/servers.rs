//! Servers of the test's own, to be killed at will.

use nix::sys::signal::Signal;
use sqlx::{ConnectOptions, Executor, MySqlConnection, Row};
use test_shop::TestDatabase;

use crate::process::{Folder, Up};

/// A primary, a replica and a Redis that end with the test.
pub(crate) struct OwnServers {
    up: Option<Up>,
    _folder: Folder,
}

impl OwnServers {
    pub(crate) fn start() -> Self {
        let folder = Folder::new();
        Self { up: Some(Up::start(&folder, &["--servers-only"])), _folder: folder }
    }

    pub(crate) async fn database(&self) -> TestDatabase {
        let report = serde_json::to_vec(&self.up.as_ref().unwrap().report).unwrap();
        TestDatabase::on_servers(&report).await
    }

    /// Kills the primary where it stands; its supervisor starts it again.
    pub(crate) fn kill_primary(&self) {
        self.kill("primary");
    }

    /// Kills a server where it stands, once; its supervisor starts it again.
    pub(crate) fn kill(&self, name: &str) {
        self.up.as_ref().unwrap().signal(name, Signal::SIGKILL);
    }
}

impl Drop for OwnServers {
    fn drop(&mut self) {
        if let Some(up) = self.up.take() {
            up.stop(Signal::SIGTERM);
        }
    }
}

/// A connection to the replica, as the servers' administrator.
pub(crate) async fn replica(database: &TestDatabase) -> MySqlConnection {
    database.read_as_admin().options().connect().await.unwrap()
}

/// Lets the primary's commits wait until the replica has them, as long as it answers.
pub(crate) async fn replicate_semi_synchronously(database: &TestDatabase) {
    for sql in [
        "SET GLOBAL rpl_semi_sync_master_wait_point = 'AFTER_SYNC'",
        "SET GLOBAL rpl_semi_sync_master_timeout = 800",
        "SET GLOBAL rpl_semi_sync_master_enabled = 1",
    ] {
        database.admin().await.execute(sql).await.unwrap();
    }
    let mut replica = replica(database).await;
    replica.execute("SET GLOBAL rpl_semi_sync_slave_enabled = 1").await.unwrap();
    replica.execute("STOP SLAVE IO_THREAD").await.unwrap();
    replica.execute("START SLAVE IO_THREAD").await.unwrap();
    while semi_sync_status(database, "clients").await == 0 {
        tokio::task::yield_now().await; // until the replica has signed on
    }
}

/// A counter of the primary's: `clients`, `yes_tx` (commits the replica had), `no_tx`.
pub(crate) async fn semi_sync_status(database: &TestDatabase, name: &str) -> u64 {
    let sql = format!("SHOW STATUS LIKE 'Rpl_semi_sync_master_{name}'");
    let row = database.admin().await.fetch_one(sql.as_str()).await.unwrap();
    row.get::<String, _>(1).parse().unwrap()
}
