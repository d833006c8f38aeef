//! How many commands a second the rules decide in memory, on one thread: generated days at a shop,
//! right and wrong things said, every sum looked at meanwhile.

use std::collections::BTreeMap;
use std::fmt::{Display, Formatter};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use serde::Serialize;
use shop_days::memory::Shop;
use shop_days::{Days, Planned, Refusal, ShopModel};

use crate::BenchError;

/// Days in a shop's life here, before another one opens with other dice.
const DAYS: u32 = 14;
/// How many the rules are to decide in a second, on one thread.
const GOAL: u64 = 200_000;

/// What was measured.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Decided {
    /// Commands decided, in how many shops.
    pub commands: u64,
    /// One after another, each with dice of its own.
    pub shops: u64,
    /// Decided in a second.
    pub commands_per_second: u64,
    /// Decided in a second, with the time it takes to make them up.
    pub with_the_dice_per_second: u64,
    /// How many were taken.
    pub accepted: u64,
    /// Events that came of those.
    pub events: u64,
    /// How many were refused, by kind.
    pub refused: BTreeMap<&'static str, u64>,
}

fn wrong(what: impl Display) -> BenchError {
    BenchError::Wrong { path: "rules", what: what.to_string() }
}

fn a_second(count: u64, took: Duration) -> u64 {
    let scaled = u128::from(count) * 1_000_000_000 / took.as_nanos().max(1);
    u64::try_from(scaled).unwrap_or(u64::MAX)
}

/// Has the rules decide for so long.
///
/// # Errors
/// [`BenchError::Wrong`] if a sum does not come out, or an answer is another than is expected.
pub fn measure(seconds: f64) -> Result<Decided, BenchError> {
    let time = Duration::from_secs_f64(seconds);
    let first = NaiveDate::from_ymd_opt(2026, 11, 2).ok_or_else(|| wrong("no such day"))?;
    let opens = first.and_time(chrono::NaiveTime::MIN).and_utc() - chrono::Duration::days(1);
    let mut decided = Decided::default();
    let (mut deciding, mut making) = (Duration::ZERO, Duration::ZERO);
    while decided.shops == 0 || deciding < time {
        let model = ShopModel::demonstration().map_err(wrong)?;
        let begun = Instant::now();
        let days: Vec<Planned> = Days::new(decided.shops, model.clone(), first, DAYS).collect();
        making += begun.elapsed();
        let mut shop = Shop::open(&model, opens).map_err(|why| wrong(why.name()))?;
        let mut answers: Vec<Option<Refusal>> = Vec::with_capacity(days.len());
        let begun = Instant::now();
        answers.extend(days.iter().map(|planned| shop.carry_out(planned).err()));
        deciding += begun.elapsed();
        decided.count(&days, &answers)?;
        decided.events += shop.events();
        if let Some(sum) = shop.wrong() {
            return Err(wrong(sum));
        }
    }
    decided.commands_per_second = a_second(decided.commands, deciding);
    decided.with_the_dice_per_second = a_second(decided.commands, deciding + making);
    Ok(decided)
}

impl Decided {
    fn count(&mut self, days: &[Planned], answers: &[Option<Refusal>]) -> Result<(), BenchError> {
        self.shops += 1;
        for (planned, answer) in days.iter().zip(answers) {
            if *answer != planned.refused {
                return Err(wrong(format!("{answer:?} to {planned:?}")));
            }
            self.commands += 1;
            match answer {
                None => self.accepted += 1,
                Some(why) => *self.refused.entry(why.name()).or_default() += 1,
            }
        }
        Ok(())
    }
}

impl Display for Decided {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Self { commands, shops, accepted, events, .. } = self;
        let (rules, dice) = (self.commands_per_second, self.with_the_dice_per_second);
        let reached = if rules >= GOAL { "reached" } else { "NOT reached" };
        writeln!(f, "{rules} commands a second on one thread (goal {GOAL}: {reached})")?;
        writeln!(f, "{dice} a second with the dice thrown meanwhile")?;
        writeln!(
            f,
            "{commands} commands in {shops} shops of {DAYS} days each, answered as expected"
        )?;
        writeln!(f, "{accepted} accepted, {events} events, every sum came out; refused:")?;
        for (why, count) in &self.refused {
            writeln!(f, "{count:9}  {why}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_said_is_counted_once() {
        let decided = measure(0.0).unwrap();
        let refused: u64 = decided.refused.values().sum();
        assert_eq!(decided.accepted + refused, decided.commands);
        assert!(decided.events > decided.accepted, "most commands make an event, some several");
        assert!(refused * 8 < decided.commands && refused * 13 > decided.commands, "one in ten");
        assert_eq!(decided.shops, 1);
    }
}
