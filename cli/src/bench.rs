//! `kharisma bench`: on private servers of its own, in a folder that is gone afterwards.

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

#[derive(Subcommand)]
pub(crate) enum Bench {
    /// Commands a second on the log, beside what people would pick instead
    #[command(after_help = APPEND_EXAMPLE)]
    Append(Append),
    /// Commands a second the rules decide in memory, on one thread, with every sum looked at
    Rules(Rules),
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
pub(crate) struct Rules {
    /// Seconds of deciding
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(bench: Bench) -> anyhow::Result<()> {
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

async fn append(append: Append) -> anyhow::Result<()> {
    let mut stop = Stop::listen()?;
    let place = append.data.clone().unwrap_or_else(std::env::temp_dir);
    let folder = Temporary(place.join(format!("kharisma-bench-{}", random_password(8))));
    let dir = DataDir::open(&folder.0, false).await?;
    eprintln!("starting private servers in {}", folder.0.display());
    let fleet = Fleet { size: Size::bench(), replica: append.replica, redis: false };
    let mut servers = Servers::start_fleet(dir, fleet).await?;
    let site = Site::of(&servers)?;
    let measured = tokio::select! {
        measured = on(&site, &append, &folder.0) => measured.map(Some),
        error = servers.lost() => Err(error.into()),
        () = stop.asked() => Ok(None),
    };
    eprintln!("stopping the servers");
    servers.stop().await;
    drop(folder);
    let report = measured?.context("it was stopped before it was done")?;
    if append.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        println!("{report}");
    }
    Ok(())
}

/// How the servers are reached.
struct Site {
    config: Config,
    admin: Account,
    primary: Database,
}

impl Site {
    fn of(servers: &Servers) -> anyhow::Result<Self> {
        Ok(Self {
            config: Config::from(&env::of(servers))?,
            admin: env::admin(servers),
            primary: servers.address(ServerRole::Primary, ""),
        })
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
