//! `kharisma bench http`

use std::collections::BTreeMap;
use std::path::{Path as Folder, PathBuf};

use bench::http::{Plan, Program, measure};
use bench::machine::Machine;
use clap::Args;
use infra::config::Config;
use infra::embedded::Fleet;

use super::{Site, on_servers, print};

pub(super) const EXAMPLE: &str = "\
A shop of its own, served and worked by processes of their own. A till's clients order, start, look,\n\
complete and read the queue, alone and then while others sign in, round by round. Those come from an\n\
address each, as a trusted proxy says; requests are counted as in a shop, and many are allowed. What\n\
is set as PASSWORD_… counts.\n\n\
Examples:\n  \
  cargo run --release -p cli -- bench http --login\n  \
  PASSWORD_NICENESS=0 kharisma bench http --login --json";

#[derive(Args)]
pub(crate) struct Http {
    /// Measure beside it while others sign in
    #[arg(long)]
    login: bool,
    /// How many of them at once
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
    logins: u32,
    /// The till's clients at once
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1000))]
    concurrency: u32,
    /// Seconds each measurement of a round takes
    #[arg(long, default_value_t = 6.0)]
    seconds: f64,
    /// Rounds
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Make the servers' folder in this one, to measure its disk [default: the temporary folder]
    #[arg(long)]
    data: Option<PathBuf>,
}

pub(super) async fn run(asked: Http, set: &BTreeMap<String, String>) -> anyhow::Result<()> {
    let plan = Plan {
        seconds: asked.seconds,
        rounds: asked.rounds,
        concurrency: asked.concurrency,
        logins: if asked.login { asked.logins } else { 0 },
    };
    let report =
        on_servers(asked.data.as_deref(), Fleet::SHOP, async |site: &Site, folder: &Folder| {
            let machine = Machine::look(folder, &site.primary, true).await?;
            let passwords = set.iter().filter(|(name, _)| name.starts_with("PASSWORD_"));
            let mut variables = site.variables.clone();
            variables.extend(passwords.map(|(name, value)| (name.clone(), value.clone())));
            let config = Config::from(&variables)?;
            let program = Program { program: std::env::current_exe()?, variables };
            let access = (&config, &site.admin);
            let say = |what: &str| eprintln!("{what}");
            Ok(measure(plan, machine, access, &program, say).await?)
        });
    print(&report.await?, asked.json)
}
