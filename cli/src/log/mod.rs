//! `kharisma log`: for operators who move the log from one server to another.

mod promote;

use std::collections::BTreeMap;

#[derive(clap::Subcommand)]
pub(crate) enum Log {
    /// Let the server at DB_HOST:DB_PORT, a replica or a restored backup, take over the log
    #[command(after_help = promote::EXAMPLE)]
    Promote(promote::Promote),
}

pub(crate) async fn run(log: Log, variables: &BTreeMap<String, String>) -> anyhow::Result<()> {
    match log {
        Log::Promote(promote) => promote::run(promote, variables).await,
    }
}
