//! A server of the test's own, with more memory than the others share.

use std::path::PathBuf;

use bench::queries::Shop;
use domain::values::BusinessDay;
use infra::database::{Database, Patience};
use infra::embedded::{ADMIN, DataDir, Fleet, ServerRole, Servers, Size};
use sqlx::{ConnectOptions, Connection, Executor};

pub(crate) const TODAY: &str = "2026-11-30";

pub(crate) struct Server {
    servers: Servers,
    folder: PathBuf,
    /// The shop's read tables, as the server's administrator.
    pub(crate) database: Database,
}

impl Server {
    pub(crate) async fn of_a_shop(orders: u64) -> Self {
        let folder = std::env::temp_dir().join(format!("kharisma-plans-{}", std::process::id()));
        let dir = DataDir::open(&folder, true).await.unwrap();
        let size = Size { buffer_pool_mb: 1024, redo_log_mb: 64, disk_mb: 3000 };
        let fleet = Fleet { size, replica: false, redis: false };
        let servers = Servers::start_fleet(dir, fleet).await.unwrap();
        let password = servers.secrets().admin.clone();
        let address = servers.address(ServerRole::Primary, "shop");
        let patience = Patience::times(15); // what is slow is not away
        let database = Database { user: ADMIN.to_owned(), password, patience, ..address };
        let mut connection = database.server().connect().await.unwrap();
        connection.execute("SET GLOBAL innodb_flush_log_at_trx_commit = 0").await.unwrap();
        connection.execute("CREATE DATABASE shop CHARACTER SET utf8mb4").await.unwrap();
        connection.close().await.unwrap();
        let today = BusinessDay::parse(TODAY).unwrap();
        let shop = Shop { orders, customers: orders / 20, today, shown: Vec::new() };
        let begun = std::time::Instant::now();
        shop.fill(&database).await.unwrap();
        println!("filled within {:.1} s", begun.elapsed().as_secs_f64());
        Self { servers, folder, database }
    }

    pub(crate) async fn stop(self) {
        self.servers.stop().await;
        std::fs::remove_dir_all(&self.folder).unwrap();
    }
}
