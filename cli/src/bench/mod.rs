//! `kharisma bench`: on private servers of its own, in a folder that is gone afterwards.

mod http;

use std::collections::BTreeMap;
use std::io::{stdin, stdout};
use std::os::fd::AsFd;
use std::path::{Path as Folder, PathBuf};

use anyhow::{Context, ensure};
use bench::append::{Aggregates, Path, Plan, WorkerProgram, measure, work};
use bench::machine::Machine;
use bench::report::Report;
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use infra::config::{Account, Config};
use infra::database::Database;
use infra::embedded::{DataDir, Fleet, ServerRole, Servers, Size, random_password};
use tokio::io::BufReader;
use tokio::net::unix::pipe;

use crate::stop::Stop;
use crate::up::env;

pub(crate) const EXAMPLE: &str = "\
Examples:\n  cargo run --release -p cli -- bench append\n  cargo run --release -p cli -- bench rules";

const APPEND_EXAMPLE: &str = "\
Each path is measured in processes and in a database of its own, on a private MariaDB that is\n\
removed afterwards; after each measurement what was acknowledged is compared with what is there.\n\n\
Examples:\n  \
  cargo run --release -p cli -- bench append\n  \
  kharisma bench append --json > append.json\n  \
  kharisma bench append --only ours,stock --concurrency 128 --processes 1 --seconds 20";

const REPLAY_EXAMPLE: &str = "\
The log is made of orders that a shop really had, over and over under other ids.\n\n\
Examples:\n  \
  cargo run --release -p cli -- bench replay\n  \
  kharisma bench replay --events 100000,1000000,10000000 --json";

#[derive(Subcommand)]
pub(crate) enum Bench {
    /// Commands a second on the log, beside what people would pick instead
    #[command(after_help = APPEND_EXAMPLE)]
    Append(Append),
    /// Commands a second the rules decide in memory, on one thread, with every sum looked at
    Rules(Rules),
    /// Events a second from the log into read tables, beside what people would pick instead
    #[command(after_help = REPLAY_EXAMPLE)]
    Replay(Replay),
    /// How long after its commit an event is seen in a read model, beside replication itself
    Freshness(Freshness),
    /// What a till's requests take over HTTP, and while 50 people sign in at once
    #[command(after_help = http::EXAMPLE)]
    Http(http::Http),
    /// Milliseconds a password hash takes, for candidates of memory and passes
    Passwords(Passwords),
    /// How long a page of each list takes in a shop of a million orders
    Queries(Queries),
    /// A process that appends, started by the above
    #[command(hide = true)]
    Worker,
}

#[derive(Args)]
pub(crate) struct Append {
    /// Seconds each measurement takes
    #[arg(long, default_value_t = 8.0)]
    seconds: f64,
    /// Seconds before each that do not count
    #[arg(long, default_value_t = 2.0)]
    warm_up: f64,
    /// How many commands are under way at once
    #[arg(long, value_delimiter = ',', default_values_t = [1, 8, 32, 128])]
    concurrency: Vec<u32>,
    /// Which paths
    #[arg(long, value_delimiter = ',', value_parser = PossibleValuesParser::new(Path::ALL.map(Path::name)), default_values = Path::ALL.map(Path::name))]
    only: Vec<String>,
    /// In how many processes: 1, and others that share the largest concurrency
    #[arg(long, value_delimiter = ',', default_values_t = [1, 3])]
    processes: Vec<u32>,
    /// What several processes work on: each its own aggregates, or all the same
    #[arg(long, value_delimiter = ',', value_parser = PossibleValuesParser::new(Aggregates::ALL.map(Aggregates::name)), default_values = Aggregates::ALL.map(Aggregates::name))]
    aggregates: Vec<String>,
    /// Aggregates that a measurement chooses from at random
    #[arg(long, default_value_t = 20_000)]
    hot: u64,
    /// Do everything so often; the figures are those of all together
    #[arg(long, default_value_t = 1)]
    repeat: u32,
    /// Let a replica follow on the same machine
    #[arg(long)]
    replica: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Make the servers' folder in this one, to measure its disk [default: the temporary folder]
    #[arg(long)]
    data: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Replay {
    /// Logs of how many events
    #[arg(long, value_delimiter = ',', default_values_t = [100_000, 1_000_000])]
    events: Vec<u64>,
    /// How many of them the stock path takes in
    #[arg(long, default_value_t = 20_000)]
    stock_events: u64,
    /// Rebuild every projection by itself, too
    #[arg(long)]
    each: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Make the servers' folder in this one, to measure its disk [default: the temporary folder]
    #[arg(long)]
    data: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Freshness {
    /// Commands a second
    #[arg(long, default_value_t = 200.0)]
    commands: f64,
    /// Seconds
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Make the servers' folder in this one, to measure its disk [default: the temporary folder]
    #[arg(long)]
    data: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Queries {
    /// Orders of the shop
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1000..))]
    orders: u64,
    /// How often each page that is not filtered is read
    #[arg(long, default_value_t = 200)]
    rounds: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Make the servers' folder in this one, to measure its disk [default: the temporary folder]
    #[arg(long)]
    data: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Rules {
    /// Seconds of deciding
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(crate) struct Passwords {
    /// Hashes of each
    #[arg(long, default_value_t = 9)]
    times: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(bench: Bench, variables: &BTreeMap<String, String>) -> anyhow::Result<()> {
    match bench {
        Bench::Append(append) => {
            optimised("append")?;
            self::append(append).await
        }
        Bench::Rules(Rules { seconds, json }) => {
            optimised("rules")?;
            let decided = bench::rules::measure(seconds)?;
            if json {
                println!("{}", serde_json::to_string(&decided)?);
            } else {
                print!("{decided}");
            }
            Ok(())
        }
        Bench::Replay(asked) => {
            optimised("replay")?;
            replay(asked).await
        }
        Bench::Freshness(asked) => {
            optimised("freshness")?;
            freshness(asked).await
        }
        Bench::Http(asked) => {
            optimised("http")?;
            http::run(asked, variables).await
        }
        Bench::Passwords(Passwords { times, json }) => {
            optimised("passwords")?;
            print(&bench::passwords::measure(times).await?, json)
        }
        Bench::Queries(asked) => {
            optimised("queries")?;
            queries(asked).await
        }
        Bench::Worker => {
            let input = pipe::Receiver::from_owned_fd(stdin().as_fd().try_clone_to_owned()?)?;
            let output = pipe::Sender::from_owned_fd(stdout().as_fd().try_clone_to_owned()?)?;
            Ok(work(BufReader::new(input), output).await?)
        }
    }
}

fn optimised(which: &str) -> anyhow::Result<()> {
    ensure!(
        !cfg!(debug_assertions),
        "figures of a build without optimisation say nothing: \
         cargo run --release -p cli -- bench {which}"
    );
    Ok(())
}

/// A folder that is gone afterwards.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0); // it was ours, and is of no use to anybody
    }
}

/// Private servers for as long as something is measured on them.
async fn on_servers<T>(
    data: Option<&Folder>,
    fleet: Fleet,
    measuring: impl AsyncFnOnce(&Site, &Folder) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let mut stop = Stop::listen()?;
    let place = data.map_or_else(std::env::temp_dir, Folder::to_path_buf);
    let folder = Temporary(place.join(format!("kharisma-bench-{}", random_password(8))));
    let dir = DataDir::open(&folder.0, false).await?;
    eprintln!("starting private servers in {}", folder.0.display());
    let mut servers = Servers::start_fleet(dir, fleet).await?;
    let site = Site::of(&servers, fleet)?;
    let measured = tokio::select! {
        measured = measuring(&site, &folder.0) => measured.map(Some),
        error = servers.lost() => Err(error.into()),
        () = stop.asked() => Ok(None),
    };
    eprintln!("stopping the servers");
    servers.stop().await;
    drop(folder);
    measured?.context("it was stopped before it was done")
}

fn print(report: &(impl serde::Serialize + std::fmt::Display), json: bool) -> anyhow::Result<()> {
    if json {
        println!("{}", serde_json::to_string(report)?);
    } else {
        println!("{report}");
    }
    Ok(())
}

async fn append(append: Append) -> anyhow::Result<()> {
    let fleet = Fleet { size: Size::bench(), replica: append.replica, redis: false };
    let data = append.data.clone();
    let measuring = async |site: &Site, folder: &Folder| on(site, &append, folder).await;
    let report = on_servers(data.as_deref(), fleet, measuring).await?;
    print(&report, append.json)
}

async fn replay(asked: Replay) -> anyhow::Result<()> {
    let fleet = Fleet { size: Size::bench(), replica: false, redis: false };
    let plan =
        bench::replay::Plan { events: asked.events, stock: asked.stock_events, each: asked.each };
    let report = on_servers(asked.data.as_deref(), fleet, async |site: &Site, folder: &Folder| {
        let machine = Machine::look(folder, &site.primary, false).await?;
        let access = (&site.config, &site.admin);
        let say = |what: &str| eprintln!("{what}");
        Ok(bench::replay::measure(&plan, machine, access, "bench", say).await?)
    });
    print(&report.await?, asked.json)
}

async fn freshness(asked: Freshness) -> anyhow::Result<()> {
    let fleet = Fleet { size: Size::bench(), replica: true, redis: true };
    let pace = (asked.seconds, asked.commands);
    let report = on_servers(asked.data.as_deref(), fleet, async |site: &Site, folder: &Folder| {
        let machine = Machine::look(folder, &site.primary, true).await?;
        let access = (&site.config, &site.admin);
        let say = |what: &str| eprintln!("{what}");
        Ok(bench::freshness::measure(pace, machine, access, say).await?)
    });
    print(&report.await?, asked.json)
}

async fn queries(asked: Queries) -> anyhow::Result<()> {
    let fleet = Fleet { size: Size::bench(), replica: false, redis: false };
    let plan = bench::queries::Plan { orders: asked.orders, rounds: asked.rounds };
    let report = on_servers(asked.data.as_deref(), fleet, async |site: &Site, folder: &Folder| {
        let machine = Machine::look(folder, &site.primary, false).await?;
        let access = (&site.config, &site.admin);
        let say = |what: &str| eprintln!("{what}");
        Ok(bench::queries::measure(plan, machine, access, say).await?)
    });
    print(&report.await?, asked.json)
}

/// How the servers are reached.
struct Site {
    config: Config,
    variables: BTreeMap<String, String>,
    admin: Account,
    primary: Database,
}

impl Site {
    fn of(servers: &Servers, fleet: Fleet) -> anyhow::Result<Self> {
        let variables = env::of(servers);
        let mut config = Config::from(&variables)?;
        let primary = servers.address(ServerRole::Primary, "");
        if !fleet.replica {
            // Everything is on one server.
            for database in [&mut config.read, &mut config.work] {
                database.host.clone_from(&primary.host);
                database.port = primary.port;
            }
        }
        Ok(Self { config, variables, admin: env::admin(servers), primary })
    }
}

async fn on(site: &Site, append: &Append, folder: &Folder) -> anyhow::Result<Report> {
    let machine = Machine::look(folder, &site.primary, append.replica).await?;
    let program = WorkerProgram {
        program: std::env::current_exe()?,
        arguments: ["bench", "worker"].map(str::to_owned).to_vec(),
    };
    let say = |what: &str| eprintln!("{what}");
    let access = (&site.config, &site.admin);
    Ok(measure(&plan(append), machine, access, "bench", &program, say).await?)
}

fn plan(append: &Append) -> Plan {
    let chosen = |names: &[String], name: &str| names.iter().any(|chosen| chosen == name);
    Plan {
        seconds: append.seconds,
        warm_up: append.warm_up,
        concurrency: append.concurrency.clone(),
        processes: append.processes.clone(),
        aggregates: Aggregates::ALL
            .into_iter()
            .filter(|which| chosen(&append.aggregates, which.name()))
            .collect(),
        paths: Path::ALL.into_iter().filter(|path| chosen(&append.only, path.name())).collect(),
        hot: append.hot,
        repeat: append.repeat,
    }
}
