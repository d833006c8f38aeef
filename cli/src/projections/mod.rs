//! `kharisma projections`

mod decide;
mod list;
mod parked;
mod rebuild;
mod verify;

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use infra::config::Config;
use projections::runtime::{ALL, Decisions, Definition, Site, named, names};

pub(crate) const EXAMPLE: &str = "\
Examples:\n  kharisma projections list\n  kharisma projections rebuild orders\n  \
kharisma projections verify --all --json\n  kharisma projections parked skip orders 1234 --reason 'a test'";

#[derive(clap::Subcommand)]
pub(crate) enum Projections {
    /// How every projection stands: position, lag, owner, status, parked events, size
    #[command(after_help = list::EXAMPLE)]
    List(list::List),
    /// Fill tables anew from the log, beside those that are read, and put them in their place
    #[command(after_help = rebuild::EXAMPLE)]
    Rebuild(rebuild::Rebuild),
    /// Put the tables back that the last rebuild replaced
    #[command(after_help = rebuild::ROLLBACK)]
    Rollback(Which),
    /// Fill tables beside those that are read and compare: exits 0 only if nothing differs
    #[command(after_help = verify::EXAMPLE)]
    Verify(verify::Verify),
    /// Have projections stand still, on every replica, until they are resumed
    #[command(after_help = decide::PAUSE)]
    Pause(Which),
    /// Let projections go on that were paused, or stopped by themselves
    #[command(after_help = decide::RESUME)]
    Resume(Which),
    /// Events that could not be applied, and those that wait behind them
    #[command(subcommand, after_help = parked::EXAMPLE)]
    Parked(parked::Parked),
}

/// Which projections.
#[derive(clap::Args)]
pub(crate) struct Which {
    /// Their names, as `kharisma projections list` shows them
    #[arg(value_name = "NAME", required_unless_present = "all", conflicts_with = "all", value_parser = projection)]
    names: Vec<Definition>,
    /// All of them
    #[arg(long)]
    all: bool,
}

impl Which {
    fn projections(&self) -> Vec<Definition> {
        if self.all { ALL.to_vec() } else { self.names.clone() }
    }
}

/// A projection by its name.
pub(crate) fn projection(name: &str) -> Result<Definition, String> {
    let known = || names().collect::<Vec<_>>().join(", ");
    named(name).ok_or_else(|| format!("there is no such projection; there are: {}", known()))
}

pub(crate) async fn run(
    asked: Projections,
    variables: &BTreeMap<String, String>,
) -> anyhow::Result<()> {
    let config = Config::from(variables)?;
    let site = Site::open(&config).await;
    let site = site.with_context(|| {
        let database = &config.work;
        format!("the log cannot be read at {}:{}", database.host, database.port)
    })?;
    match asked {
        Projections::List(asked) => list::run(&site, &asked).await,
        Projections::Rebuild(asked) => rebuild::run(&site, asked).await,
        Projections::Rollback(which) => rebuild::rollback_all(&site, &which.projections()).await,
        Projections::Verify(asked) => verify::run(&site, asked).await,
        Projections::Pause(which) => decide::pause(&decisions(&config), &which.projections()).await,
        Projections::Resume(which) => {
            decide::resume(&site, &decisions(&config), &which.projections()).await
        }
        Projections::Parked(asked) => parked::run(&site, &decisions(&config), asked).await,
    }
}

/// Written on the primary, in the name of whoever is logged in on this machine.
fn decisions(config: &Config) -> Decisions {
    let name = ["SUDO_USER", "USER", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
    let by = name.filter(|name| !name.is_empty()).unwrap_or_else(|| "an operator".to_owned());
    Decisions::of(config.primary.pool(1), by.chars().take(128).collect())
}

/// Fails with the names of those of which something could not be done.
fn all_well(failed: &[String]) -> anyhow::Result<()> {
    ensure!(failed.is_empty(), "{}", failed.join("; "));
    Ok(())
}
