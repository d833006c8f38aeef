//! Whatever is written down when, and whenever days are closed: every entry is in one statement.

use proptest::prelude::*;

use super::fixtures::cmd;
use super::{
    CloseDay, ClosedDay, DayBook, DayBookEvent, DayCloseError, DayStatement, Entry, Figure,
    Heading, Part, Period, Sums, close,
};
use crate::log::replay;
use crate::payment::PaymentMethod;
use crate::settings::fixtures::day;
use crate::values::{BusinessDay, Money};

/// What happens next at an outlet.
#[derive(Debug, Clone)]
enum Step {
    /// Something is written down for the day so many days before today.
    Write { days_ago: u64, amount: i64 },
    /// The night passes.
    Sleep,
    /// Somebody reads the figures of the day so many days before today; a few more entries are
    /// written down; then they close it with what they had read.
    Close { days_ago: u64, meanwhile: Vec<(u64, i64)> },
}

fn step() -> impl Strategy<Value = Step> {
    let entry = || (0_u64..4, 1_i64..1_000_000);
    prop_oneof![
        6 => entry().prop_map(|(days_ago, amount)| Step::Write { days_ago, amount }),
        2 => Just(Step::Sleep),
        4 => (0_u64..3, prop::collection::vec(entry(), 0..3))
            .prop_map(|(days_ago, meanwhile)| Step::Close { days_ago, meanwhile }),
    ]
}

/// An outlet, its journal, and what was closed.
struct World {
    today: u64,
    journal: Vec<(i64, BusinessDay, i64)>,
    position: i64,
    closed: Vec<DayBookEvent>,
}

impl World {
    fn date(&self, days_ago: u64) -> BusinessDay {
        day("2026-11-23").plus(self.today.saturating_sub(days_ago))
    }

    fn write(&mut self, days_ago: u64, amount: i64) {
        self.position += 1;
        self.journal.push((self.position, self.date(days_ago), amount));
    }

    fn book(&self) -> DayBook {
        replay(self.closed.clone())
    }

    fn period(&self, business_day: BusinessDay) -> Period {
        let after = self.book().last().map(ClosedDay::closing);
        Period { business_day, after, through: self.position }
    }

    fn entries(&self, period: &Period) -> Vec<Entry> {
        let inside =
            |(position, day, _): &&(i64, BusinessDay, i64)| period.part(*position, *day).is_some();
        let entry = |(_, business_day, amount): &(i64, BusinessDay, i64)| Entry {
            business_day: *business_day,
            figure: Figure::Line(
                Heading::Taken(PaymentMethod::Cash),
                Sums::one(Money::rupiah(*amount)),
            ),
        };
        self.journal.iter().filter(inside).map(entry).collect()
    }

    fn close(&mut self, days_ago: u64, meanwhile: &[(u64, i64)]) -> Result<(), DayCloseError> {
        let period = self.period(self.date(days_ago));
        let statement = DayStatement::of(&period, self.entries(&period), 0).unwrap();
        let open = self.journal.iter().map(|(_, day, _)| *day);
        let earliest_open = open.filter(|day| period.is_open_before(*day)).min();
        for (days_ago, amount) in meanwhile {
            self.write(*days_ago, *amount);
        }
        let today = self.date(0).to_string();
        let cmd = CloseDay { statement, earliest_open, ..cmd(&today, period) };
        let events = close(&self.book(), cmd)?;
        self.position += 1; // the event's own
        self.closed.extend(events);
        Ok(())
    }
}

/// Runs the steps, and in the end closes all that is left.
fn run(steps: &[Step]) -> World {
    let mut world = World { today: 3, journal: Vec::new(), position: 0, closed: Vec::new() };
    for step in steps {
        match step {
            Step::Write { days_ago, amount } => world.write(*days_ago, *amount),
            Step::Sleep => world.today += 1,
            Step::Close { days_ago, meanwhile } => {
                let _refused = world.close(*days_ago, meanwhile);
            }
        }
    }
    world.today += 1;
    for days_ago in (0..=world.today).rev() {
        let _refused = world.close(days_ago, &[]);
    }
    world
}

fn closed(event: &DayBookEvent) -> ClosedDay {
    event.clone().into()
}

proptest! {
    #[test]
    fn every_entry_is_in_exactly_one_statement(steps in prop::collection::vec(step(), 0..60)) {
        let world = run(&steps);
        let days: Vec<ClosedDay> = world.closed.iter().map(closed).collect();
        for (position, day, _) in &world.journal {
            let inside = |closed: &&ClosedDay| {
                let ClosedDay { business_day, after, through, .. } = **closed;
                Period { business_day, after, through }.part(*position, *day).is_some()
            };
            prop_assert_eq!(days.iter().filter(inside).count(), 1, "{} of {}", position, day);
        }
        let booked = |closed: &ClosedDay| {
            let DayStatement { figures, corrections, .. } = &closed.statement;
            let later = corrections.iter().map(|later| later.figures.takings.taken.get());
            figures.takings.taken.get() + later.sum::<i64>()
        };
        let written: i64 = world.journal.iter().map(|(_, _, amount)| amount).sum();
        prop_assert_eq!(days.iter().map(booked).sum::<i64>(), written);
    }

    #[test]
    fn days_and_positions_grow_and_each_goes_on_where_the_last_ended(
        steps in prop::collection::vec(step(), 0..60)
    ) {
        let days: Vec<ClosedDay> = run(&steps).closed.iter().map(closed).collect();
        prop_assert!(days.first().is_none_or(|first| first.after.is_none()));
        for pair in days.windows(2) {
            prop_assert_eq!(pair[1].after, Some(pair[0].closing()));
            prop_assert!(pair[1].business_day > pair[0].business_day);
            prop_assert!(pair[1].through > pair[0].through);
        }
    }

    #[test]
    fn what_is_closed_stays_and_what_comes_later_is_marked_as_such(
        steps in prop::collection::vec(step(), 0..60)
    ) {
        for closed in run(&steps).closed.iter().map(closed) {
            let ClosedDay { business_day, after, through, .. } = closed;
            let period = Period { business_day, after, through };
            for correction in &closed.statement.corrections {
                let late = after.is_some_and(|after| correction.business_day <= after.business_day);
                prop_assert!(late, "{:?}", correction.business_day);
                prop_assert_eq!(period.part(through, correction.business_day), Some(Part::Correction));
            }
        }
    }
}
