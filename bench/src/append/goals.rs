//! The figures of a measurement, the ratios that say something on any machine, and how large they
//! are to be.

use super::drive::Outcome;
use super::path::{Aggregates, Path};
use super::plan::Round;
use crate::report::{Goal, Ratio, Row};

/// The report's row of a measurement.
#[allow(clippy::cast_precision_loss)] // counts far below 2^52
pub(super) fn row(path: Path, round: Round, mut outcome: Outcome) -> Row {
    outcome.micros.sort_unstable();
    let at = |share: f64| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // within the slice
        let index = (outcome.micros.len().saturating_sub(1) as f64 * share).round() as usize;
        f64::from(outcome.micros.get(index).copied().unwrap_or(0)) / 1000.0
    };
    Row {
        path: path.name().to_owned(),
        processes: round.processes,
        concurrency: round.concurrency,
        aggregates: round.aggregates.name().to_owned(),
        commands_per_second: outcome.measured.commands as f64 / outcome.seconds,
        events_per_second: outcome.measured.events as f64 / outcome.seconds,
        p50_ms: at(0.5),
        p99_ms: at(0.99),
    }
}

/// The ratios that the rows allow.
pub(super) fn ratios(rows: &[Row]) -> Vec<Ratio> {
    let commands = |row: &Row| row.commands_per_second;
    let events = |row: &Row| row.events_per_second;
    let p99 = |row: &Row| row.p99_ms;
    let mut ratios = Vec::new();
    let one = |path, concurrency| find(rows, path, 1, Some(concurrency), Aggregates::Separate);
    for row in rows.iter().filter(|row| row.path == Path::Ours.name() && row.processes == 1) {
        let concurrency = row.concurrency;
        let at = |name: &str| format!("{name}At{concurrency}");
        let stock = one(Path::Stock, concurrency);
        let goal = match concurrency {
            1 => Some(Goal::AtLeast(1.0)),
            32 => Some(Goal::AtLeast(3.0)),
            128 => Some(Goal::AtLeast(6.0)),
            _ => None,
        };
        push(&mut ratios, at("oursToStock"), commands, (Some(row), stock), goal);
        let goal = (concurrency == 128).then_some(Goal::AtMost(1.0 / 3.0));
        push(&mut ratios, at("p99OursToStock"), p99, (Some(row), stock), goal);
        let goal = (concurrency == 128).then_some(Goal::AtLeast(0.6));
        let raw = one(Path::RawMultiRow, concurrency);
        push(&mut ratios, at("oursToRawMultiRow"), events, (Some(row), raw), goal);
        let single = one(Path::SingleRow, concurrency);
        push(&mut ratios, at("oursToSingleRow"), events, (Some(row), single), None);
    }
    let several = rows.iter().filter(|row| row.path == Path::Ours.name() && row.processes > 1);
    for row in several {
        let (goal, aggregates) = if row.aggregates == Aggregates::Same.name() {
            (Goal::AtLeast(0.6), "Same")
        } else {
            (Goal::AtLeast(0.95), "Separate")
        };
        let most = rows
            .iter()
            .filter(|row| row.path == Path::Ours.name() && row.processes == 1)
            .max_by_key(|row| row.concurrency);
        let name = format!("ours{}ProcessesToOneOn{aggregates}", row.processes);
        push(&mut ratios, name, commands, (Some(row), most), Some(goal));
    }
    ratios
}

fn find(
    rows: &[Row],
    path: Path,
    processes: u32,
    concurrency: Option<u32>,
    aggregates: Aggregates,
) -> Option<&Row> {
    rows.iter().find(|row| {
        row.path == path.name()
            && row.processes == processes
            && concurrency.is_none_or(|concurrency| row.concurrency == concurrency)
            && row.aggregates == aggregates.name()
    })
}

fn push(
    ratios: &mut Vec<Ratio>,
    name: String,
    figure: impl Fn(&Row) -> f64,
    (of, to): (Option<&Row>, Option<&Row>),
    goal: Option<Goal>,
) {
    if let (Some(of), Some(to)) = (of, to) {
        ratios.push(Ratio { name, value: figure(of) / figure(to), goal });
    }
}
