//! What was measured, for people and for programs.

use std::fmt::{Display, Formatter};
use std::time::Duration;

use infra::access::PasswordCost;
use serde::Serialize;

use super::Plan;
use super::clients::{Answered, REQUESTS};
use crate::machine::Machine;
use crate::report::{Goal, Ratio, by_name, write_ratios};

/// The figures.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Served {
    /// Where.
    pub machine: Machine,
    /// What signing in costs.
    pub passwords: Passwords,
    /// A measurement each.
    pub rows: Vec<Row>,
    /// The till with those who sign in, over the till alone.
    #[serde(serialize_with = "by_name")]
    pub ratios: Vec<Ratio>,
}

/// How passwords are computed.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Passwords {
    /// `PASSWORD_MEMORY_KIB`
    pub memory_kib: u32,
    /// `PASSWORD_PASSES`
    pub passes: u32,
    /// `PASSWORD_WORKERS`
    pub workers: u32,
    /// `PASSWORD_NICENESS`
    pub niceness: u32,
}

/// One measurement.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// quiet (the till alone), logins (while others sign in), door (those alone)
    pub path: &'static str,
    /// till (all of the till's), or which of its requests; login
    pub request: &'static str,
    /// How many clients ask that at once.
    pub concurrency: u32,
    /// Answers in a second.
    pub per_second: f64,
    /// Half of them took no longer.
    pub p50_ms: f64,
    /// All but one in a hundred took no longer.
    pub p99_ms: f64,
}

/// What was answered in all rounds of one kind.
#[derive(Debug, Default)]
pub(super) struct Phase {
    took: Duration,
    answered: Vec<Answered>,
}

impl Phase {
    pub(super) fn add(&mut self, took: Duration, answered: Vec<Answered>) {
        self.took += took;
        self.answered.extend(answered);
    }

    fn row(
        &self,
        path: &'static str,
        request: &'static str,
        concurrency: u32,
        is: impl Fn(&str) -> bool,
    ) -> Row {
        let those = self.answered.iter().filter(|(what, ..)| is(what));
        let mut millis: Vec<f64> = those.map(|(.., millis)| *millis).collect();
        millis.sort_unstable_by(f64::total_cmp);
        let last = millis.len().saturating_sub(1);
        let at = |share: usize| millis.get((millis.len() * share / 100).min(last)).copied();
        let count = u32::try_from(millis.len()).unwrap_or(u32::MAX);
        Row {
            path,
            request,
            concurrency,
            per_second: f64::from(count) / self.took.as_secs_f64(),
            p50_ms: at(50).unwrap_or(f64::NAN),
            p99_ms: at(99).unwrap_or(f64::NAN),
        }
    }

    fn rows(&self, path: &'static str, concurrency: u32) -> Vec<Row> {
        let mut rows = vec![self.row(path, "till", concurrency, |what| what != "login")];
        rows.extend(REQUESTS.map(|of| self.row(path, of, concurrency, |what| what == of)));
        rows
    }
}

impl Served {
    pub(super) fn of(
        plan: Plan,
        machine: Machine,
        cost: PasswordCost,
        [quiet, busy, alone]: [&Phase; 3],
    ) -> Self {
        let mut rows = quiet.rows("quiet", plan.concurrency);
        let mut ratios = Vec::new();
        if plan.logins > 0 {
            let beside = busy.rows("logins", plan.concurrency);
            let over = |of: fn(&Row) -> f64| of(&beside[0]) / of(&rows[0]);
            let ratio =
                |name: &str, value, goal| Ratio { name: name.to_owned(), value, goal: Some(goal) };
            ratios = vec![
                ratio("tillP50LoginsToQuiet", over(|row| row.p50_ms), Goal::AtMost(2.0)),
                ratio("tillP99LoginsToQuiet", over(|row| row.p99_ms), Goal::AtMost(2.0)),
                ratio("tillPerSecondLoginsToQuiet", over(|row| row.per_second), Goal::AtLeast(0.5)),
            ];
            rows.extend(beside);
            for (phase, path) in [(busy, "logins"), (alone, "door")] {
                rows.push(phase.row(path, "login", plan.logins, |what| what == "login"));
            }
        }
        let PasswordCost { memory_kib, passes, workers, niceness, .. } = cost;
        let passwords = Passwords { memory_kib, passes, workers, niceness };
        Self { machine, passwords, rows, ratios }
    }
}

impl Display for Served {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Passwords { memory_kib, passes, workers, niceness } = self.passwords;
        writeln!(f, "{}", self.machine)?;
        writeln!(
            f,
            "a password: {memory_kib} KiB, {passes} passes; {workers} at once, niceness {niceness}\n"
        )?;
        writeln!(
            f,
            "{:<9}{:<10}{:>9}{:>11}{:>9}{:>10}",
            "path", "request", "at once", "answers/s", "p50 ms", "p99 ms"
        )?;
        for Row { path, request, concurrency, per_second, p50_ms, p99_ms } in &self.rows {
            writeln!(
                f,
                "{path:<9}{request:<10}{concurrency:>9}{per_second:>11.1}{p50_ms:>9.2}{p99_ms:>10.2}"
            )?;
        }
        write_ratios(f, &self.ratios)
    }
}
