//! What a password costs on this machine: time a hash takes, for candidates of memory and passes. The
//! code that signs people in computes them.

use std::fmt::{Display, Formatter};
use std::time::Duration;

use infra::access::PasswordCost;
use infra::credentials::time_of;
use serde::Serialize;

use crate::BenchError;

/// Memory in KiB, and passes; the first is OWASP's.
const CANDIDATES: [(u32, u32); 7] =
    [(19_456, 2), (19_456, 3), (32_768, 2), (47_104, 1), (32_768, 3), (47_104, 2), (65_536, 2)];
/// What a hash shall cost, in milliseconds: dear to a guesser, bearable to whoever signs in.
const GOAL: std::ops::RangeInclusive<f64> = 50.0..=100.0;

/// A candidate.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// `PASSWORD_MEMORY_KIB`
    pub memory_kib: u32,
    /// `PASSWORD_PASSES`
    pub passes: u32,
    /// What a hash takes, the quickest of all: with nobody in the way.
    pub least_ms: f64,
    /// What it takes in the middle.
    pub median_ms: f64,
    /// Whether that is within the goal.
    pub within_goal: bool,
}

/// All of them.
#[derive(Debug, Serialize)]
pub struct Candidates(Vec<Candidate>);

impl Display for Candidates {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "memory KiB  passes  least ms  median ms  {}..{} ms",
            GOAL.start(),
            GOAL.end()
        )?;
        for Candidate { memory_kib, passes, least_ms, median_ms, within_goal } in &self.0 {
            let good = if *within_goal { "yes" } else { "no" };
            writeln!(f, "{memory_kib:10}  {passes:6}  {least_ms:8.1}  {median_ms:9.1}  {good}")?;
        }
        Ok(())
    }
}

/// Computes each candidate so often.
///
/// # Errors
/// [`BenchError::Log`] if a hash cannot be computed.
pub async fn measure(times: u32) -> Result<Candidates, BenchError> {
    let mut candidates = Vec::new();
    for (memory_kib, passes) in CANDIDATES {
        let cost = PasswordCost { memory_kib, passes, workers: 1, queue: 1, niceness: 0 };
        let mut took = time_of(cost, times.max(1)).await?;
        took.sort_unstable();
        let ms = |duration: Duration| duration.as_secs_f64() * 1000.0;
        let median_ms = ms(took[took.len() / 2]);
        candidates.push(Candidate {
            memory_kib,
            passes,
            least_ms: ms(took[0]),
            median_ms,
            within_goal: GOAL.contains(&median_ms),
        });
    }
    Ok(Candidates(candidates))
}
