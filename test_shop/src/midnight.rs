//! Stories are told of one day.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The longest that a story takes, on a machine that has little time for it, in seconds.
const LONGEST: u64 = 240;
/// In seconds.
const DAY: u64 = 24 * 60 * 60;
/// How far the shop's clocks are ahead of UTC, in seconds: it stands in Jakarta.
const AHEAD: u64 = 7 * 60 * 60;

/// Waits, if the day of the shop is about to end, until the next one has begun: what happens in a story
/// happens today, and is looked for today.
pub async fn day_goes_on() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let left = left_of_the_day(now);
    if left <= LONGEST {
        println!("the day ends in {left} seconds: this begins with the next one");
        tokio::time::sleep(Duration::from_secs(left + 1)).await;
    }
}

const fn left_of_the_day(now: u64) -> u64 {
    DAY - (now + AHEAD) % DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_ends_at_five_in_the_afternoon_utc() {
        let midnight = 20_786 * DAY;
        assert_eq!(left_of_the_day(midnight + 17 * 3600 - 1), 1);
        assert_eq!(left_of_the_day(midnight + 17 * 3600), DAY);
        assert_eq!(left_of_the_day(midnight), 17 * 3600);
    }
}
