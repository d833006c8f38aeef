//! A shop whose API runs, with workers that are started when a test wants them, and the operator's
//! commands.

use std::future::Future;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};
use sqlx::{ConnectOptions, Executor, MySqlConnection, Row};
use test_shop::{Http, TestDatabase};
use tokio::process::{Child, Command};

use crate::till::{PASSWORD, free_port, open_shop, serve, start, url};

pub(crate) struct Shop {
    pub(crate) database: TestDatabase,
    pub(crate) kasir: Http,
    _serve: Child,
}

/// What an operator's command said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "{self:?}");
        serde_json::from_str(&self.out).unwrap()
    }

    /// What it printed, after checking that it went well.
    #[track_caller]
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.out
    }

    /// The one sentence it refused with.
    #[track_caller]
    pub(crate) fn refused(&self) -> &str {
        assert_eq!(self.code, 1, "{self:?}");
        // Before it, progress may have been told.
        let sentence = self.err.lines().next_back().unwrap_or_default();
        assert!(sentence.starts_with("kharisma: "), "{self:?}");
        sentence
    }
}

/// A `kharisma work`. Killed when dropped.
pub(crate) struct Worker(Child);

impl Worker {
    pub(crate) fn pid(&self) -> u32 {
        self.0.id().unwrap()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(i32::try_from(self.pid()).unwrap()), signal).unwrap();
    }

    pub(crate) async fn kill(mut self) {
        self.0.kill().await.unwrap();
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) async fn stop(mut self) {
        self.signal(Signal::SIGTERM);
        assert!(self.0.wait().await.unwrap().success());
    }
}

/// Waits for a condition.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, holds: impl Fn() -> F) {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < Duration::from_mins(3), "{what}: it never came");
        tokio::time::sleep(Duration::from_millis(20)).await; // until the condition holds
    }
}

impl Shop {
    pub(crate) async fn open() -> Self {
        Self::on(TestDatabase::create().await).await
    }

    pub(crate) async fn on(database: TestDatabase) -> Self {
        Box::pin(open_shop(&database)).await;
        let port = free_port();
        let serve = serve(&database.variables, port).await;
        let kasir = Http::new(url(port)).sign_in("kasir", PASSWORD).await;
        Self { database, kasir, _serve: serve }
    }

    pub(crate) fn worker(&self) -> Worker {
        self.worker_of(&[])
    }

    pub(crate) fn worker_of(&self, arguments: &[&str]) -> Worker {
        Worker(start(&self.database.variables, &[&["work"], arguments].concat()))
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kharisma"));
        command.arg("projections").args(arguments).envs(&self.database.variables);
        command.env("LOG_LEVEL", "off").kill_on_drop(true);
        command
    }

    /// `kharisma projections …`
    pub(crate) async fn operator(&self, arguments: &[&str]) -> Said {
        let output = self.command(arguments).output().await.unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Said {
            code: output.status.code().unwrap(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// How a projection stands, as `list` says.
    pub(crate) async fn standing(&self, name: &str) -> Value {
        let said = self.operator(&["list", "--json"]).await.json();
        let all = said.as_array().unwrap();
        all.iter().find(|line| line["name"] == name).unwrap().clone()
    }

    /// How a projection is, as `/health` says.
    pub(crate) async fn health(&self, name: &str) -> Value {
        let begun = Instant::now();
        loop {
            let body = self.kasir.get("/health").await.body;
            let all = body["projections"].as_array().unwrap();
            let line = all.iter().find(|line| line["name"] == name).unwrap();
            if line["position"].is_i64() {
                return line.clone();
            }
            assert!(begun.elapsed() < Duration::from_mins(1), "{name} is not known: {body}");
        }
    }

    /// The last position of the log on the primary.
    pub(crate) async fn head(&self) -> i64 {
        let admin: &mut MySqlConnection = &mut self.database.admin().await;
        admin.fetch_one("SELECT position FROM log_head").await.unwrap().get(0)
    }

    /// Waits until everything that is in the log is in every projection.
    pub(crate) async fn in_step(&self) {
        let head = self.head().await;
        until("every projection at the log's end", || async {
            let body = self.kasir.get("/health").await.body;
            let all = body["projections"].as_array().unwrap();
            all.iter().all(|projection| projection["position"].as_i64() >= Some(head))
        })
        .await;
    }

    /// After everything is in, nothing differs from what the log makes.
    pub(crate) async fn is_exact(&self) {
        self.in_step().await;
        let said = self.operator(&["verify", "--all", "--json"]).await;
        assert_eq!(said.code, 0, "{said:?}");
        let lines = said.json();
        assert_eq!(lines.as_array().unwrap().len(), projections::runtime::ALL.len());
        let mut rows = 0;
        for line in lines.as_array().unwrap() {
            assert_eq!(line["differences"]["count"], 0, "{line}");
            rows += line["differences"]["rows"].as_i64().unwrap();
        }
        assert!(rows > 20, "there was something to compare");
    }

    /// The read tables on the replica, as the servers' administrator, past the binlog.
    pub(crate) async fn tables(&self) -> MySqlConnection {
        let mut tables = self.database.read_as_admin().options().connect().await.unwrap();
        tables.execute("SET sql_log_bin = 0").await.unwrap();
        tables
    }

    /// Does something to the read tables behind everybody's back.
    pub(crate) async fn intrude(&self, sql: &str) {
        self.tables().await.execute(sql).await.unwrap();
    }

    /// Cuts every session with the read tables but its own.
    pub(crate) async fn cut_sessions(&self) {
        let mut server = self.tables().await;
        let sql = "SELECT CAST(id AS SIGNED) FROM information_schema.processlist
                   WHERE db = DATABASE() AND id <> CONNECTION_ID()";
        for session in server.fetch_all(sql).await.unwrap() {
            let sql = format!("KILL CONNECTION {}", session.get::<i64, _>(0));
            let _ = server.execute(sql.as_str()).await; // it may be gone
        }
    }

    /// Cuts every session with the read tables but its own and that one.
    pub(crate) async fn cut_sessions_but(&self, kept: &mut MySqlConnection) {
        let kept: i64 =
            kept.fetch_one("SELECT CAST(CONNECTION_ID() AS SIGNED)").await.unwrap().get(0);
        let mut server = self.tables().await;
        let sql = "SELECT CAST(id AS SIGNED) FROM information_schema.processlist
                   WHERE db = DATABASE() AND id <> CONNECTION_ID()";
        for session in server.fetch_all(sql).await.unwrap() {
            let session: i64 = session.get(0);
            if session != kept {
                let _ = server.execute(format!("KILL CONNECTION {session}").as_str()).await;
            }
        }
    }

    /// A number out of the read tables.
    pub(crate) async fn ask(&self, sql: &str) -> i64 {
        self.tables().await.fetch_one(sql).await.unwrap().get(0)
    }

    /// Places a wash; its id.
    pub(crate) async fn place(&self) -> i64 {
        crate::till::place(&self.kasir, "a wash").await.unwrap()
    }

    /// Starts or completes it.
    pub(crate) async fn tell(&self, order: i64, verb: &str) {
        let path = format!("/api/v1/car-wash/orders/{order}/{verb}");
        self.kasir.patch(&path, json!({})).await.expect(200);
    }
}
