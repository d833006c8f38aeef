//! `kharisma bench replay`: events a second from the log into read tables, beside what people would
//! pick instead.
//!
//! - `lives`: a log of any length, made of orders that a shop really had.
//! - ours: `projections rebuild`, of `orders` and of everything.
//! - `stock`: the `GenericQuery` of cqrs-es over the view repository of mysql-es, as published.
//! - scan: the log read and decoded, and nothing done with it: nobody can be faster.

mod lives;
mod stock;

use std::fmt::{Display, Formatter};
use std::time::{Duration, Instant};

use infra::config::{Account, Config};
use infra::event_log::Mark;
use infra::migrations::{migrate_log, migrate_read};
use projections::runtime::{self, ALL, BATCH, Definition, Site, Wanted};
use serde::Serialize;
use sqlx::{ConnectOptions, Connection, Executor};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::BenchError;
use crate::machine::Machine;
use crate::report::{Goal, Ratio, by_name, write_ratios};

pub(crate) use lives::the_demonstration;

/// Events the scan reads at once.
const AT_ONCE: u32 = 5000;

/// What is measured.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Logs of how many events, each after the other.
    pub events: Vec<u64>,
    /// How many events the stock path takes in: more would take all day.
    pub stock: u64,
    /// Whether every projection is rebuilt by itself, too: what it costs alone.
    pub each: bool,
}

/// What was measured.
#[derive(Debug, Clone, Serialize)]
pub struct Replayed {
    /// Where.
    pub machine: Machine,
    /// A measurement each.
    pub rows: Vec<Row>,
    /// What says something on any machine.
    #[serde(serialize_with = "by_name")]
    pub ratios: Vec<Ratio>,
}

/// One measurement.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// ours, stock, scan
    pub path: &'static str,
    /// orders, all; any other: that one by itself
    pub projection: &'static str,
    /// How many events there were: for `orders` those of orders, for the others all.
    pub events: u64,
    /// How many of them in a second.
    pub events_per_second: f64,
}

/// Measures on the primary of `config`, in databases whose names begin with `prefix`; they are dropped
/// at the end.
///
/// # Errors
/// [`BenchError`].
pub async fn measure(
    plan: &Plan,
    machine: Machine,
    (config, admin): (&Config, &Account),
    prefix: &str,
    progress: impl Fn(&str),
) -> Result<Replayed, BenchError> {
    let mut rows = Vec::new();
    for (number, events) in plan.events.iter().enumerate() {
        let config = named(config, &format!("{prefix}_{number}"));
        migrate_log(&config, admin).await?;
        migrate_read(&config, admin).await?;
        progress(&format!("writing a log of {events} events"));
        lives::write(&config, *events).await?;
        let site = Site::open(&config).await?;
        let keeping = site.leases().keep();
        let of_orders = of_orders(&site).await?;
        let head = u64::try_from(site.tail().head().await?).unwrap_or(0);
        let mut note = |row: Row| {
            progress(&row.line());
            rows.push(row);
        };
        note(scan(&site).await?);
        note(ours(&site, "orders", &[orders()?], of_orders).await?);
        note(ours(&site, "all", &ALL, head).await?);
        // Those of `orders` are there.
        for definition in ALL.iter().filter(|one| plan.each && one.name != "orders") {
            note(ours(&site, definition.name, &[*definition], head).await?);
        }
        // The first log is as good for it as any: each event costs it the same.
        if number == 0 {
            note(stock::measure(&site, &config, admin, plan.stock).await?);
        }
        keeping.abort();
        drop_all(&config, admin).await?;
    }
    let ratios = ratios(&rows);
    Ok(Replayed { machine, rows, ratios })
}

/// The same servers with other databases.
fn named(config: &Config, name: &str) -> Config {
    let read = format!("{name}_read");
    Config {
        primary: config.primary.named(name),
        read: config.read.named(&read),
        work: config.work.named(&read),
        ..config.clone()
    }
}

async fn drop_all(config: &Config, admin: &Account) -> Result<(), BenchError> {
    let server = config.primary.server().username(&admin.user).password(&admin.password);
    let mut server = server.connect().await?;
    let shelves = infra::read_db::Shelf::ALL.map(|shelf| shelf.of(&config.read.name));
    for name in shelves.iter().chain([&config.primary.name]) {
        server.execute(format!("DROP DATABASE IF EXISTS `{name}`").as_str()).await?;
    }
    Ok(server.close().await?)
}

fn orders() -> Result<Definition, BenchError> {
    runtime::named("orders").ok_or(BenchError::Nothing("there is no projection orders"))
}

async fn of_orders(site: &Site) -> Result<u64, BenchError> {
    let sql = "SELECT COUNT(*) FROM events WHERE aggregate_type = 'order'";
    let row = sqlx::query(sql).fetch_one(site.log()).await?;
    Ok(u64::try_from(sqlx::Row::try_get::<i64, _>(&row, 0)?).unwrap_or(0))
}

async fn scan(site: &Site) -> Result<Row, BenchError> {
    let begun = Instant::now();
    let (mut mark, mut events) = (Mark::START, 0);
    loop {
        let records = site.tail().after(mark, AT_ONCE).await?;
        let Some(last) = records.last() else { break };
        mark = last.mark;
        events += records.len() as u64;
    }
    Ok(Row::of("scan", "all", events, begun.elapsed()))
}

async fn ours(
    site: &Site,
    projection: &'static str,
    definitions: &[Definition],
    events: u64,
) -> Result<Row, BenchError> {
    let begun = Instant::now();
    let feed = site.feed(BATCH);
    let (_stop, stopping) = watch::channel(false);
    let mut works = JoinSet::new();
    for definition in definitions.iter().copied() {
        let (site, feed, stopping) = (site.clone(), feed.clone(), stopping.clone());
        works.spawn(async move {
            let wanted = Wanted { compare: false, fresh: true };
            runtime::rebuild(&site, &feed, definition, wanted, &|_| (), &stopping).await
        });
    }
    for outcome in works.join_all().await {
        let rebuilt = outcome.map_err(|error| BenchError::Worker(error.to_string()))?;
        if rebuilt.parked > 0 {
            return Err(BenchError::Wrong { path: "ours", what: "events were parked".to_owned() });
        }
    }
    Ok(Row::of("ours", projection, events, begun.elapsed()))
}

impl Row {
    #[allow(clippy::cast_precision_loss)] // for people
    fn of(path: &'static str, projection: &'static str, events: u64, took: Duration) -> Self {
        let events_per_second = events as f64 / took.as_secs_f64().max(0.001);
        Self { path, projection, events, events_per_second }
    }

    fn line(&self) -> String {
        let Self { path, projection, events, events_per_second } = self;
        format!("{path} {projection}: {events} events, {events_per_second:.0}/s")
    }
}

fn ratios(rows: &[Row]) -> Vec<Ratio> {
    let of = |path: &str, projection: &str| {
        let of = rows.iter().filter(move |row| row.path == path && row.projection == projection);
        of.map(|row| row.events_per_second).collect::<Vec<f64>>()
    };
    let (orders, all) = (of("ours", "orders"), of("ours", "all"));
    let (stock, scan) = (of("stock", "orders"), of("scan", "all"));
    let ratio = |name: &str, over: Option<&f64>, under: Option<&f64>, goal| {
        let value = over.zip(under).map(|(over, under)| over / under)?;
        Some(Ratio { name: name.to_owned(), value, goal })
    };
    [
        ratio("ordersOursToStock", orders.last(), stock.first(), Some(Goal::AtLeast(50.0))),
        ratio("allOursToScan", all.last(), scan.last(), None),
        ratio("ordersLongestToShortest", orders.last(), orders.first(), Some(Goal::AtLeast(0.8))),
        ratio("allLongestToShortest", all.last(), all.first(), Some(Goal::AtLeast(0.8))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl Display for Replayed {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}\n", self.machine)?;
        writeln!(f, "{:<8}{:<12}{:>12}{:>12}", "path", "projection", "events", "events/s")?;
        for Row { path, projection, events, events_per_second } in &self.rows {
            writeln!(f, "{path:<8}{projection:<12}{events:>12}{events_per_second:>12.0}")?;
        }
        write_ratios(f, &self.ratios)
    }
}
