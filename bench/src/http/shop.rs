//! The shop that is measured: opened as the demonstration is, with people of its own, and served and
//! worked by processes of their own, as in a real one.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use chrono::Utc;
use commands::user::{NewLogin, register};
use commands::{Call, CommandError, Desk, demo};
use domain::user::Role;
use domain::values::{EmailAddress, PersonName, UserId, Username, ValueError};
use hyper::Method;
use infra::config::{Account, Config};
use infra::credentials::Credentials;
use infra::event_log::{EventLog, IdBlocks};
use infra::keyed_hash::KeyedHash;
use infra::migrations::{migrate_log, migrate_read};
use sqlx::MySqlPool;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::client::Client;
use crate::BenchError;

/// Of everybody in this shop.
pub(super) const PASSWORD: &str = "Kata-sandi-uji-1!";
/// How long the shop may take to open.
const PATIENCE: Duration = Duration::from_mins(1);

/// How to start `serve` and `work`.
#[derive(Debug, Clone)]
pub struct Program {
    /// The binary.
    pub program: PathBuf,
    /// What it is told of the servers.
    pub variables: BTreeMap<String, String>,
}

/// A shop that is open until this is dropped.
#[derive(Debug)]
pub(super) struct Shop {
    pub(super) url: String,
    _processes: [Child; 2],
}

/// The name of one of those who sign in.
pub(super) fn username(n: u32) -> String {
    format!("uji{n:04}")
}

/// From where they do, as a proxy of ours says.
pub(super) fn address(n: u32) -> String {
    format!("10.77.{}.{}", n / 250, n % 250 + 1)
}

impl Shop {
    /// Opens it, with so many logins besides the demonstration's.
    pub(super) async fn open(
        logins: u32,
        (config, admin): (&Config, &Account),
        program: &Program,
    ) -> Result<Self, BenchError> {
        migrate_log(config, admin).await?;
        migrate_read(config, admin).await?;
        wait_for(&config.work.named(&config.primary.name).pool(1)).await?;
        people(logins, config).await?;
        let mut serve = start(program, &["serve", "--port", "0"], Stdio::piped())?;
        let said = serve.stdout.take().ok_or(BenchError::Nothing("serve cannot be heard"))?;
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line).await?;
        let silent = || BenchError::Served("serve ended without a word".to_owned());
        let url = line.trim().strip_prefix("serving on ").ok_or_else(silent)?.to_owned();
        let work = start(program, &["work"], Stdio::null())?;
        let shop = Self { url, _processes: [serve, work] };
        shop.ready().await?;
        Ok(shop)
    }

    /// Somebody who works at the counter.
    pub(super) async fn kasir(&self) -> Result<Client, BenchError> {
        Client::new(&self.url, "10.78.0.1".to_owned()).sign_in("kasir", PASSWORD).await
    }

    /// Until what is asked in the benchmark is answered.
    async fn ready(&self) -> Result<(), BenchError> {
        let (kasir, begun) = (self.kasir().await?, Instant::now());
        loop {
            let (status, text) = kasir.send(Method::GET, "/api/v1/queue", None).await?;
            if status == 200 {
                return Ok(());
            }
            if begun.elapsed() > PATIENCE {
                return Err(BenchError::Served(format!("the queue is not there: {text}")));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Requests are counted as in a real shop, and so many may come; a proxy says from where.
fn start(program: &Program, arguments: &[&str], stdout: Stdio) -> Result<Child, BenchError> {
    let mut command = Command::new(&program.program);
    command.args(arguments).envs(&program.variables);
    command.env("LOG_LEVEL", "error").env("TRUSTED_PROXIES", "127.0.0.1");
    command.env("RATE_LIMIT_ENABLED", "true");
    for limit in ["READS", "WRITES", "STRANGERS"] {
        command.env(format!("RATE_LIMIT_{limit}"), "1000000");
    }
    Ok(command.stdout(stdout).kill_on_drop(true).spawn()?)
}

async fn people(logins: u32, config: &Config) -> Result<(), BenchError> {
    let pool = config.primary.pool(4);
    let hash = KeyedHash::new(&config.hash_secret);
    let (log, _) = EventLog::open(
        config.primary.options(),
        pool.clone(),
        hash.clone(),
        config.personal_keys(),
    )
    .await?;
    let desk = Desk { ids: IdBlocks::new(pool.clone()), log };
    let credentials = Credentials::open(pool, hash, config.access).await?;
    for (_, username, _) in demo::LOGINS {
        if let Some(id) = demo::login_id(username) {
            credentials.set(id, username, PASSWORD).await?;
        }
    }
    let failed = |error: &dyn std::error::Error| BenchError::Served(error.to_string());
    demo::open_shop(&desk, Utc::now()).await.map_err(|error| failed(&error))?;
    let admin = by_admin().map_err(|error| failed(&error))?;
    for n in 0..logins {
        let login = login(n).map_err(|error| failed(&error))?;
        let user = register(&desk, &admin, &login).await;
        let user = user.map_err(|error: CommandError| failed(&error))?;
        let user = UserId::new(user.id).map_err(|error| failed(&error))?;
        credentials.set(user, login.username.as_str(), PASSWORD).await?;
    }
    Ok(())
}

fn login(n: u32) -> Result<NewLogin, ValueError> {
    let username = username(n);
    Ok(NewLogin {
        user_id: None,
        username: Username::parse(&username)?,
        full_name: PersonName::parse("Uji Beban")?,
        email: EmailAddress::parse(&format!("{username}@kharisma.example"))?,
        role: Role::Viewer,
        employee_id: None,
        temporary_password: false,
    })
}

fn by_admin() -> Result<Call, ValueError> {
    Ok(Call {
        user_id: UserId::new(1)?, // the first login of the demonstration
        at: Utc::now(),
        request_id: "benchmark".to_owned(),
        till_id: None,
        client_ip: None,
        key: None,
        approval: None,
    })
}

async fn wait_for(log: &MySqlPool) -> Result<(), BenchError> {
    let begun = Instant::now();
    while sqlx::query("SELECT position FROM log_head").fetch_one(log).await.is_err() {
        if begun.elapsed() > PATIENCE {
            return Err(BenchError::Nothing("the replica does not follow"));
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}
