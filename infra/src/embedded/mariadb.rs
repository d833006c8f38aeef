//! MariaDB as a child process.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use sqlx::{ConnectOptions, Connection, Executor, MySqlConnection, Row};
use tokio::process::Child;

use super::data_dir::DataDir;
use super::install::temporary;
use super::process::{Program, find_program};
use super::{EmbeddedError, Size};
use crate::database::{Database, Patience};
use crate::migrations::recent_enough;

/// The account that administers the private servers.
pub const ADMIN: &str = "kharisma_admin";
const REPLICATION: &str = "kharisma_replication";
pub(super) const NOT_INSTALLED: EmbeddedError =
    EmbeddedError::NotInstalled { program: "mariadbd", package: "mariadb-server" };
const START: Duration = Duration::from_mins(2);

/// Which of the two servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Takes the log.
    Primary,
    /// Follows it, and holds the read tables.
    Replica,
}

impl Role {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Replica => "replica",
        }
    }
}

/// Refuses a MariaDB that is missing or too old, before anything is started.
pub(super) fn check_installed() -> Result<(), EmbeddedError> {
    let program = find_program("mariadbd").ok_or(NOT_INSTALLED)?;
    let said = Command::new(program).arg("--version").output().map_err(|_| NOT_INSTALLED)?;
    let said = String::from_utf8_lossy(&said.stdout);
    // "mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)"
    let version = said.split_whitespace().skip_while(|word| *word != "Ver").nth(1).unwrap_or("?");
    if recent_enough(version) {
        Ok(())
    } else {
        Err(EmbeddedError::MariaDbTooOld { found: version.to_owned() })
    }
}

/// The servers run as whoever runs us, root too: the folder is theirs, wherever it is, and a
/// server under another name could not even reach it below somebody's home.
pub(super) fn user() -> String {
    let user = nix::unistd::User::from_uid(nix::unistd::geteuid()).ok().flatten();
    user.map_or_else(|| nix::unistd::geteuid().to_string(), |user| user.name)
}

/// How to start the server of that role.
pub(super) fn program(dir: &DataDir, role: Role, size: Size) -> Result<Program, EmbeddedError> {
    let path = find_program("mariadbd").ok_or(NOT_INSTALLED)?;
    let name = role.name();
    let datadir = dir.path().join(name);
    let init = write_init_file(dir, role)?;
    let tmp = temporary(dir, name).map_err(|e| EmbeddedError::NotWritable {
        path: dir.path().to_owned(),
        reason: e.to_string(),
    })?;
    let mut arguments: Vec<String> = [
        "--no-defaults",
        "--skip-name-resolve",
        "--skip-ssl",
        "--performance-schema=OFF",
        "--bind-address=127.0.0.1",
        // Relative to the data folder: the path of a socket may not be longer than 107 bytes.
        "--socket=server.sock",
        "--character-set-server=utf8mb4",
        "--collation-server=utf8mb4_general_ci",
        "--innodb-buffer-pool-dump-at-shutdown=OFF",
        "--innodb-buffer-pool-load-at-startup=OFF",
        // A rebuild makes the indexes of lists at its end: sorted in memory, not merged on the disk.
        "--innodb-sort-buffer-size=16M",
        "--key-buffer-size=1M",
        "--aria-pagecache-buffer-size=1M",
        "--query-cache-type=0",
        "--max-connections=400",
        "--max-allowed-packet=16M",
        "--log-bin=binlog",
        "--binlog-format=ROW",
        "--binlog-annotate-row-events=OFF",
        "--binlog-expire-logs-seconds=604800",
        "--log-slave-updates=1",
        "--gtid-strict-mode=1",
        // Whoever promotes a server makes it writable; one that returns by itself accepts nothing.
        "--read-only=1",
    ]
    .map(str::to_owned)
    .to_vec();
    arguments.push(format!("--innodb-buffer-pool-size={}M", size.buffer_pool_mb));
    arguments.push(format!("--innodb-log-file-size={}M", size.redo_log_mb));
    arguments.push(format!("--user={}", user()));
    arguments.push(format!("--datadir={}", datadir.display()));
    arguments.push(format!("--pid-file={}", dir.run(&format!("{name}.mariadb.pid")).display()));
    arguments.push(format!("--log-error={}", dir.log(name).display()));
    arguments.push(format!("--init-file={}", init.display()));
    arguments.push(format!("--tmpdir={}", tmp.display()));
    arguments.push(format!("--port={}", port(dir, role)));
    arguments.extend(
        match role {
            Role::Primary => {
                vec!["--server-id=1", "--sync-binlog=1", "--innodb-flush-log-at-trx-commit=1"]
            }
            // A replica that loses its last second reads it again from the primary.
            Role::Replica => vec![
                "--server-id=2",
                "--gtid-domain-id=2",
                "--sync-binlog=0",
                "--innodb-flush-log-at-trx-commit=2",
                "--relay-log=relay",
                "--relay-log-recovery=1",
                "--slave-net-timeout=10",
                "--replicate-wild-ignore-table=kharisma_read.%",
            ],
        }
        .into_iter()
        .map(str::to_owned),
    );
    Ok(Program {
        server: name,
        path,
        arguments,
        input: None,
        log: dir.log(name),
        pid_file: dir.run(&format!("{name}.pid")),
    })
}

fn port(dir: &DataDir, role: Role) -> u16 {
    match role {
        Role::Primary => dir.ports().primary,
        Role::Replica => dir.ports().replica,
    }
}

/// The accounts every start makes sure of. Past the binlog: each server has its own.
fn write_init_file(dir: &DataDir, role: Role) -> Result<PathBuf, EmbeddedError> {
    let secrets = dir.secrets();
    let path = dir.run(&format!("{}.init.sql", role.name()));
    let sql = format!(
        "SET sql_log_bin = 0;\n\
         CREATE USER IF NOT EXISTS {ADMIN}@'127.0.0.1' IDENTIFIED BY '{admin}';\n\
         GRANT ALL ON *.* TO {ADMIN}@'127.0.0.1' WITH GRANT OPTION;\n\
         CREATE USER IF NOT EXISTS {REPLICATION}@'127.0.0.1' IDENTIFIED BY '{replication}';\n\
         GRANT REPLICATION SLAVE ON *.* TO {REPLICATION}@'127.0.0.1';\n\
         DROP USER IF EXISTS root@'127.0.0.1', root@'::1';\n\
         ALTER USER IF EXISTS root@localhost IDENTIFIED BY '{admin}';\n",
        admin = secrets.admin,
        replication = secrets.replication,
    );
    let written = fs::OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .mode(0o600)
        .open(&path)
        .and_then(|mut file| file.write_all(sql.as_bytes()));
    written.map_err(|e| EmbeddedError::NotWritable {
        path: dir.path().to_owned(),
        reason: e.to_string(),
    })?;
    Ok(path)
}

/// How the administrator reaches the server of that role.
pub(super) fn address(dir: &DataDir, role: Role, database: &str) -> Database {
    Database {
        host: "127.0.0.1".to_owned(),
        port: port(dir, role),
        user: ADMIN.to_owned(),
        password: dir.secrets().admin.clone(),
        name: database.to_owned(),
        patience: Patience::USUAL,
    }
}

/// Waits until the server answers.
pub(super) async fn ready(
    program: &Program,
    child: &mut Child,
    address: &Database,
) -> Result<MySqlConnection, EmbeddedError> {
    let begun = Instant::now();
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            return Err(program.failed(format!("did not start ({status})")));
        }
        // Most tries are refused at once, while the server is not listening yet.
        match address.server().connect().await {
            Ok(connection) => return Ok(connection),
            Err(error) if begun.elapsed() > START => {
                return Err(program.failed(format!("did not answer in time ({error})")));
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

/// Lets the primary take writes.
pub(super) async fn open_for_writing(mut primary: MySqlConnection) -> Result<(), EmbeddedError> {
    let refused = |source| EmbeddedError::Refused { server: "primary", source };
    primary.execute("SET GLOBAL read_only = 0").await.map_err(refused)?;
    primary.close().await.map_err(refused)
}

/// Lets the replica follow the primary, wherever that is now.
pub(super) async fn follow(
    mut replica: MySqlConnection,
    dir: &DataDir,
) -> Result<(), EmbeddedError> {
    let refused = |source| EmbeddedError::Refused { server: "replica", source };
    let primary = dir.ports().primary;
    let status = replica.fetch_optional("SHOW SLAVE STATUS").await.map_err(refused)?;
    let follows = match &status {
        Some(row) => row.try_get_unchecked::<u32, _>("Master_Port").map_err(refused)?,
        None => 0,
    };
    if status.is_none() {
        // It followed once, and was told to forget whom: `kharisma log promote` does that.
        let row = replica.fetch_one("SELECT @@gtid_slave_pos").await.map_err(refused)?;
        let followed: String = row.try_get(0).map_err(refused)?;
        if !followed.is_empty() {
            return Err(EmbeddedError::Promoted { path: dir.path().to_owned() });
        }
    }
    if follows != u32::from(primary) {
        let sql = format!(
            "CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = {primary}, \
             MASTER_USER = '{REPLICATION}', MASTER_PASSWORD = '{}', MASTER_CONNECT_RETRY = 1, \
             MASTER_USE_GTID = slave_pos",
            dir.secrets().replication
        );
        replica.execute("STOP SLAVE").await.map_err(refused)?;
        replica.execute(sql.as_str()).await.map_err(refused)?;
    }
    replica.execute("START SLAVE").await.map_err(refused)?;
    replica.close().await.map_err(refused)
}

/// Waits until the replica has everything the primary has now, `within` that time.
pub(super) async fn in_step(dir: &DataDir, within: Duration) -> Result<bool, EmbeddedError> {
    let refused = |server| move |source| EmbeddedError::Refused { server, source };
    let mut primary =
        address(dir, Role::Primary, "").server().connect().await.map_err(refused("primary"))?;
    let row = primary.fetch_one("SELECT @@gtid_binlog_pos").await.map_err(refused("primary"))?;
    let position: String = row.try_get(0).map_err(refused("primary"))?;
    primary.close().await.map_err(refused("primary"))?;
    let mut replica =
        address(dir, Role::Replica, "").server().connect().await.map_err(refused("replica"))?;
    let row = sqlx::query("SELECT CAST(MASTER_GTID_WAIT(?, ?) AS SIGNED)")
        .bind(position)
        .bind(i64::try_from(within.as_secs()).unwrap_or(i64::MAX))
        .fetch_one(&mut replica)
        .await
        .map_err(refused("replica"))?;
    let waited: i64 = row.try_get(0).map_err(refused("replica"))?;
    replica.close().await.map_err(refused("replica"))?;
    Ok(waited == 0)
}
