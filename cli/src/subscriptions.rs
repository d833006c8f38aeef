//! `kharisma subscriptions`, and the same by itself every minute where the workers run.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::ensure;
use chrono::{DateTime, SubsecRound, Utc};
use commands::Desk;
use commands::subscription::{AHEAD, Ran, Run};
use domain::values::{BusinessDay, Outlet, SubscriptionId};
use infra::config::Config;
use infra::redis::Redis;
use projections::places::{Places, Today, outlets};
use projections::runtime::Projection;
use projections::subscriptions::{self, Subscriptions as Due};
use tokio::task::JoinHandle;

use crate::clerk::Clerk;

pub(crate) const EXAMPLE: &str = "\
`kharisma work` and `kharisma up` do this every minute. To do it again, or in two places at once, is \
harmless: each due date gets its order once.\n\n\
Examples:\n  kharisma subscriptions run\n  kharisma subscriptions run --date 2026-11-24";

#[derive(clap::Subcommand)]
pub(crate) enum Subscriptions {
    /// Make the orders that subscriptions have due
    #[command(after_help = EXAMPLE)]
    Run(RunNow),
}

#[derive(clap::Args)]
pub(crate) struct RunNow {
    /// Everything due until that day, 31 days ahead at most [default: today]
    #[arg(long, value_parser = BusinessDay::parse)]
    date: Option<BusinessDay>,
}

pub(crate) async fn run(
    Subscriptions::Run(RunNow { date }): Subscriptions,
    variables: &BTreeMap<String, String>,
) -> anyhow::Result<()> {
    let config = Config::from(variables)?;
    let (redis, now) = (Redis::open(&config.redis_url)?, Utc::now().trunc_subsecs(6));
    let latest = Outlet::first().business_day(now).plus(AHEAD);
    ensure!(date.is_none_or(|date| date <= latest), "--date must not lie after {latest}");
    let ran = DueOrders(Clerk::new(&config, redis)).look(date, now).await?;
    println!(
        "{} orders were made, {} due dates were skipped; of {} subscriptions everything was \
         settled before",
        ran.ordered, ran.skipped, ran.settled_before
    );
    ensure!(ran.failed == 0, "{} subscriptions have to be looked at again", ran.failed);
    Ok(())
}

/// How often somebody looks whether anything is due.
const EVERY: Duration = Duration::from_mins(1);

/// Looks now, and every minute from now on, until the task is aborted: it may be cut off anywhere.
pub(crate) fn keep_looking(config: &Config, redis: Redis) -> JoinHandle<()> {
    let due_orders = DueOrders(Clerk::new(config, redis));
    tokio::spawn(async move {
        loop {
            match due_orders.look(None, Utc::now().trunc_subsecs(6)).await {
                Ok(ran) if ran == Ran::default() => {}
                Ok(Ran { ordered, skipped, settled_before, failed }) => {
                    tracing::info!(ordered, skipped, settled_before, failed, "subscriptions");
                }
                Err(error) => tracing::warn!(%error, "subscriptions wait for another minute"),
            }
            tokio::time::sleep(EVERY).await;
        }
    })
}

/// Makes the orders that are due.
struct DueOrders(Clerk);

impl DueOrders {
    /// Looks at the read models what is due; the log is opened only if anything is.
    async fn look(&self, until: Option<BusinessDay>, at: DateTime<Utc>) -> anyhow::Result<Ran> {
        let first = self.due(until, at, None).await?;
        if first.is_empty() {
            return Ok(Ran::default());
        }
        self.0.at_desk(async |desk| self.settle(desk, until, at, first).await).await
    }

    async fn settle(
        &self,
        desk: &Desk,
        until: Option<BusinessDay>,
        at: DateTime<Utc>,
        mut page: Vec<SubscriptionId>,
    ) -> anyhow::Result<Ran> {
        let run = Run { at, request_id: format!("subscriptions-{}", at.timestamp()), until };
        let mut ran = Ran::default();
        while let Some(last) = page.last().copied() {
            ran += commands::subscription::run(desk, &run, &page).await?;
            page = self.due(until, at, Some(last)).await?;
        }
        Ok(ran)
    }

    async fn due(
        &self,
        until: Option<BusinessDay>,
        at: DateTime<Utc>,
        after: Option<SubscriptionId>,
    ) -> anyhow::Result<Vec<SubscriptionId>> {
        let mut snapshot = self.0.read_db.snapshot_of(&[Due::NAME, Places::NAME], None).await?;
        let today = match until {
            Some(day) => Today::everywhere(day),
            None => Today::at(at, &outlets(&mut snapshot).await?)?,
        };
        Ok(subscriptions::due(&mut snapshot, &today, false, after).await?)
    }
}
