//! What is measured, in what order.

use super::path::{Aggregates, Path};
use crate::BenchError;

/// What to measure.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Seconds each measurement takes.
    pub seconds: f64,
    /// Seconds before it that do not count.
    pub warm_up: f64,
    /// How many commands are under way at once, in one process.
    pub concurrency: Vec<u32>,
    /// In how many processes: 1 for the above, more for the largest of them shared out.
    pub processes: Vec<u32>,
    /// Which tallies several processes work on.
    pub aggregates: Vec<Aggregates>,
    /// Which paths.
    pub paths: Vec<Path>,
    /// Tallies that a measurement chooses from.
    pub hot: u64,
    /// How often the whole is done; the figures are those of all together.
    pub repeat: u32,
}

/// A setting under which every path is measured once, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Round {
    pub processes: u32,
    /// In each of them.
    pub concurrency: u32,
    pub aggregates: Aggregates,
}

impl Plan {
    /// The rounds of one repetition.
    pub(super) fn rounds(&self) -> Vec<Round> {
        let most = self.concurrency.iter().copied().max().unwrap_or(1);
        let mut rounds = Vec::new();
        for processes in self.processes.iter().copied() {
            if processes == 1 {
                rounds.extend(self.concurrency.iter().map(|concurrency| Round {
                    processes,
                    concurrency: *concurrency,
                    aggregates: Aggregates::Separate,
                }));
            } else {
                rounds.extend(self.aggregates.iter().map(|aggregates| Round {
                    processes,
                    concurrency: most.div_ceil(processes),
                    aggregates: *aggregates,
                }));
            }
        }
        rounds
    }

    /// The paths of a round, each time beginning with another, so that none is always the first on
    /// a rested machine.
    pub(super) fn paths_in(&self, round: Round, turn: usize) -> Vec<Path> {
        let mut paths: Vec<Path> = self
            .paths
            .iter()
            .copied()
            .filter(|path| round.processes == 1 || path.in_several())
            .collect();
        if !paths.is_empty() {
            let by = turn % paths.len();
            paths.rotate_left(by);
        }
        paths
    }

    /// Refuses what cannot be measured.
    pub(super) fn check(&self) -> Result<(), BenchError> {
        let all = [
            (self.seconds <= 0.0, "give --seconds more than 0"),
            (self.warm_up < 0.0, "give --warm-up 0 or more"),
            (self.concurrency.contains(&0), "give --concurrency numbers from 1"),
            (self.concurrency.iter().any(|n| *n > 350), "give --concurrency numbers up to 350"),
            (self.processes.contains(&0), "give --processes numbers from 1"),
            (
                self.hot < 1_u64.max(self.processes.iter().copied().max().unwrap_or(1).into()),
                "give --hot at least one aggregate for each process",
            ),
            (self.repeat == 0, "give --repeat 1 or more"),
        ];
        if let Some((_, what)) = all.iter().find(|(wrong, _)| *wrong) {
            return Err(BenchError::Nothing(what));
        }
        if self.rounds().iter().all(|round| self.paths_in(*round, 0).is_empty()) {
            return Err(BenchError::Nothing("these paths do not run in several processes"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        Plan {
            seconds: 8.0,
            warm_up: 2.0,
            concurrency: vec![1, 8, 32, 128],
            processes: vec![1, 3],
            aggregates: Aggregates::ALL.to_vec(),
            paths: Path::ALL.to_vec(),
            hot: 20_000,
            repeat: 1,
        }
    }

    #[test]
    fn several_processes_share_what_one_has_at_most() {
        let rounds = plan().rounds();
        assert_eq!(rounds.len(), 6);
        let (processes, concurrency) = (3, 43);
        let aggregates = Aggregates::Same;
        assert_eq!(rounds[5], Round { processes, concurrency, aggregates });
    }

    #[test]
    fn each_path_has_its_turn_at_being_the_first() {
        let (plan, round) = (plan(), plan().rounds()[0]);
        let first: Vec<Path> = (0..4).map(|turn| plan.paths_in(round, turn)[0]).collect();
        assert_eq!(first, Path::ALL);
    }

    #[test]
    fn a_plan_that_measures_nothing_is_refused() {
        let only_raw = vec![Path::RawMultiRow];
        let refused = Plan { processes: vec![3], paths: only_raw, ..plan() }.check();
        assert!(refused.is_err());
        assert!(Plan { concurrency: vec![0], ..plan() }.check().is_err());
        assert!(plan().check().is_ok());
    }
}
