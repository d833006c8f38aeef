//! A log of a shop's first morning, the binary to look at it with, and the means to spoil it.

use std::process::{Command, Output};

use api::{Metrics, Till};
use commands::demo;
use infra::redis::Redis;
use serde_json::Value;
use sqlx::{Executor, MySqlConnection, Row};
use test_shop::TestDatabase;

pub(crate) struct Log {
    pub(crate) database: TestDatabase,
}

impl Log {
    /// Some sixty events, appended by real commands.
    pub(crate) async fn of_a_morning() -> Self {
        let database = TestDatabase::create().await;
        let redis = Redis::open(&database.config.redis_url).unwrap();
        let metrics = Metrics::start().unwrap();
        let (till, appender) = Till::open(&database.config, redis, metrics).await.unwrap();
        let opening = "2026-11-22T03:00:00Z".parse().unwrap();
        demo::open_shop(till.desk(), opening).await.unwrap();
        let nine = "2026-11-23T02:00:00Z".parse().unwrap(); // on the clocks of the shop
        demo::days_before(till.desk(), opening, nine).await.unwrap();
        drop(till);
        appender.await.unwrap();
        Self { database }
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kharisma"));
        command.arg("events").args(arguments).envs(&self.database.variables);
        command.env_remove("LOG_LEVEL").env_remove("LOG_FORMAT");
        command
    }

    /// `kharisma events …`
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        Said::from(self.command(arguments).output().unwrap())
    }

    /// As the administrator of the primary, who can do anything.
    pub(crate) async fn intrude(&self, statements: &[&str]) {
        let mut admin = self.database.admin().await;
        admin.execute("DROP TRIGGER IF EXISTS events_are_never_changed").await.unwrap();
        admin.execute("DROP TRIGGER IF EXISTS events_are_never_deleted").await.unwrap();
        for sql in statements {
            admin.execute(*sql).await.unwrap();
        }
    }

    /// The position of the last event.
    pub(crate) async fn head(&self) -> i64 {
        let admin: &mut MySqlConnection = &mut self.database.admin().await;
        admin.fetch_one("SELECT position FROM log_head").await.unwrap().get(0)
    }
}

/// What the binary said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Said {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "{self:?}");
        serde_json::from_str(&self.out).unwrap()
    }

    /// The position and the reason of the first bad event, after checking that it failed.
    #[track_caller]
    pub(crate) fn first_bad(&self) -> (i64, String) {
        assert_eq!(self.code, 1, "{self:?}");
        let json = self.json();
        assert_eq!(json["ok"], false);
        let bad = &json["firstBad"];
        (bad["position"].as_i64().unwrap(), bad["reason"].as_str().unwrap().to_owned())
    }
}
