//! `kharisma up`

pub(crate) mod env;
mod report;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use api::{Metrics, Till};
use chrono::{SubsecRound, Utc};
use commands::demo;
use infra::config::Config;
use infra::embedded::{DataDir, Servers};
use infra::redis::Redis;
use projections::{ReadDb, Workers};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::invoices::keep_writing;
use crate::serve::{LOG_LOST, Server, listen, open};
use crate::stop::Stop;
use crate::subscriptions::keep_looking;
use report::{Login, Report};

pub(crate) const EXAMPLE: &str = "\
Everything is kept in one folder and survives a restart. Ctrl-C stops it all.\n\n\
Examples:\n  kharisma up\n  kharisma up --port 0 --data /tmp/try --json\n  kharisma up --reset";

/// How long the read models may take to catch up before the shop opens without them.
const CATCH_UP: Duration = Duration::from_secs(3);
/// How long the replica may take to follow the first start's migrations.
const IN_STEP: Duration = Duration::from_mins(1);

#[derive(clap::Args)]
#[allow(clippy::struct_excessive_bools)] // flags of a command line
pub(crate) struct Up {
    /// The folder to keep everything in
    #[arg(long, default_value = ".kharisma")]
    data: PathBuf,
    /// TCP port of the API; 0 chooses a free one [default: API_PORT or 8000]
    #[arg(long)]
    port: Option<u16>,
    /// Empty the folder first
    #[arg(long)]
    reset: bool,
    /// Leave out the demonstration's orders (logins, employees and prices are there all the same)
    #[arg(long)]
    no_seed: bool,
    /// Start the servers only, for those who run `serve` and `work` beside them
    #[arg(long)]
    servers_only: bool,
    /// Print one line of JSON when everything serves, instead of words
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(up: Up, mut variables: BTreeMap<String, String>) -> anyhow::Result<()> {
    let begun = Instant::now();
    let mut stop = Stop::listen()?;
    // The port first: nothing has been touched yet if it is taken.
    let listener = if up.servers_only { None } else { Some(api_listener(&up, &variables).await?) };
    let dir = DataDir::open(&up.data, up.reset).await?;
    let mut servers = Servers::start(dir).await?;
    variables.extend(env::of(&servers));
    let opened = Box::pin(open_shop(&up, &variables, &servers, listener)).await;
    let shop = match opened {
        Ok(shop) => shop,
        Err(error) => {
            servers.stop().await;
            return Err(error);
        }
    };
    let report = Report {
        address: shop.as_ref().map(|shop| shop.server.address),
        logins: shop.as_ref().map(|shop| shop.logins.clone()).unwrap_or_default(),
        took: begun.elapsed(),
    };
    report.print(&servers, up.json)?;
    let log_lost = async {
        match &shop {
            Some(shop) => shop.server.log_lost().await,
            None => std::future::pending().await,
        }
    };
    let lost = tokio::select! {
        () = stop.asked() => None,
        error = servers.lost() => Some(anyhow::Error::from(error)),
        () = log_lost => Some(anyhow::anyhow!("{LOG_LOST}")),
    };
    tracing::info!("stopping");
    if let Some(shop) = shop {
        shop.clerks.iter().for_each(JoinHandle::abort);
        shop.server.stop().await;
        shop.workers.stop().await;
    }
    servers.stop().await;
    lost.map_or(Ok(()), Err)
}

async fn api_listener(
    up: &Up,
    variables: &BTreeMap<String, String>,
) -> anyhow::Result<TcpListener> {
    let host = variables.get("API_HOST").map_or("127.0.0.1", String::as_str);
    let configured = variables.get("API_PORT").and_then(|port| port.parse().ok());
    listen(host, up.port.or(configured).unwrap_or(8000)).await
}

/// The API and the workers, in this process.
struct Shop {
    server: Server,
    workers: Workers,
    clerks: [JoinHandle<()>; 2],
    logins: Vec<Login>,
}

async fn open_shop(
    up: &Up,
    variables: &BTreeMap<String, String>,
    servers: &Servers,
    listener: Option<TcpListener>,
) -> anyhow::Result<Option<Shop>> {
    let config = Config::from(variables)?;
    let admin = env::admin(servers);
    crate::migrate::both(&config, &admin).await?;
    if !servers.in_step(IN_STEP).await? {
        anyhow::bail!("the replica does not follow the primary: its log says why");
    }
    let Some(listener) = listener else { return Ok(None) };
    let (till, appender) = open(&config, &Metrics::start()?).await?;
    // The past first: the workers read it in large bites, then, and do not follow it step by step.
    let logins = seed(up, &till, servers).await?;
    let workers = Workers::start(&config, Redis::open(&config.redis_url)?).await?;
    wait_for_read_models(&config, till.desk().log.head().await?).await;
    let server = Server::start(till, appender, listener)?;
    let redis = Redis::open(&config.redis_url)?;
    let clerks = [keep_looking(&config, redis.clone()), keep_writing(&config, redis)];
    Ok(Some(Shop { server, workers, clerks, logins }))
}

/// Whoever is told that the shop is open finds in it what was sold. A read model that does not come
/// is `/health`'s to tell of: the till sells without it.
async fn wait_for_read_models(config: &Config, head: i64) {
    let read_db = ReadDb::open(&config.read, 1, config.personal_keys());
    let deadline = Instant::now() + CATCH_UP;
    while Instant::now() < deadline {
        let there = read_db.positions().await;
        if there.is_ok_and(|all| all.iter().all(|stands| stands.position >= head)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Opens the demonstration shop, through real commands.
async fn seed(up: &Up, till: &Till, servers: &Servers) -> anyhow::Result<Vec<Login>> {
    let now = Utc::now().trunc_subsecs(6);
    let opening = demo::opening(till.desk(), now).await?;
    let missing = demo::missing_logins(till.desk()).await?;
    let mut logins = Vec::new();
    for (role, username, _) in demo::LOGINS {
        let password = servers.dir().login_password(username);
        if let (true, Some(id)) = (missing.contains(&username), demo::login_id(username)) {
            till.credentials().set(id, username, &password).await?;
        }
        logins.push(Login { username, password, role: role.name() });
    }
    demo::open_shop(till.desk(), opening).await?;
    if !up.no_seed {
        demo::days_before(till.desk(), opening, opening + demo::PAST).await?;
        demo::open_drawer(till.desk(), now).await?;
    }
    Ok(logins)
}
