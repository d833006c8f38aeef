//! `kharisma work`

use std::collections::BTreeMap;

use infra::config::Config;
use infra::redis::Redis;
use projections::Workers;
use projections::runtime::{ALL, Definition, Pace};
use tokio::task::JoinHandle;

use crate::invoices::keep_writing;
use crate::patience::patiently;
use crate::projections::projection;
use crate::stop::Stop;
use crate::subscriptions::keep_looking;

pub(crate) const EXAMPLE: &str = "\
Any number may run: for each projection one works and the others stand by.\n\n\
Examples:\n  DB_WORK_USER=… DB_WORK_PASSWORD=… kharisma work\n  kharisma work --only orders,queue";

#[derive(clap::Args)]
pub(crate) struct Work {
    /// Only these projections, with commas between them [default: all]
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', value_parser = projection)]
    only: Vec<Definition>,
}

pub(crate) async fn run(work: &Work, variables: &BTreeMap<String, String>) -> anyhow::Result<()> {
    let config = Config::from(variables)?;
    let mut stop = Stop::listen()?;
    let redis = Redis::open(&config.redis_url)?;
    let starting = patiently("the read database is away", async || {
        let all = if work.only.is_empty() { &ALL[..] } else { &work.only };
        Workers::start_with(&config, redis.clone(), Pace::default(), all).await
    });
    let workers = tokio::select! {
        workers = starting => workers,
        () = stop.asked() => return Ok(()),
    };
    tracing::info!("working");
    let clerks = [keep_looking(&config, redis.clone()), keep_writing(&config, redis)];
    stop.asked().await;
    clerks.iter().for_each(JoinHandle::abort);
    workers.stop().await;
    Ok(())
}
