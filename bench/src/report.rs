//! What a benchmark reports: the machine, rows, ratios. For people a table with the goals beside
//! it, for programs JSON of one form, whichever benchmark it was.

use std::fmt::{Display, Formatter};

use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use crate::machine::Machine;

/// A benchmark's figures.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Where they were measured.
    pub machine: Machine,
    /// A measurement each.
    pub rows: Vec<Row>,
    /// What says something on any machine.
    #[serde(serialize_with = "by_name")]
    pub ratios: Vec<Ratio>,
}

/// One measurement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// What was measured.
    pub path: String,
    /// In how many processes.
    pub processes: u32,
    /// How many commands were under way at once, in each of them.
    pub concurrency: u32,
    /// Which aggregates they worked on: each its own part, or all the same.
    pub aggregates: String,
    /// Commands acknowledged in a second.
    pub commands_per_second: f64,
    /// Events in them.
    pub events_per_second: f64,
    /// Half of the commands took no longer.
    pub p50_ms: f64,
    /// All but one in a hundred took no longer.
    pub p99_ms: f64,
}

/// One figure over another.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratio {
    /// Its name, such as `oursToStockAt128`.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// How large it is to be, if that was ever said.
    pub goal: Option<Goal>,
}

/// How large a ratio is to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Goal {
    /// No smaller.
    AtLeast(f64),
    /// No larger.
    AtMost(f64),
}

impl Goal {
    /// Whether that value reaches it.
    pub fn is_reached(self, value: f64) -> bool {
        match self {
            Self::AtLeast(goal) => value >= goal,
            Self::AtMost(goal) => value <= goal,
        }
    }
}

pub(crate) fn by_name<S: Serializer>(ratios: &[Ratio], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(ratios.len()))?;
    for ratio in ratios {
        map.serialize_entry(&ratio.name, &rounded(ratio.value))?;
    }
    map.end()
}

/// More digits would claim more than was measured.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}\n", self.machine)?;
        let head = ["path", "processes", "at once", "aggregates"];
        let [path, processes, at_once, aggregates] = head;
        writeln!(
            f,
            "{path:<14}{processes:>10}{at_once:>9}  {aggregates:<11}{:>11}{:>10}{:>9}{:>9}",
            "commands/s", "events/s", "p50 ms", "p99 ms"
        )?;
        for row in &self.rows {
            writeln!(
                f,
                "{:<14}{:>10}{:>9}  {:<11}{:>11.0}{:>10.0}{:>9.2}{:>9.2}",
                row.path,
                row.processes,
                row.concurrency,
                row.aggregates,
                row.commands_per_second,
                row.events_per_second,
                row.p50_ms,
                row.p99_ms
            )?;
        }
        write_ratios(f, &self.ratios)
    }
}

pub(crate) fn write_ratios(f: &mut Formatter<'_>, ratios: &[Ratio]) -> std::fmt::Result {
    if !ratios.is_empty() {
        writeln!(f, "\n{:<32}{:>8}  goal", "ratio", "value")?;
    }
    for ratio in ratios {
        write!(f, "{:<32}{:>8.2}", ratio.name, ratio.value)?;
        match ratio.goal {
            Some(goal @ (Goal::AtLeast(n) | Goal::AtMost(n))) => {
                let sign = if matches!(goal, Goal::AtLeast(_)) { "≥" } else { "≤" };
                let reached = if goal.is_reached(ratio.value) { "reached" } else { "MISSED" };
                writeln!(f, "  {sign} {n:.2} {reached}")?;
            }
            None => writeln!(f)?,
        }
    }
    Ok(())
}
