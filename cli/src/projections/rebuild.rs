//! `kharisma projections rebuild` and `rollback`

use std::sync::{Arc, Mutex, PoisonError};

use projections::runtime::{
    self, BATCH, Definition, Differences, Feed, RebuildError, Rebuilt, Site, Wanted,
};
use serde::Serialize;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::verify::Found;
use super::{Which, all_well};
use crate::progress::Progress;
use crate::stop::Stop;

pub(crate) const EXAMPLE: &str = "\
Queries read the tables of before until the new ones are in step, and then those, in one moment; the \
tables of before are kept until the next rebuild (rollback puts them back; --drop-old drops them). \
Ctrl-C stops; the same command goes on where it was stopped or killed.\n\n\
Examples:\n  kharisma projections rebuild orders\n  kharisma projections rebuild orders takings --diff\n  \
kharisma projections rebuild --all --drop-old";
pub(crate) const ROLLBACK: &str = "\
The tables of before catch up with what has happened since. Again, it is undone.\n\n\
Example:\n  kharisma projections rollback orders";

#[allow(clippy::struct_excessive_bools)] // a flag each
#[derive(clap::Args)]
pub(crate) struct Rebuild {
    #[command(flatten)]
    which: Which,
    /// Print the first rows that differ from the live ones; they are counted in any case
    #[arg(long)]
    diff: bool,
    /// Begin at the first event, whatever an earlier rebuild left unfinished
    #[arg(long)]
    fresh: bool,
    /// Drop the tables of before instead of keeping them
    #[arg(long)]
    drop_old: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What came of one, for machines.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    name: &'static str,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    events_per_second: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parked: Option<i64>,
    /// How the new rows differ from those of before; absent if they were of another version.
    #[serde(skip_serializing_if = "Option::is_none")]
    differences: Option<Found>,
}

impl Line {
    fn of(definition: Definition, outcome: Result<Rebuilt, RebuildError>) -> Self {
        let name = definition.name;
        match outcome {
            Ok(Rebuilt { position, events, took, differences, parked }) => Self {
                name,
                ok: true,
                error: None,
                position: Some(position),
                events: Some(events),
                events_per_second: Some(per_second(events, took)),
                parked: Some(parked),
                differences: differences.map(Found::of),
            },
            Err(error) => Self {
                name,
                ok: false,
                error: Some(error.to_string()),
                position: None,
                events: None,
                events_per_second: None,
                parked: None,
                differences: None,
            },
        }
    }
}

fn per_second(events: i64, took: std::time::Duration) -> u64 {
    let millis = i64::try_from(took.as_millis()).unwrap_or(i64::MAX).max(1);
    u64::try_from(events.saturating_mul(1000) / millis).unwrap_or(0)
}

/// Works that run beside each other, and read the log once: how far all of them are together.
pub(super) struct Together {
    feed: Feed,
    stopping: watch::Receiver<bool>,
    _leases: guard::Aborting,
    progress: Arc<Mutex<(Progress, Vec<i64>)>>,
}

mod guard {
    /// A task that ends with whoever holds this.
    pub(super) struct Aborting(pub tokio::task::JoinHandle<()>);

    impl Drop for Aborting {
        fn drop(&mut self) {
            self.0.abort();
        }
    }
}

impl Together {
    pub(super) async fn start(site: &Site, many: usize) -> anyhow::Result<Self> {
        let head = site.tail().head().await?;
        let (stop, stopping) = watch::channel(false);
        let mut asked = Stop::listen()?;
        tokio::spawn(async move {
            asked.asked().await;
            stop.send_replace(true);
            std::future::pending::<()>().await; // so that the channel stays
        });
        let total = head * i64::try_from(many)?;
        let progress = Progress::start("events", total);
        Ok(Self {
            feed: site.feed(BATCH),
            stopping,
            _leases: guard::Aborting(site.leases().keep()),
            progress: Arc::new(Mutex::new((progress, vec![0; many]))),
        })
    }

    pub(super) fn feed(&self) -> Feed {
        self.feed.clone()
    }

    pub(super) fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.clone()
    }

    /// What the work of that number tells.
    pub(super) fn tell(&self, number: usize) -> impl Fn(runtime::Progress) + Send + Sync + 'static {
        let shared = Arc::clone(&self.progress);
        move |at| {
            let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
            let (progress, positions) = &mut *shared;
            if let Some(mine) = positions.get_mut(number) {
                *mine = at.position;
            }
            progress.at(u64::try_from(positions.iter().sum::<i64>()).unwrap_or(0));
        }
    }

    pub(super) fn finish(self) {
        if let Ok(shared) = Arc::try_unwrap(self.progress) {
            let (progress, _) = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
            progress.finish(0);
        }
    }
}

pub(crate) async fn run(site: &Site, asked: Rebuild) -> anyhow::Result<()> {
    let projections = asked.which.projections();
    let together = Together::start(site, projections.len()).await?;
    let wanted = Wanted { compare: true, fresh: asked.fresh };
    let mut works = JoinSet::new();
    for (number, definition) in projections.into_iter().enumerate() {
        let (site, feed, stopping) = (site.clone(), together.feed(), together.stopping());
        let tell = together.tell(number);
        works.spawn(async move {
            let done = runtime::rebuild(&site, &feed, definition, wanted, &tell, &stopping).await;
            (number, definition, done)
        });
    }
    let mut outcomes = works.join_all().await;
    outcomes.sort_by_key(|(number, ..)| *number);
    together.finish();
    let mut lines = Vec::new();
    for (_, definition, outcome) in outcomes {
        if asked.drop_old && outcome.is_ok() {
            runtime::drop_old(site, definition).await?;
        }
        if !asked.json {
            print(definition, &outcome, asked.diff);
        }
        lines.push(Line::of(definition, outcome));
    }
    if asked.json {
        println!("{}", serde_json::to_string(&lines)?);
    }
    let failed =
        lines.iter().filter_map(|line| Some(format!("{}: {}", line.name, line.error.as_ref()?)));
    all_well(&failed.collect::<Vec<_>>())
}

fn print(definition: Definition, outcome: &Result<Rebuilt, RebuildError>, diff: bool) {
    let Ok(Rebuilt { position, events, took, differences, parked }) = outcome else { return };
    let (name, speed) = (definition.name, per_second(*events, *took));
    print!("{name}: {events} events, {speed}/s, live at position {position}");
    match differences {
        Some(Differences { count: 0, rows, .. }) => print!("; {rows} rows as before"),
        Some(Differences { count, .. }) => print!("; {count} rows other than before"),
        None => print!("; the tables of before were of another version"),
    }
    println!("{}", if *parked > 0 { format!("; {parked} events parked") } else { String::new() });
    if let Some(found) = differences.as_ref().filter(|_| diff) {
        super::verify::print_first(found);
    }
}

pub(crate) async fn rollback_all(site: &Site, projections: &[Definition]) -> anyhow::Result<()> {
    let _leases = guard::Aborting(site.leases().keep());
    let mut failed = Vec::new();
    for definition in projections {
        match runtime::rollback(site, *definition).await {
            Ok(position) => {
                println!(
                    "{}: back to the tables of before, at position {position}",
                    definition.name
                );
            }
            Err(error) => failed.push(format!("{}: {error}", definition.name)),
        }
    }
    all_well(&failed)
}
