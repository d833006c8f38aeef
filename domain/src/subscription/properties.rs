//! Whatever is said to a subscription, and however seldom anybody looks: each due date outside of
//! its pauses is ordered once, in turn, and nothing else is.

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;

use super::fixtures::{after, gallons};
use super::*;
use crate::log::replay;
use crate::order::fixtures::{kasir, now};
use crate::values::{BusinessDay, OrderId};

/// What happens on a day.
#[derive(Debug, Clone, Copy)]
enum Happens {
    Nothing,
    /// The orders that are due are made.
    Run,
    /// A pause begins in so many days, and lasts so many more, or without an end.
    Pause(u64, Option<u64>),
    Resume,
}

fn happens() -> impl Strategy<Value = Happens> {
    let pause = (0_u64..20, prop::option::of(0_u64..40));
    prop_oneof![
        4 => Just(Happens::Nothing),
        4 => Just(Happens::Run),
        1 => pause.prop_map(|(from, long)| Happens::Pause(from, long)),
        1 => Just(Happens::Resume),
    ]
}

/// Whether the rhythm falls on that day, as one would say it on a calendar.
fn falls_on(frequency: Frequency, first: NaiveDate, day: NaiveDate) -> bool {
    let passed = (day - first).num_days();
    let last_of_month = day.succ_opt().unwrap().month() != day.month();
    passed >= 0
        && match frequency {
            Frequency::Daily => true,
            Frequency::Weekly => passed % 7 == 0,
            Frequency::Biweekly => passed % 14 == 0,
            Frequency::Monthly => {
                day.day() == first.day() || (last_of_month && day.day() < first.day())
            }
        }
}

fn run(subscription: &mut Subscription, today: BusinessDay, made: &mut Vec<BusinessDay>) {
    let due = due_between(subscription, "2020-01-01".parse::<NaiveDate>().unwrap().into(), today);
    for due in due {
        let cmd = OrderDue { due, order_id: OrderId::new(7).unwrap(), at: now() };
        let events = order_due(subscription, cmd).unwrap();
        *subscription = after(subscription, events);
        made.push(due);
    }
}

proptest! {
    #[test]
    fn each_due_date_outside_of_pauses_is_ordered_once(
        first in 0_u64..1500,
        frequency in prop::sample::select(Frequency::ALL.to_vec()),
        days in prop::collection::vec(happens(), 1..200),
    ) {
        let begin = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(first);
        let cmd = StartSubscription {
            frequency, next_date: begin.into(), today: begin.into(), ..gallons()
        };
        let mut subscription: Subscription =
            replay(start(&Subscription::default(), cmd).unwrap());
        let mut pauses: Vec<(NaiveDate, Option<NaiveDate>)> = Vec::new();
        let mut made = Vec::new();
        let mut last_run = None;
        for (date, happens) in begin.iter_days().zip(days) {
            let (today, by, at) = (date.into(), kasir(), now());
            match happens {
                Happens::Nothing => {}
                Happens::Run => {
                    run(&mut subscription, today, &mut made);
                    last_run = Some(date);
                }
                Happens::Pause(ahead, long) => {
                    let from = date + Days::new(ahead);
                    let until = long.map(|long| from + Days::new(long));
                    let cmd = PauseSubscription {
                        from: from.into(), until: until.map(Into::into), today, by, at,
                    };
                    if let Ok(events) = pause(&subscription, cmd) {
                        subscription = after(&subscription, events);
                        pauses.push((from, until));
                    }
                }
                Happens::Resume => {
                    if let Ok(events) = resume(&subscription, ResumeSubscription { today, by, at }) {
                        subscription = after(&subscription, events);
                        pauses.last_mut().unwrap().1 = date.pred_opt();
                    }
                }
            }
        }
        let paused = |day: NaiveDate| {
            pauses.iter().any(|(from, until)| *from <= day && until.is_none_or(|last| day <= last))
        };
        let looked_at = begin.iter_days().take_while(|day| last_run.is_some_and(|last| *day <= last));
        let expected: Vec<BusinessDay> = looked_at
            .filter(|day| falls_on(frequency, begin, *day) && !paused(*day))
            .map(Into::into)
            .collect();
        prop_assert_eq!(made, expected);
    }

    #[test]
    fn months_come_one_after_another_for_ever(first in 0_u64..1500) {
        let begin = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(first);
        let rhythm = Rhythm { frequency: Frequency::Monthly, first: begin.into() };
        let mut day = rhythm.first;
        for passed in 0..100 {
            let month = day.date().year() * 12 + i32::try_from(day.date().month0()).unwrap();
            let begun = begin.year() * 12 + i32::try_from(begin.month0()).unwrap();
            prop_assert_eq!(month, begun + passed);
            prop_assert!(falls_on(Frequency::Monthly, begin, day.date()), "{}", day);
            day = rhythm.on_or_after(day.following()).unwrap();
        }
    }
}
