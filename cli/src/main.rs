//! The `kharisma` binary: wires everything, and says what went wrong in one sentence.

mod bench;
mod clerk;
mod config;
mod events;
mod invoices;
mod log;
mod migrate;
mod openapi;
mod patience;
mod personal;
mod progress;
mod projections;
mod serve;
mod stop;
mod subscriptions;
mod up;
mod users;
mod work;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use infra::config::{LogConfig, variables};

/// Reading the log is a third faster with it than with the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// One till for four services: an event-sourced backend.
#[derive(Parser)]
#[command(name = "kharisma", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start everything on this machine: private MariaDB primary and replica, Redis, API, workers
    #[command(after_help = up::EXAMPLE)]
    Up(up::Up),
    /// Serve the HTTP API
    #[command(after_help = serve::EXAMPLE)]
    Serve(serve::Serve),
    /// Run the projection workers
    #[command(after_help = work::EXAMPLE)]
    Work(work::Work),
    /// Bring the schemas of log and read tables up to date
    #[command(after_help = migrate::EXAMPLE)]
    Migrate,
    /// Look after the read tables: list, rebuild, verify, parked events
    #[command(subcommand, after_help = projections::EXAMPLE)]
    Projections(projections::Projections),
    /// Check, export or try to read the event log
    #[command(subcommand)]
    Events(events::Events),
    /// Move the log to another server
    #[command(subcommand)]
    Log(log::Log),
    /// Make the orders that subscriptions have due
    #[command(subcommand)]
    Subscriptions(subscriptions::Subscriptions),
    /// Write the monthly invoices
    #[command(subcommand)]
    Invoices(invoices::Invoices),
    /// Look after logins: the first administrator, who there is, who may do what
    #[command(subcommand)]
    Users(users::Users),
    /// Look at the configuration
    #[command(subcommand)]
    Config(config::Asked),
    /// Keep the list of people who were forgotten, and forget them again after a restore
    #[command(subcommand)]
    Personal(personal::Personal),
    /// Print the API's OpenAPI document
    #[command(after_help = openapi::EXAMPLE)]
    Openapi,
    /// Measure this machine's figures, beside what people would pick instead
    #[command(subcommand, after_help = bench::EXAMPLE)]
    Bench(bench::Bench),
}

/// Exit codes: 0 done, 1 refused or failed, 2 wrong usage (clap's).
fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kharisma: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    let variables = variables()?;
    infra::telemetry::start(&LogConfig::from(&variables)?)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(async {
        match command {
            Command::Up(up) => Box::pin(up::run(up, variables)).await,
            Command::Serve(serve) => serve::run(serve, &variables).await,
            Command::Work(work) => work::run(&work, &variables).await,
            Command::Projections(asked) => projections::run(asked, &variables).await,
            Command::Migrate => migrate::run(&variables).await,
            Command::Events(events) => events::run(events, &variables).await,
            Command::Log(log) => log::run(log, &variables).await,
            Command::Subscriptions(asked) => subscriptions::run(asked, &variables).await,
            Command::Invoices(asked) => invoices::run(asked, &variables).await,
            Command::Users(asked) => users::run(asked, &variables).await,
            Command::Config(asked) => config::run(&asked, &variables),
            Command::Personal(asked) => personal::run(asked, &variables).await,
            Command::Openapi => openapi::run(),
            Command::Bench(bench) => bench::run(bench, &variables).await,
        }
    });
    // What still runs in the background has been told to stop; it may not hold the process up.
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    done
}
