//! `kharisma work`

use std::collections::BTreeMap;

use infra::config::Config;
use infra::redis::Redis;
use projections::Workers;

use crate::patience::patiently;
use crate::stop::Stop;
use crate::subscriptions::keep_looking;

pub(crate) const EXAMPLE: &str = "\
Any number may run: for each projection one works and the others stand by.\n\n\
Example:\n  DB_WORK_USER=… DB_WORK_PASSWORD=… kharisma work";

pub(crate) async fn run(variables: &BTreeMap<String, String>) -> anyhow::Result<()> {
    let config = Config::from(variables)?;
    let mut stop = Stop::listen()?;
    let redis = Redis::open(&config.redis_url)?;
    let starting = patiently("the read database is away", async || {
        Workers::start(&config, redis.clone()).await
    });
    let workers = tokio::select! {
        workers = starting => workers,
        () = stop.asked() => return Ok(()),
    };
    tracing::info!("working");
    let clerk = keep_looking(&config, redis);
    stop.asked().await;
    clerk.abort();
    workers.stop().await;
    Ok(())
}
