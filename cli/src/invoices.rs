//! `kharisma invoices`, and the same by itself every minute where the workers run.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::ensure;
use chrono::{DateTime, SubsecRound, Utc};
use commands::Desk;
use commands::invoice::{Ran, Run};
use domain::values::{CustomerId, Month, Outlet, OutletId};
use infra::config::Config;
use infra::redis::Redis;
use projections::Snapshot;
use projections::places::{Places, Today, outlets};
use projections::receivables::{Receivables, to_invoice};
use projections::runtime::Projection;
use tokio::task::JoinHandle;

use crate::clerk::Clerk;

pub(crate) const EXAMPLE: &str = "\
`kharisma work` and `kharisma up` do this for the month before, every minute. To do it again, or in \
two places at once, is harmless: each customer gets one invoice a month.\n\n\
Examples:\n  kharisma invoices run\n  kharisma invoices run --month 2026-10";

#[derive(clap::Subcommand)]
pub(crate) enum Invoices {
    /// Write a month's invoices of what was delivered on terms
    #[command(after_help = EXAMPLE)]
    Run(RunNow),
}

#[derive(clap::Args)]
pub(crate) struct RunNow {
    /// The month, this one or one before [default: the month before]
    #[arg(long, value_parser = Month::parse)]
    month: Option<Month>,
}

pub(crate) async fn run(
    Invoices::Run(RunNow { month }): Invoices,
    variables: &BTreeMap<String, String>,
) -> anyhow::Result<()> {
    let config = Config::from(variables)?;
    let (redis, now) = (Redis::open(&config.redis_url)?, Utc::now().trunc_subsecs(6));
    let this = Month::of(Outlet::first().business_day(now));
    ensure!(month.is_none_or(|month| month <= this), "--month must not lie after {this}");
    let month = month.unwrap_or(this.preceding());
    let invoicing = Invoicing(Clerk::new(&config, redis));
    let ran = invoicing.write(month, now, Wait::ForTheLog).await?;
    for invoice in &ran.issued {
        let bill = invoice.state.issued()?;
        let number = bill.number.as_ref().map(ToString::to_string).unwrap_or_default();
        println!("{number}: {} for {} deliveries", bill.total, bill.lines.len());
    }
    println!(
        "{month}: {} invoices were written, {} accounts were settled or invoiced before",
        ran.issued.len(),
        ran.already_invoiced + ran.nothing_owed
    );
    ensure!(ran.failed == 0, "{} accounts have to be looked at again", ran.failed);
    Ok(())
}

/// How often somebody looks whether a month is over.
const EVERY: Duration = Duration::from_mins(1);

/// Looks now, and every minute from now on, until the task is aborted: it may be cut off anywhere.
pub(crate) fn keep_writing(config: &Config, redis: Redis) -> JoinHandle<()> {
    let invoicing = Invoicing(Clerk::new(config, redis));
    tokio::spawn(async move {
        loop {
            match invoicing.look(Utc::now().trunc_subsecs(6)).await {
                Ok(Ran { issued, already_invoiced, nothing_owed, failed })
                    if issued.len()
                        + already_invoiced as usize
                        + (nothing_owed + failed) as usize
                        > 0 =>
                {
                    let issued = issued.len();
                    tracing::info!(issued, already_invoiced, nothing_owed, failed, "invoices");
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "invoices wait for another minute"),
            }
            tokio::time::sleep(EVERY).await;
        }
    })
}

/// Whether the read models must have everything the log had at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wait {
    ForTheLog,
    /// The next minute looks again.
    ForNothing,
}

/// Writes the invoices of a month.
struct Invoicing(Clerk);

impl Invoicing {
    /// The month before, once it is over in every outlet; the log is opened only if anything is to be
    /// written.
    async fn look(&self, now: DateTime<Utc>) -> anyhow::Result<Ran> {
        let month = {
            let names = [Receivables::NAME, Places::NAME];
            let mut snapshot = self.0.read_db.snapshot_of(&names, None).await?;
            let places = outlets(&mut snapshot).await?;
            let today = Today::at(now, &places)?;
            let ids = places.iter().filter_map(|place| OutletId::new(place.id).ok());
            let days = ids.chain([Outlet::first().id]).map(|id| today.of(id));
            let month = Month::of(days.min().unwrap_or(Outlet::first().business_day(now)));
            let month = month.preceding();
            if to_invoice(&mut snapshot, month, None).await?.is_empty() {
                return Ok(Ran::default());
            }
            month
        };
        self.write(month, now, Wait::ForNothing).await
    }

    async fn write(&self, month: Month, at: DateTime<Utc>, wait: Wait) -> anyhow::Result<Ran> {
        self.0.at_desk(async |desk| self.write_all(desk, month, at, wait).await).await
    }

    async fn write_all(
        &self,
        desk: &Desk,
        month: Month,
        at: DateTime<Utc>,
        wait: Wait,
    ) -> anyhow::Result<Ran> {
        let head = match wait {
            Wait::ForTheLog => Some(desk.log.head().await?),
            Wait::ForNothing => None,
        };
        let request_id = format!("invoices-{}", at.timestamp());
        let run = Run { month, at, request_id, call: None };
        let (mut ran, mut last) = (Ran::default(), None);
        loop {
            let page = self.page(month, head, last).await?;
            last = page.last().copied();
            if last.is_none() {
                return Ok(ran);
            }
            ran += commands::invoice::run(desk, &run, &page).await?;
        }
    }

    async fn page(
        &self,
        month: Month,
        head: Option<i64>,
        after: Option<CustomerId>,
    ) -> anyhow::Result<Vec<CustomerId>> {
        let mut snapshot: Snapshot = self.0.read_db.snapshot(Receivables::NAME, head).await?;
        let behind = head.is_some_and(|head| snapshot.position < head);
        ensure!(!behind, "the read models are behind the log: run it again in a moment");
        Ok(to_invoice(&mut snapshot, month, after).await?)
    }
}
