//! A database per test, on the run's servers.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use infra::config::Config;
use infra::database::{Database, Patience};
use infra::migrations::{migrate_log, migrate_read};
use infra::read_db::Tables;
use sqlx::{ConnectOptions, Connection, Executor, MySqlConnection, Row};
use tokio::sync::OnceCell;

/// How many times longer than usual a test waits for a server before it says that it is away. Where that
/// is what is tried, [`TestDatabase::impatient`].
const PATIENCE: u32 = 15;

/// A log and read tables of a test's own: nobody else writes there.
#[derive(Debug)]
pub struct TestDatabase {
    /// How the software under test reaches it.
    pub config: Config,
    /// The same as variables, for processes of their own.
    pub variables: BTreeMap<String, String>,
}

impl TestDatabase {
    /// Makes one on the servers that `./scripts/test` has started for this run.
    pub async fn create() -> Self {
        let file = std::env::var("KHARISMA_TEST_SERVERS").expect(
            "run tests through ./scripts/test, which starts their servers; \
             ./scripts/test -p api takes the words of cargo test",
        );
        let report = std::fs::read(file).expect("the report of kharisma up is there");
        let database = Self::on_servers(&report).await;
        database.do_without_the_disk().await;
        database
    }

    /// Whoever kills a server starts one of their own: those of the run never lose what they did not
    /// write to the disk, and nobody needs to wait for that.
    async fn do_without_the_disk(&self) {
        static DONE: OnceCell<()> = OnceCell::const_new();
        let both = async {
            for server in [self.primary_as_admin(), self.read_as_admin()] {
                let mut admin = server.options().connect().await.unwrap();
                for sql in
                    ["SET GLOBAL innodb_flush_log_at_trx_commit = 0", "SET GLOBAL sync_binlog = 0"]
                {
                    admin.execute(sql).await.unwrap();
                }
                admin.close().await.unwrap();
            }
        };
        DONE.get_or_init(|| both).await;
    }

    /// Makes one on the servers of a `kharisma up --json`, given its first line.
    pub async fn on_servers(report: &[u8]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        // No name is how another one begins, nor that of a process before this one.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() % 1_000_000;
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("t{}_{since:06}_{number:04}", std::process::id());
        let report: serde_json::Value = serde_json::from_slice(report).unwrap();
        let mut variables: BTreeMap<String, String> =
            serde_json::from_value(report["env"].clone()).unwrap();
        variables.insert("DB_READ_NAME".to_owned(), format!("{name}_read"));
        variables.insert("DB_NAME".to_owned(), name);
        // The code is the same; a story signs many people in, and waits for none of it.
        for (what, cheap) in [("PASSWORD_MEMORY_KIB", "32"), ("PASSWORD_PASSES", "1")] {
            variables.insert(what.to_owned(), cheap.to_owned());
        }
        // Other tests, and other people, use the machine too: what is slow is not away.
        variables.insert("DB_READ_PATIENCE".to_owned(), PATIENCE.to_string());
        let mut config = Config::from(&variables).unwrap();
        config.primary.patience = Patience::times(PATIENCE);
        let admin = config.admin.clone().unwrap();
        let (log, read) = tokio::join!(migrate_log(&config, &admin), migrate_read(&config, &admin));
        log.unwrap();
        read.unwrap();
        let database = Self { config, variables };
        database.wait_for_replica().await;
        database
    }

    /// Until the replica has the log and the accounts' rights on it.
    async fn wait_for_replica(&self) {
        let work = self.config.work.named(&self.config.primary.name);
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_mins(3) {
            if let Ok(mut connection) = work.options().connect().await
                && connection.execute("SELECT position FROM log_head").await.is_ok()
            {
                connection.close().await.unwrap();
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("the replica does not follow");
    }

    /// How software reaches it that waits for servers no longer than a shop's does.
    pub fn impatient(&self) -> Config {
        let mut config = self.config.clone();
        for database in [&mut config.primary, &mut config.read, &mut config.work] {
            database.patience = Patience::USUAL;
        }
        config
    }

    /// The log on the primary, as the servers' administrator.
    pub fn primary_as_admin(&self) -> Database {
        let admin = self.config.admin.clone().unwrap();
        Database { user: admin.user, password: admin.password, ..self.config.primary.clone() }
    }

    /// The read tables on the replica, as the servers' administrator.
    pub fn read_as_admin(&self) -> Database {
        let admin = self.config.admin.clone().unwrap();
        Database { user: admin.user, password: admin.password, ..self.config.read.clone() }
    }

    /// A connection to the log on the primary, as the servers' administrator.
    pub async fn admin(&self) -> MySqlConnection {
        self.primary_as_admin().options().connect().await.unwrap()
    }

    /// Every row of every projection's tables, as text, in a fixed order.
    pub async fn read_rows(read: &Database) -> Vec<String> {
        let mut connection = read.options().connect().await.unwrap();
        let mut rows = Vec::new();
        for table in Tables::all().flat_map(|tables| tables.rows().collect::<Vec<_>>()) {
            let sql = format!("SHOW COLUMNS FROM {table}");
            let shown = sqlx::query(&sql).fetch_all(&mut connection).await.unwrap();
            let (mut texts, mut keys): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
            for row in &shown {
                let (column, key): (String, String) = (row.get(0), row.get(3));
                texts.push(format!("IFNULL(CONVERT({column} USING utf8mb4), 'NULL')"));
                keys.extend((key == "PRI").then_some(column));
            }
            let sql = format!(
                "SELECT CONVERT(CONCAT_WS('|', '{table}', {}) USING utf8mb4) COLLATE \
                 utf8mb4_general_ci FROM {table} ORDER BY {}",
                texts.join(", "),
                keys.join(", ")
            );
            for row in sqlx::query(&sql).fetch_all(&mut connection).await.unwrap() {
                rows.push(row.get(0));
            }
        }
        rows
    }
}
