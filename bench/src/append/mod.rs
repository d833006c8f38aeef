//! `kharisma bench append`: commands a second on the log, beside what people would pick instead.
//!
//! - [`Plan`]: what is measured. Each round is one setting, in which the paths take turns.
//! - `ours`, `stock`, `single_row`, `raw_multi_row`: the paths, each in a file.
//! - `worker`, `workers`: every measurement runs in processes of its own, so that nothing warm is
//!   left for the next.
//! - `databases`, `check`: a database per path, equal at the start, counted after each measurement.

mod check;
mod databases;
mod drive;
mod goals;
mod ours;
mod path;
mod plan;
mod raw_multi_row;
mod rows;
mod single_row;
mod stock;
mod tally;
mod worker;
mod workers;
mod workload;

use std::time::Duration;

use infra::config::{Account, Config};
use sqlx::Connection;

pub use path::{Aggregates, Path};
pub use plan::Plan;
pub use worker::work;
pub use workers::WorkerProgram;

use crate::BenchError;
use crate::machine::Machine;
use crate::report::{Report, Row};
use databases::Site;
use drive::{Outcome, Pace};
use plan::Round;
use worker::Job;

/// What the server still does for the measurement before may run out.
const REST: Duration = Duration::from_millis(500);

/// Measures what `plan` says on the primary of `config`, in databases whose names begin with
/// `prefix`; they are dropped at the end.
///
/// # Errors
/// [`BenchError`].
pub async fn measure(
    plan: &Plan,
    machine: Machine,
    (config, admin): (&Config, &Account),
    prefix: &str,
    program: &WorkerProgram,
    progress: impl Fn(&str),
) -> Result<Report, BenchError> {
    plan.check()?;
    let site = Site { config, admin, prefix };
    let rounds: Vec<Round> = (0..plan.repeat).flat_map(|_| plan.rounds()).collect();
    let tallies = plan.hot * rounds.len() as u64;
    progress(&format!("making {tallies} aggregates for each path"));
    let seeded = site.make(&plan.paths, tallies).await?;
    // What was made is still on its way to the disk.
    tokio::time::sleep(Duration::from_secs_f64(plan.warm_up * 5.0)).await;
    let mut held: Vec<(Path, u64)> = plan.paths.iter().map(|path| (*path, seeded)).collect();
    let mut results: Vec<(Path, Round, Outcome)> = Vec::new();
    for (turn, round) in rounds.iter().enumerate() {
        for path in plan.paths_in(*round, turn) {
            tokio::time::sleep(REST).await;
            let jobs = jobs(plan, &site, path, *round, turn as u64);
            let outcome = workers::run(program, &jobs).await?;
            progress(&line(turn, rounds.len(), path, *round, &outcome));
            if let Some((_, events)) = held.iter_mut().find(|(of, _)| *of == path) {
                *events += outcome.acknowledged.events;
                let mut connection = site.admin(path).await?;
                check::check(&mut connection, path, *events).await?;
                connection.close().await?;
            }
            match results.iter_mut().find(|(p, r, _)| (*p, *r) == (path, *round)) {
                Some((_, _, earlier)) => earlier.behind(outcome),
                None => results.push((path, *round, outcome)),
            }
        }
    }
    site.drop_all(&plan.paths).await?;
    results.sort_by_key(|(path, round, _)| {
        (rounds.iter().position(|r| r == round), Path::ALL.iter().position(|p| p == path))
    });
    let rows: Vec<Row> = results
        .into_iter()
        .map(|(path, round, outcome)| goals::row(path, round, outcome))
        .collect();
    let ratios = goals::ratios(&rows);
    Ok(Report { machine, rows, ratios })
}

/// A job for each process of a round. Every round has tallies of its own, the same for each path.
fn jobs(plan: &Plan, site: &Site<'_>, path: Path, round: Round, turn: u64) -> Vec<Job> {
    let database = site.database(path);
    let first = 1 + turn * plan.hot;
    let part = plan.hot / u64::from(round.processes);
    (0..u64::from(round.processes))
        .map(|process| {
            let (first, count) = match round.aggregates {
                Aggregates::Separate => (first + process * part, part),
                Aggregates::Same => (first, plan.hot),
            };
            Job {
                path,
                host: database.host.clone(),
                port: database.port,
                user: database.user.clone(),
                password: database.password.clone(),
                database: database.name.clone(),
                first: i64::try_from(first).unwrap_or(i64::MAX),
                count,
                seed: (turn << 32) | process,
                pace: Pace {
                    concurrency: round.concurrency,
                    warm_up: plan.warm_up,
                    seconds: plan.seconds,
                },
            }
        })
        .collect()
}

#[allow(clippy::cast_precision_loss)] // for people
fn line(turn: usize, turns: usize, path: Path, round: Round, outcome: &Outcome) -> String {
    let at_once = if round.processes == 1 {
        format!("{} at once", round.concurrency)
    } else {
        let (processes, each) = (round.processes, round.concurrency);
        format!("{processes} processes x {each}, {} aggregates", round.aggregates.name())
    };
    let rate = outcome.measured.commands as f64 / outcome.seconds;
    let lost = match outcome.acknowledged.lost_races {
        0 => String::new(),
        lost => format!(", {lost} lost races"),
    };
    let name = path.name();
    format!("round {} of {turns}: {name}, {at_once}: {rate:.0} commands/s{lost}", turn + 1)
}
