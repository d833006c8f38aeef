//! `kharisma bench queries`: how long a page of each list takes in a shop of a million orders, with its
//! count, in whatever order and with whatever filters it is asked for.
//!
//! - `shop`: the read tables of such a shop, filled by a few statements.
//! - `lists`: every list of the contract, with every choice of its filters.

mod chance;
mod lists;
mod people;
mod shop;

use std::fmt::{Display, Formatter};
use std::time::Instant;

use domain::order::ServiceType;
use domain::values::BusinessDay;
use infra::config::{Account, Config};
use infra::migrations::{migrate_log, migrate_read};
use projections::list::{Page, Paging, Start};
use projections::runtime::{self, ALL, BATCH, Site, Wanted};
use projections::{ReadDb, ReadError};
use serde::Serialize;
use sqlx::{ConnectOptions, Connection, MySqlConnection, Row as _};
use tokio::sync::watch;

pub use lists::{Asked, all};
pub use shop::Shop;

use crate::BenchError;
use crate::machine::Machine;
use crate::replay::the_demonstration;
use crate::report::{Goal, Ratio, by_name, write_ratios};

/// Rows of a page.
pub const ROWS: u32 = 20;
/// The last page before which rows are passed over: behind it a cursor goes on.
pub const DEEP: u32 = 500;

/// What is measured.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// How many orders the shop has.
    pub orders: u64,
    /// How often each page that is not filtered is read; those with filters are many, and read once.
    pub rounds: u32,
}

/// What was measured.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Queried {
    /// Where.
    pub machine: Machine,
    /// How many orders there were.
    pub orders: u64,
    /// A measurement each.
    pub rows: Vec<Row>,
    /// The figures against their goals.
    #[serde(serialize_with = "by_name")]
    pub ratios: Vec<Ratio>,
}

/// How long pages of a list take.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Which list.
    pub list: &'static str,
    /// first, deep (behind the ten thousandth row), filtered (each choice of filters and order, the first
    /// page and the one behind it)
    pub page: &'static str,
    /// How many were read.
    pub read: usize,
    /// Half of them took no longer.
    pub p50_ms: f64,
    /// All but one in a hundred took no longer.
    pub p99_ms: f64,
    /// What took longest.
    pub slowest: String,
}

/// Measures in the read database of `config`.
///
/// # Errors
/// [`BenchError`].
pub async fn measure(
    plan: Plan,
    machine: Machine,
    (config, admin): (&Config, &Account),
    progress: impl Fn(&str),
) -> Result<Queried, BenchError> {
    migrate_log(config, admin).await?;
    migrate_read(config, admin).await?;
    let today = BusinessDay::parse("2026-11-30").map_err(|e| BenchError::Worker(e.to_string()))?;
    let shown = shown(config).await?;
    progress(&format!("filling the tables of {} orders", plan.orders));
    let customers = (plan.orders / 20).max(100);
    let shop = Shop { orders: plan.orders, customers, today, shown };
    shop.fill(&config.work).await?;
    let read = ReadDb::open(&config.read, 2, config.personal_keys());
    let mut taken: Vec<Taken> = Vec::new();
    let lists = all(plan.orders, today);
    progress(&format!("{} ways to ask for a list", lists.len()));
    for asked in &lists {
        if asked.filtered {
            once(&read, asked, &mut taken).await?;
        } else {
            over_and_over(&read, asked, plan.rounds, &mut taken).await?;
        }
    }
    let rows = rows(&taken);
    let slowest = rows.iter().map(|row| row.p99_ms).fold(0.0, f64::max);
    let ratios = vec![Ratio {
        name: "p99MsOfTheSlowest".to_owned(),
        value: slowest,
        goal: Some(Goal::AtMost(20.0)),
    }];
    Ok(Queried { machine, orders: plan.orders, rows, ratios })
}

/// How long a page took.
struct Taken {
    list: &'static str,
    page: &'static str,
    millis: f64,
    what: String,
}

async fn once(read: &ReadDb, asked: &Asked, taken: &mut Vec<Taken>) -> Result<(), BenchError> {
    let (page, first) = timed(read, asked, Start::Page(1)).await?;
    let mut all = vec![first];
    if let Some(next) = page.next {
        all.push(timed(read, asked, Start::After(next)).await?.1);
    }
    taken.extend(all.into_iter().map(|millis| Taken {
        list: asked.list,
        page: "filtered",
        millis,
        what: asked.what.clone(),
    }));
    Ok(())
}

async fn over_and_over(
    read: &ReadDb,
    asked: &Asked,
    rounds: u32,
    taken: &mut Vec<Taken>,
) -> Result<(), BenchError> {
    let deep = timed(read, asked, Start::Page(DEEP)).await?.0.next;
    for _ in 0..rounds {
        let mut starts = vec![("first", Start::Page(1))];
        starts.extend(deep.clone().map(|place| ("deep", Start::After(place))));
        for (page, start) in starts {
            let millis = timed(read, asked, start).await?.1;
            taken.push(Taken { list: asked.list, page, millis, what: asked.what.clone() });
        }
    }
    Ok(())
}

/// As the API reads it: a moment of the tables, how many match, and the page.
async fn timed(read: &ReadDb, asked: &Asked, start: Start) -> Result<(Page<()>, f64), BenchError> {
    let (sort, descending) = (asked.sort, asked.descending);
    let paging = Paging { start, limit: ROWS, sort, descending };
    let failed = |error: ReadError| BenchError::Worker(format!("{}: {error}", asked.what));
    let begun = Instant::now();
    let mut snapshot = read.snapshot_of(&["orders", "customers"], None).await.map_err(failed)?;
    let page = asked.listing.read(&mut snapshot, &paging, |_| Ok(())).await.map_err(failed)?;
    Ok((page, begun.elapsed().as_secs_f64() * 1000.0))
}

fn rows(taken: &[Taken]) -> Vec<Row> {
    let mut names: Vec<(&str, &str)> = Vec::new();
    for one in taken {
        if !names.contains(&(one.list, one.page)) {
            names.push((one.list, one.page));
        }
    }
    let row = |(list, page)| {
        let mut of: Vec<&Taken> =
            taken.iter().filter(|one| (one.list, one.page) == (list, page)).collect();
        of.sort_unstable_by(|a, b| a.millis.total_cmp(&b.millis));
        let at = |share: usize| of.get((of.len() * share / 100).min(of.len().saturating_sub(1)));
        let millis = |share| at(share).map_or(f64::NAN, |one| one.millis);
        let slowest = of.last().map(|one| format!("{:.1} ms: {}", one.millis, one.what));
        Row {
            list,
            page,
            read: of.len(),
            p50_ms: millis(50),
            p99_ms: millis(99),
            slowest: slowest.unwrap_or_default(),
        }
    };
    names.into_iter().map(row).collect()
}

/// What the demonstration's shop shows of its things: JSON as long as it is.
async fn shown(config: &Config) -> Result<Vec<(String, String)>, BenchError> {
    the_demonstration(config).await?;
    let site = Site::open(config).await?;
    let keeping = site.leases().keep();
    let feed = site.feed(BATCH);
    let (_stop, stopping) = watch::channel(false);
    for definition in ALL {
        let wanted = Wanted { compare: false, fresh: true };
        let rebuilt = runtime::rebuild(&site, &feed, definition, wanted, &|_| (), &stopping).await;
        rebuilt.map_err(|error| BenchError::Worker(error.to_string()))?;
    }
    keeping.abort();
    let mut connection = config.work.options().connect().await?;
    let mut shown = Vec::new();
    for service in ServiceType::ALL.map(ServiceType::name) {
        let sql = format!(
            "SELECT d.state FROM order_details AS d JOIN orders AS o ON o.id = d.id
             WHERE o.service_type = '{service}' ORDER BY LENGTH(d.state)"
        );
        shown.extend(middle(&mut connection, &sql).await?.map(|json| (service.to_owned(), json)));
    }
    for (kind, column, table) in SHOWN {
        let sql = format!("SELECT {column} FROM {table} ORDER BY LENGTH({column})");
        shown.extend(middle(&mut connection, &sql).await?.map(|json| (kind.to_owned(), json)));
    }
    connection.close().await?;
    Ok(shown)
}

/// What is shown of other things, and where that stands.
const SHOWN: [(&str, &str, &str); 10] = [
    ("customer", "state", "customers"),
    ("payment", "state", "payments"),
    ("invoice", "state", "invoices"),
    ("settlement", "state", "settlements"),
    ("subscription", "state", "subscriptions"),
    ("session", "session", "drawer_sessions"),
    ("movement", "movement", "drawer_movements"),
    ("terms", "terms", "catalog"),
    ("actor", "actor", "catalog_history"),
    ("closed_day", "closed", "closed_days"),
];

/// The row in the middle, if there is any.
async fn middle(
    connection: &mut MySqlConnection,
    sql: &str,
) -> Result<Option<String>, sqlx::Error> {
    let rows = sqlx::query(sql).fetch_all(connection).await?;
    let Some(row) = rows.get(rows.len() / 2) else { return Ok(None) };
    let json: &[u8] = row.try_get_unchecked(0)?;
    Ok(Some(String::from_utf8_lossy(json).into_owned()))
}

impl Display for Queried {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}; {} orders\n", self.machine, self.orders)?;
        let head = ["list", "page", "read", "p50 ms", "p99 ms"];
        let [list, page, read, p50, p99] = head;
        writeln!(f, "{list:<18}{page:<10}{read:>7}{p50:>9}{p99:>9}  slowest")?;
        for Row { list, page, read, p50_ms, p99_ms, slowest } in &self.rows {
            writeln!(f, "{list:<18}{page:<10}{read:>7}{p50_ms:>9.2}{p99_ms:>9.2}  {slowest}")?;
        }
        write_ratios(f, &self.ratios)
    }
}
