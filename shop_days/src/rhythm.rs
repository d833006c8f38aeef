//! When people come: the hours of the shop, on the clocks of its first outlet.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Timelike, Utc};

use crate::dice::Dice;

/// The first outlet's clocks: WIB, seven hours ahead.
const ZONE: Duration = Duration::hours(7);
/// The hour the shop opens.
const OPENS: u32 = 7;
/// The hour it closes.
const CLOSES: u32 = 20;

/// How many come in which hour, beside each other: peaks from 8 to 10 and from 17 to 19.
const ARRIVALS: [(i64, usize); 13] = [
    (7, 3),
    (8, 12),
    (9, 12),
    (10, 4),
    (11, 3),
    (12, 3),
    (13, 3),
    (14, 3),
    (15, 3),
    (16, 4),
    (17, 12),
    (18, 12),
    (19, 3),
];

/// When a day begins for the outlet.
pub(crate) fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() - ZONE
}

/// The outlet's day of an instant.
pub(crate) fn day_of(at: DateTime<Utc>) -> NaiveDate {
    (at + ZONE).date_naive()
}

/// The day so many days later.
pub(crate) fn days_on(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

/// When somebody comes on that day.
pub(crate) fn arrival(dice: &mut Dice, day: NaiveDate) -> DateTime<Utc> {
    let hour = dice.weighed(&ARRIVALS);
    midnight(day) + Duration::hours(hour) + Duration::seconds(dice.between(0..=3599))
}

/// At that time, or in the morning after if the shop is closed by then.
pub(crate) fn while_open(dice: &mut Dice, at: DateTime<Utc>) -> DateTime<Utc> {
    let local = at + ZONE;
    if (OPENS..CLOSES).contains(&local.hour()) {
        return at;
    }
    let day = local.date_naive();
    let morning = if local.hour() < OPENS { day } else { days_on(day, 1) };
    midnight(morning) + Duration::hours(OPENS.into()) + Duration::seconds(dice.between(0..=5399))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_done_while_the_shop_is_closed() {
        let mut dice = Dice::new(1);
        let day: NaiveDate = "2026-11-23".parse().unwrap();
        let noon = midnight(day) + Duration::hours(12);
        assert_eq!(while_open(&mut dice, noon), noon);
        for (hour, expected) in [(6, day), (20, days_on(day, 1)), (23, days_on(day, 1))] {
            let at = while_open(&mut dice, midnight(day) + Duration::hours(hour));
            assert_eq!(day_of(at), expected);
            assert!((7..9).contains(&(at + ZONE).hour()), "{at}");
        }
    }

    #[test]
    fn most_come_in_the_morning_and_in_the_evening() {
        let mut dice = Dice::new(1);
        let day: NaiveDate = "2026-11-23".parse().unwrap();
        let hours: Vec<u32> = (0..2000).map(|_| (arrival(&mut dice, day) + ZONE).hour()).collect();
        let busy = hours.iter().filter(|hour| [8, 9, 17, 18].contains(*hour)).count();
        assert!((1000..1500).contains(&busy), "{busy} of 2000 in four hours of thirteen");
        assert!(hours.iter().all(|hour| (7..20).contains(hour)));
    }
}
