//! `kharisma events`: for auditors, analysts, and whoever deploys.

mod anchors;
mod export;
mod preflight;
mod verify;

use std::collections::BTreeMap;

use infra::config::Config;
use infra::event_log::RawLog;

#[derive(clap::Subcommand)]
pub(crate) enum Events {
    /// Check the whole log: positions, sequences, the hash chain
    #[command(after_help = verify::EXAMPLE)]
    Verify(verify::Verify),
    /// Print events, one JSON object a line, every column as it is stored
    #[command(after_help = export::EXAMPLE)]
    Export(export::Export),
    /// Try whether this version of kharisma can read every event, before it is deployed
    #[command(after_help = preflight::EXAMPLE)]
    Preflight(preflight::Preflight),
}

pub(crate) async fn run(
    events: Events,
    variables: &BTreeMap<String, String>,
) -> anyhow::Result<()> {
    let config = Config::from(variables)?;
    match events {
        Events::Verify(verify) => verify::run(verify, &config).await,
        Events::Export(export) => export::run(export, &config).await,
        Events::Preflight(preflight) => preflight::run(preflight, &config).await,
    }
}

/// Where to read the log.
#[derive(clap::Args)]
struct Source {
    /// Read the replica's copy, as the queries' account, instead of the primary's
    #[arg(long)]
    replica: bool,
}

impl Source {
    fn open(&self, config: &Config) -> RawLog {
        RawLog::new(self.pool(config))
    }

    /// For those who want to know what events say about people.
    fn open_with_keys(&self, config: &Config) -> RawLog {
        RawLog::with_keys(self.pool(config), config.personal_keys())
    }

    fn pool(&self, config: &Config) -> infra::database::Pool {
        let database = if self.replica {
            config.read.named(&config.primary.name)
        } else {
            config.primary.clone()
        };
        database.pool(2)
    }
}
