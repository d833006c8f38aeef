//! Of a flood the first are kept one by one, and the rest is counted: whoever is refused a million
//! times must not fill the disk.

use std::collections::BTreeMap;

use super::{AccessKind, AccessRecord};

/// Of one kind, by one caller, within a minute, so many are kept one by one …
const EACH: u32 = 10;
/// … and of everybody's together.
const ALL: u32 = 600;
/// Callers that are told apart in a minute; the rest is counted together.
const CALLERS: usize = 500;

/// A record, and how many it stands for.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub record: AccessRecord,
    pub times: i64,
}

/// Whose records they are: the login's if it is known, else the address's.
type Caller = (AccessKind, Option<i64>, Option<String>);

struct Seen {
    kept: u32,
    /// What was counted only, and the last of it.
    more: Option<Kept>,
}

/// What came within a minute.
#[derive(Default)]
pub(super) struct Flood {
    minute: i64,
    kept: u32,
    seen: BTreeMap<Caller, Seen>,
}

impl Flood {
    /// What is to be written of a record: it itself, or nothing yet; and what was counted in the
    /// minute before, if it begins another.
    pub(super) fn keep(&mut self, record: AccessRecord) -> Vec<Kept> {
        let minute = record.at.timestamp().div_euclid(60);
        let mut kept = Vec::new();
        if minute != self.minute {
            kept = self.counted();
            (self.minute, self.kept) = (minute, 0);
            self.seen.clear();
        }
        let address = if record.user_id.is_none() { record.client_ip.clone() } else { None };
        let mut caller = (record.kind, record.user_id, address);
        if self.seen.len() >= CALLERS && !self.seen.contains_key(&caller) {
            caller = (record.kind, None, None);
        }
        let seen = self.seen.entry(caller).or_insert(Seen { kept: 0, more: None });
        if seen.kept < EACH && self.kept < ALL {
            seen.kept += 1;
            self.kept += 1;
            kept.push(Kept { record, times: 1 });
        } else {
            let times = seen.more.as_ref().map_or(0, |more| more.times) + 1;
            seen.more = Some(Kept { record, times });
        }
        kept
    }

    /// What was counted only, since this was last asked.
    pub(super) fn counted(&mut self) -> Vec<Kept> {
        self.seen.values_mut().filter_map(|seen| seen.more.take()).collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn refused(second: i64, user_id: Option<i64>, ip: &str) -> AccessRecord {
        AccessRecord {
            at: DateTime::from_timestamp(second, 0).unwrap_or_default(),
            kind: AccessKind::Refused,
            user_id,
            method: "GET".to_owned(),
            path: "/api/v1/users".to_owned(),
            outcome: "INSUFFICIENT_PERMISSIONS".to_owned(),
            client_ip: Some(ip.to_owned()),
            user_agent: None,
            request_id: "r".to_owned(),
        }
    }

    fn times(kept: &[Kept]) -> i64 {
        kept.iter().map(|kept| kept.times).sum()
    }

    #[test]
    fn the_first_are_kept_and_the_rest_is_counted() {
        let mut flood = Flood::default();
        let mut rows = Vec::new();
        for _ in 0..100_000 {
            rows.extend(flood.keep(refused(60, Some(3), "10.0.0.1")));
        }
        assert_eq!(rows.len(), 10);
        rows.extend(flood.keep(refused(60, Some(4), "10.0.0.1"))); // somebody else is still seen
        assert_eq!(rows.len(), 11);
        rows.extend(flood.keep(refused(120, Some(3), "10.0.0.1")));
        assert_eq!((rows.len(), times(&rows)), (13, 100_002), "nobody is forgotten");
    }

    #[test]
    fn many_callers_write_no_more_than_the_disk_bears() {
        let mut flood = Flood::default();
        let mut rows = Vec::new();
        for caller in 0..50_000 {
            let address = format!("10.{}.{}.{}", caller >> 16, caller >> 8 & 255, caller & 255);
            rows.extend(flood.keep(refused(60, None, &address)));
        }
        rows.extend(flood.counted());
        assert!(rows.len() <= 600 + 500 + 5, "{}", rows.len());
        assert_eq!(times(&rows), 50_000);
        assert!(flood.counted().is_empty());
    }
}
