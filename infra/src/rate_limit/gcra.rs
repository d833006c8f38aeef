//! The arithmetic: a bucket that holds an hour's requests and fills evenly (GCRA). What is kept of a
//! caller is one moment: when their bucket will be full again.

/// Microseconds in an hour.
const HOUR: i64 = 3_600_000_000;

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the request goes on.
    pub allowed: bool,
    /// Requests an hour.
    pub limit: u32,
    /// How many more would go on now.
    pub remaining: u32,
    /// Microseconds until as many as the limit would.
    pub full_in: i64,
    /// Microseconds until one would, if this one did not.
    pub retry_in: i64,
}

/// Judges a request at `now`, in microseconds, of a caller whose bucket is full at `full_at`; and says
/// when it is then.
pub(super) fn judge(limit: u32, full_at: i64, now: i64) -> (Verdict, i64) {
    let each = HOUR / i64::from(limit.max(1));
    let capacity = each * i64::from(limit.max(1));
    let before = full_at.max(now);
    let after = before + each;
    let allowed = after - now <= capacity;
    let full_at = if allowed { after } else { before };
    let left = (capacity - (full_at - now)).max(0) / each;
    let verdict = Verdict {
        allowed,
        limit,
        remaining: u32::try_from(left).unwrap_or(u32::MAX),
        full_in: full_at - now,
        retry_in: if allowed { 0 } else { after - now - capacity },
    };
    (verdict, full_at)
}

/// The same, where all processes share it: the one moment of a caller under one key. The server's own
/// clock counts, for those of processes differ.
pub(super) const SCRIPT: &str = r"
local t = redis.call('TIME')
local now = tonumber(t[1]) * 1000000 + tonumber(t[2])
local each, capacity = tonumber(ARGV[1]), tonumber(ARGV[2])
local full_at = tonumber(redis.call('GET', KEYS[1]) or '0')
local before = math.max(full_at, now)
local after = before + each
local allowed = after - now <= capacity
if allowed then
  redis.call('SET', KEYS[1], string.format('%.0f', after), 'PX', math.ceil((after - now) / 1000) + 1000)
end
return {allowed and 1 or 0, string.format('%.0f', (allowed and after or before) - now)}
";

/// The script's arguments for a limit.
pub(super) fn arguments(limit: u32) -> (i64, i64) {
    let each = HOUR / i64::from(limit.max(1));
    (each, each * i64::from(limit.max(1)))
}

/// What the script's answer means.
pub(super) fn verdict(limit: u32, allowed: bool, full_in: i64) -> Verdict {
    let (each, capacity) = arguments(limit);
    let left = (capacity - full_in).max(0) / each;
    Verdict {
        allowed,
        limit,
        remaining: u32::try_from(left).unwrap_or(u32::MAX),
        full_in,
        retry_in: if allowed { 0 } else { (full_in + each - capacity).max(0) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hours_requests_go_at_once_and_then_one_at_a_time() {
        let (mut full_at, now) = (0, 1_000_000_000_000);
        for n in 1..=120 {
            let (verdict, next) = judge(120, full_at, now);
            assert!(verdict.allowed && verdict.remaining == 120 - n, "{verdict:?}");
            full_at = next;
        }
        let (refused, same) = judge(120, full_at, now);
        assert!(!refused.allowed && refused.remaining == 0 && same == full_at);
        assert_eq!((refused.retry_in, refused.full_in), (30_000_000, HOUR));
        let (early, _) = judge(120, full_at, now + 29_999_999);
        let (in_time, full_at) = judge(120, full_at, now + 30_000_000);
        assert!(!early.allowed && in_time.allowed);
        let (later, _) = judge(120, full_at, now + 2 * HOUR);
        assert_eq!(later.remaining, 119, "nobody saves up for more than an hour");
    }

    #[test]
    fn refusals_cost_nothing() {
        let (mut full_at, now) = (0, 5);
        for _ in 0..10 {
            full_at = judge(3, full_at, now).1;
        }
        assert!(judge(3, full_at, now + HOUR / 3).0.allowed);
    }

    #[test]
    fn the_shared_bucket_is_read_as_ones_own() {
        for (limit, asked) in [(120, 7), (3, 3), (6000, 1), (7, 0)] {
            let (mut full_at, now, mut own) = (0, 77, None);
            for _ in 0..=asked {
                let (verdict, next) = judge(limit, full_at, now);
                (full_at, own) = (next, Some(verdict));
            }
            let own = own.unwrap();
            assert_eq!(verdict(limit, own.allowed, own.full_in), own);
        }
    }
}
