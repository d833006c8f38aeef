//! `kharisma bench freshness`: how long after its commit an event is seen in a read model, beside how
//! long the replica takes to have it at all.

use std::fmt::{Display, Formatter};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::Utc;
use domain::drawer::Drawer;
use infra::config::{Account, Config};
use infra::event_log::{Draft, EventLog, LogError, Metadata};
use infra::keyed_hash::KeyedHash;
use infra::migrations::{migrate_log, migrate_read};
use infra::redis::{Redis, announce_commits};
use projections::Workers;
use serde::Serialize;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{ConnectOptions, MySqlPool, Row as _};
use tokio::time::MissedTickBehavior;

use crate::BenchError;
use crate::machine::Machine;
use crate::report::{Goal, Ratio, by_name, write_ratios};

/// How often somebody looks whether it is there.
const LOOK: Duration = Duration::from_micros(300);
/// Seconds that do not count.
const WARM_UP: f64 = 1.0;
/// How long the last ones may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// What was measured.
#[derive(Debug, Clone, Serialize)]
pub struct Fresh {
    /// Where.
    pub machine: Machine,
    /// Commands a second.
    pub commands_per_second: f64,
    /// A measurement each.
    pub rows: Vec<Row>,
    /// The figures against their goals.
    #[serde(serialize_with = "by_name")]
    pub ratios: Vec<Ratio>,
}

/// One measurement.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// ours (visible in a read model), replication (there at all on the replica)
    pub path: &'static str,
    /// Half of the events took no longer.
    pub p50_ms: f64,
    /// All but one in a hundred took no longer.
    pub p99_ms: f64,
}

/// When which position was first known to be somewhere.
type Seen = Arc<Mutex<Vec<(i64, Instant)>>>;

/// Has commands carried out at a pace, and looks when their events arrive.
///
/// # Errors
/// [`BenchError`].
pub async fn measure(
    (seconds, a_second): (f64, f64),
    machine: Machine,
    (config, admin): (&Config, &Account),
    progress: impl Fn(&str),
) -> Result<Fresh, BenchError> {
    migrate_log(config, admin).await?;
    migrate_read(config, admin).await?;
    let pool = config.primary.pool(8);
    let hash = KeyedHash::new(&config.hash_secret);
    let (log, _) =
        EventLog::open(config.primary.options(), pool, hash, config.personal_keys()).await?;
    let redis = Redis::open(&config.redis_url).map_err(|e| BenchError::Worker(e.to_string()))?;
    let announcing = announce_commits(redis.clone(), log.id().to_owned(), log.commits());
    let waiting = config.work.named(&config.primary.name).pool(1);
    wait_for(&waiting).await?;
    let workers = Workers::start(config, redis).await?;
    let (replicated, projected): (Seen, Seen) = (Arc::default(), Arc::default());
    let on_replica = config.work.named(&config.primary.name).options();
    let head = "SELECT CAST(COALESCE(MAX(position), 0) AS SIGNED) FROM events";
    let there = "SELECT CAST(COALESCE(MAX(position), 0) AS SIGNED) FROM drawer_sessions_checkpoint";
    let looking = Arc::new(AtomicBool::new(true));
    for (options, sql, seen) in
        [(on_replica, head, &replicated), (config.read.options(), there, &projected)]
    {
        watch(options, sql, Arc::clone(seen), Arc::clone(&looking))?;
    }
    progress(&format!("{a_second} commands a second for {seconds} seconds"));
    // What is slow the first time does not count.
    commands(&log, (1_000_000, WARM_UP), a_second).await?;
    let committed = commands(&log, (2_000_000, seconds), a_second).await?;
    let last = committed.last().map_or(0, |(position, _)| *position);
    let begun = Instant::now();
    while [&replicated, &projected].iter().any(|seen| reached(seen) < last) {
        if begun.elapsed() > PATIENCE {
            return Err(BenchError::Wrong { path: "ours", what: "events are missing".to_owned() });
        }
        tokio::time::sleep(LOOK).await;
    }
    looking.store(false, Ordering::Relaxed);
    workers.stop().await;
    announcing.abort();
    let rows =
        vec![row("replication", &committed, &replicated), row("ours", &committed, &projected)];
    let ratios = ratios(&rows);
    Ok(Fresh { machine, commands_per_second: a_second, rows, ratios })
}

async fn wait_for(log: &MySqlPool) -> Result<(), BenchError> {
    let begun = Instant::now();
    while sqlx::query("SELECT position FROM log_head").fetch_one(log).await.is_err() {
        if begun.elapsed() > PATIENCE {
            return Err(BenchError::Nothing("the replica does not follow"));
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

/// Carries out commands at that pace; where each stands, and when it was acknowledged.
async fn commands(
    log: &EventLog,
    (mut id, seconds): (i64, f64),
    a_second: f64,
) -> Result<Vec<(i64, Instant)>, BenchError> {
    let mut ticks = tokio::time::interval(Duration::from_secs_f64(1.0 / a_second));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut under_way = tokio::task::JoinSet::new();
    let begun = Instant::now();
    while begun.elapsed().as_secs_f64() < seconds {
        ticks.tick().await;
        id += 1;
        let log = log.clone();
        under_way.spawn(async move {
            let mut draft = Draft::new(&Metadata::default(), Utc::now())?;
            draft.append(&infra::event_log::Loaded::<Drawer>::fresh(id), &[installed(id)?])?;
            let appended = log.append(draft).await?;
            Ok::<_, LogError>((appended.position, Instant::now()))
        });
    }
    let mut committed = Vec::new();
    while let Some(done) = under_way.join_next().await {
        committed.push(done.map_err(|error| BenchError::Worker(error.to_string()))??);
    }
    committed.sort_unstable_by_key(|(position, _)| *position);
    Ok(committed)
}

/// The smallest thing that can happen.
fn installed(id: i64) -> Result<domain::drawer::DrawerEvent, LogError> {
    let event = serde_json::json!({"DrawerInstalled": {
        "drawerId": id, "outletId": 1, "name": "Kasir", "occurredAt": Utc::now(),
        "installedBy": {"id": 1, "username": {"subject": "user/1", "plain": "admin"},
                        "fullName": {"subject": "user/1", "plain": "Admin"}},
    }});
    serde_json::from_value(event).map_err(|error| LogError::Database(error.to_string()))
}

/// Looks as often as it says, on a connection and a thread of its own: a pool would ask for a sign of life
/// each time, and a timer of the runtime's goes by milliseconds.
fn watch(
    options: MySqlConnectOptions,
    sql: &'static str,
    seen: Seen,
    looking: Arc<AtomicBool>,
) -> Result<(), BenchError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::spawn(move || {
        runtime.block_on(async move {
            let Ok(mut connection) = options.connect().await else { return };
            let mut last = 0;
            while looking.load(Ordering::Relaxed) {
                if let Ok(row) = sqlx::query(sql).fetch_one(&mut connection).await
                    && let Ok(position) = row.try_get::<i64, _>(0)
                    && position > last
                {
                    last = position;
                    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
                    seen.push((position, Instant::now()));
                }
                std::thread::sleep(LOOK);
            }
        });
    });
    Ok(())
}

fn reached(seen: &Seen) -> i64 {
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    seen.last().map_or(0, |(position, _)| *position)
}

fn row(path: &'static str, committed: &[(i64, Instant)], seen: &Seen) -> Row {
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    let mut millis: Vec<f64> = committed
        .iter()
        .filter_map(|(position, at)| {
            let first = seen.partition_point(|(there, _)| there < position);
            let (_, there) = seen.get(first)?;
            Some(there.saturating_duration_since(*at).as_secs_f64() * 1000.0)
        })
        .collect();
    millis.sort_unstable_by(f64::total_cmp);
    let at =
        |share: usize| millis.get((millis.len() * share / 100).min(millis.len().saturating_sub(1)));
    let of = |share| at(share).copied().unwrap_or(f64::NAN);
    Row { path, p50_ms: of(50), p99_ms: of(99) }
}

fn ratios(rows: &[Row]) -> Vec<Ratio> {
    let ours = rows.iter().find(|row| row.path == "ours");
    let ratio = |name: &str, value, goal| Ratio { name: name.to_owned(), value, goal };
    ours.map_or_else(Vec::new, |row| {
        vec![
            ratio("p50Ms", row.p50_ms, Some(Goal::AtMost(4.0))),
            ratio("p99Ms", row.p99_ms, Some(Goal::AtMost(8.0))),
        ]
    })
}

impl Display for Fresh {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}; {:.0} commands/s\n", self.machine, self.commands_per_second)?;
        writeln!(f, "{:<14}{:>9}{:>9}", "path", "p50 ms", "p99 ms")?;
        for Row { path, p50_ms, p99_ms } in &self.rows {
            writeln!(f, "{path:<14}{p50_ms:>9.2}{p99_ms:>9.2}")?;
        }
        write_ratios(f, &self.ratios)
    }
}
