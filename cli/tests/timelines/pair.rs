//! A primary and its replica, of a test's own.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use infra::config::Config;
use infra::database::Database;
use infra::personal::PersonalKeys;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use sqlx::{ConnectOptions, Connection, Executor, MySqlConnection, Row};

const READ_PATIENCE: &str = "DB_READ_PATIENCE";

pub(crate) struct Pair {
    pub(crate) folder: PathBuf,
    /// How processes join, with the log on the primary.
    pub(crate) variables: BTreeMap<String, String>,
    report: Value,
    up: Child,
}

#[derive(Clone, Copy)]
pub(crate) enum Role {
    Primary,
    Replica,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Replica => "replica",
        }
    }
}

impl Pair {
    pub(crate) fn start() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("kharisma-timelines-{}-{count}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let mut up = up(&folder).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(up.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let report: Value = serde_json::from_str(&line).unwrap();
        let mut variables: BTreeMap<String, String> =
            serde_json::from_value(report["env"].clone()).unwrap();
        // What is slow is not away: others use the machine, too.
        variables.insert(READ_PATIENCE.to_owned(), "15".to_owned());
        Self { folder, variables, report, up }
    }

    /// Redis.
    pub(crate) fn signal_redis(&self, signal: Signal) {
        kill(self.pid("redis"), signal).unwrap();
    }

    pub(crate) fn port(&self, role: Role) -> u16 {
        u16::try_from(self.report[role.name()]["port"].as_u64().unwrap()).unwrap()
    }

    pub(crate) fn address(&self, role: Role) -> String {
        format!("127.0.0.1:{}", self.port(role))
    }

    /// How processes join that wait for servers no longer than a shop's do.
    pub(crate) fn impatient(&self) -> BTreeMap<String, String> {
        let mut variables = self.variables.clone();
        variables.remove(READ_PATIENCE);
        variables
    }

    /// How processes join, with the log behind that port.
    pub(crate) fn variables_at(&self, port: u16) -> BTreeMap<String, String> {
        let mut variables = self.variables.clone();
        variables.insert("DB_PORT".to_owned(), port.to_string());
        variables
    }

    /// The keys of what events say about people.
    pub(crate) fn keys(&self) -> PersonalKeys {
        Config::from(&self.variables).unwrap().personal_keys()
    }

    /// The log on that server, as the API's account.
    pub(crate) fn log(&self, role: Role) -> Database {
        Config::from(&self.variables_at(self.port(role))).unwrap().primary
    }

    /// That server, as its administrator.
    pub(crate) async fn admin(&self, role: Role) -> MySqlConnection {
        let account = Config::from(&self.variables).unwrap().admin.unwrap();
        let log = self.log(role);
        let admin = Database { user: account.user, password: account.password, ..log };
        admin.options().connect().await.unwrap()
    }

    pub(crate) async fn execute(&self, role: Role, sql: &str) {
        let mut connection = self.admin(role).await;
        connection.execute(sql).await.unwrap();
        connection.close().await.unwrap();
    }

    /// One value, as text.
    pub(crate) async fn ask(&self, role: Role, sql: &str) -> String {
        let mut connection = self.admin(role).await;
        let sql = format!("SELECT ({sql})");
        let row = connection.fetch_one(sql.as_str()).await.unwrap();
        connection.close().await.unwrap();
        row.try_get_unchecked(0).unwrap()
    }

    /// A field of replication's state on the replica; empty where it follows nobody.
    pub(crate) async fn replication(&self, field: &str) -> String {
        let mut connection = self.admin(Role::Replica).await;
        let row = connection.fetch_optional("SHOW ALL SLAVES STATUS").await.unwrap();
        connection.close().await.unwrap();
        row.map_or_else(String::new, |row| row.try_get_unchecked(field).unwrap())
    }

    /// Waits until a field of replication on the replica says what the primary's binlog does.
    pub(crate) async fn until_has_all(&self, field: &str) {
        let all = self.ask(Role::Primary, "@@gtid_binlog_pos").await;
        self.until(field, |position| position == all).await;
    }

    /// Waits until a field of replication on the replica is as it should.
    pub(crate) async fn until(&self, field: &str, is_so: impl Fn(&str) -> bool) {
        let begun = Instant::now();
        loop {
            let found = self.replication(field).await;
            if is_so(&found) {
                return;
            }
            assert!(begun.elapsed() < Duration::from_mins(2), "{field} remains {found}");
            tokio::time::sleep(Duration::from_millis(5)).await; // until the condition holds
        }
    }

    /// Nobody starts a server again from now on: its keeper is killed.
    pub(crate) fn leave_alone(&mut self) {
        self.up.kill().unwrap();
        self.up.wait().unwrap();
    }

    /// Whoever starts a server again that ended is stopped, or goes on.
    pub(crate) fn signal_keeper(&self, signal: Signal) {
        kill(Pid::from_raw(i32::try_from(self.up.id()).unwrap()), signal).unwrap();
    }

    pub(crate) fn signal(&self, role: Role, signal: Signal) {
        kill(self.pid(role.name()), signal).unwrap();
    }

    /// Kills a server that nobody starts again.
    pub(crate) fn kill(&self, role: Role) {
        self.signal(role, Signal::SIGKILL);
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", self.port(role))).is_ok() {
            assert!(begun.elapsed() < Duration::from_mins(1), "it does not die");
            std::thread::sleep(Duration::from_millis(5)); // until the condition holds
        }
    }

    /// Tries `kharisma up` on the folder again, which is to be refused.
    pub(crate) fn start_again(&self) -> Output {
        let mut up = up(&self.folder).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(up.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        if !line.is_empty() {
            kill(Pid::from_raw(i32::try_from(up.id()).unwrap()), Signal::SIGTERM).unwrap();
        }
        let output = up.wait_with_output().unwrap();
        assert_eq!(line, "", "it started");
        output
    }

    fn pid(&self, name: &str) -> Pid {
        Pid::from_raw(i32::try_from(self.report["pids"][name].as_i64().unwrap()).unwrap())
    }

    /// `kharisma log promote` on the replica.
    pub(crate) fn promote(&self, arguments: &[&str]) -> Output {
        self.promoting(Role::Replica, arguments).output().unwrap()
    }

    pub(crate) fn promoting(&self, role: Role, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kharisma"));
        command
            .args(["log", "promote"])
            .args(arguments)
            .envs(self.variables_at(self.port(role)))
            .env("LOG_LEVEL", "warn")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

fn up(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kharisma"));
    command.args(["up", "--servers-only", "--json", "--data"]).arg(folder);
    command.env("LOG_LEVEL", "off").stdout(Stdio::piped());
    command
}

impl Drop for Pair {
    fn drop(&mut self) {
        let _ = self.up.kill(); // it may be gone already, as may each of them
        let _ = self.up.wait();
        // Those that were started again, too, which have other pids than at first.
        let processes = std::fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok);
        for process in processes {
            let cwd = std::fs::read_link(process.path().join("cwd"));
            if let Ok(pid) = process.file_name().to_string_lossy().parse()
                && cwd.is_ok_and(|cwd| cwd.starts_with(&self.folder))
            {
                let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
            }
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// What it printed with `--json`, after checking that it went well.
#[track_caller]
pub(crate) fn done(output: &Output) -> Value {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The one sentence it refused with.
#[track_caller]
pub(crate) fn refused(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(output.stdout.is_empty());
    assert!(said.starts_with("kharisma: ") && said.lines().count() == 1, "{said}");
    said
}
