//! What the auditor knows: how far it is, and what does not fit. Kept in a table of the read
//! database, so that `/health` can tell and a restart goes on.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use infra::event_log::{Audit, Fault, LogHead, Mark};
use sqlx::{MySqlConnection, Row};

use crate::runtime::seen::NOTHING_SEEN;

/// Faults kept apart. More than that is one disaster.
const KNOWN: usize = 1000;
/// Characters of a reason that are kept.
const REASON: usize = 255;

#[derive(Debug)]
pub(super) struct Findings {
    log_id: String,
    epoch: i32,
    lap: i64,
    pub lap_began: DateTime<Utc>,
    pub mark: Mark,
    /// The hash over every event up to there.
    pub seen: [u8; 32],
    known: BTreeMap<i64, Known>,
}

#[derive(Debug)]
struct Known {
    reason: String,
    /// The lap that found it last.
    lap: i64,
}

impl Findings {
    /// At the start of the log, the first time.
    pub(super) fn fresh(head: &LogHead, now: DateTime<Utc>) -> Self {
        Self {
            log_id: head.log_id.clone(),
            epoch: head.epoch,
            lap: 1,
            lap_began: now,
            mark: Mark::START,
            seen: NOTHING_SEEN,
            known: BTreeMap::new(),
        }
    }

    /// How many things do not fit, as far as is known.
    pub(super) fn faults(&self) -> usize {
        self.known.len()
    }

    /// Whether these are findings in that log.
    pub(super) fn are_of(&self, head: &LogHead) -> bool {
        self.log_id == head.log_id
    }

    /// Goes back to the start of the log. What is known stands until it is passed again.
    pub(super) fn begin_lap(&mut self, now: DateTime<Utc>) {
        self.lap += 1;
        self.lap_began = now;
        self.mark = Mark::START;
        self.seen = NOTHING_SEEN;
    }

    /// Takes in what was found behind the mark. Returns what was not known yet.
    pub(super) fn take(&mut self, audit: Audit, now: DateTime<Utc>) -> Vec<Fault> {
        let Audit { mark, marks: _, mut faults, head, at_end, parted } = audit;
        if parted {
            // A promotion or a restore begins an epoch, and says by that what was lost.
            if head.epoch != self.epoch {
                tracing::info!(epoch = head.epoch, "the log began an epoch: it is audited anew");
                faults.clear();
            }
            self.begin_lap(now);
        } else {
            self.mark = mark;
        }
        self.epoch = head.epoch;
        let lap = self.lap;
        let mut news = Vec::new();
        for Fault { position, reason } in faults {
            let reason: String = reason.chars().take(REASON).collect();
            if let Some(known) = self.known.get_mut(&position) {
                *known = Known { reason, lap };
            } else if self.known.len() < KNOWN {
                self.known.insert(position, Known { reason: reason.clone(), lap });
                news.push(Fault { position, reason });
            }
        }
        let passed = if at_end && !parted { i64::MAX } else { self.mark.position };
        self.known.retain(|position, known| known.lap == lap || *position > passed);
        news
    }

    /// Reads them, if they were ever written.
    pub(super) async fn load(
        connection: &mut MySqlConnection,
    ) -> Result<Option<Self>, sqlx::Error> {
        let row = sqlx::query(
            "SELECT log_id, epoch, lap, lap_began_at, position, chain, fault_position,
                    fault_reason, fault_lap, seen FROM log_audit",
        )
        .fetch_optional(connection)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let chain: &[u8] = row.try_get_unchecked(5)?;
        let chain = chain.try_into();
        let chain = chain.map_err(|_| sqlx::Error::Decode("a chain has 32 bytes".into()))?;
        let seen: &[u8] = row.try_get_unchecked(9)?;
        let seen = seen.try_into();
        let seen = seen.map_err(|_| sqlx::Error::Decode("a hash has 32 bytes".into()))?;
        let mut known = BTreeMap::new();
        if let Some(position) = row.try_get(6)? {
            known.insert(position, Known { reason: row.try_get(7)?, lap: row.try_get(8)? });
        }
        Ok(Some(Self {
            log_id: row.try_get(0)?,
            epoch: row.try_get(1)?,
            lap: row.try_get(2)?,
            lap_began: row.try_get(3)?,
            mark: Mark { position: row.try_get(4)?, chain },
            seen,
            known,
        }))
    }

    /// Writes them, with the time by that server's clock.
    pub(super) async fn save(&self, connection: &mut MySqlConnection) -> Result<(), sqlx::Error> {
        let first = self.known.first_key_value();
        sqlx::query(
            "REPLACE INTO log_audit (id, log_id, epoch, lap, lap_began_at, position, chain, seen,
                                     checked_at, fault_position, fault_reason, fault_lap)
             VALUES (1, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), ?, ?, ?)",
        )
        .bind(&self.log_id)
        .bind(self.epoch)
        .bind(self.lap)
        .bind(self.lap_began.naive_utc()) // as DATETIME: a TIMESTAMP ends in 2038
        .bind(self.mark.position)
        .bind(&self.mark.chain[..])
        .bind(&self.seen[..])
        .bind(first.map(|(position, _)| position))
        .bind(first.map(|(_, known)| &known.reason))
        .bind(first.map(|(_, known)| known.lap))
        .execute(connection)
        .await?;
        Ok(())
    }
}

/// How the log's audit stands, for those who ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditStanding {
    /// How far the present lap is.
    pub position: i64,
    /// The first thing that does not fit, and where.
    pub fault: Option<(i64, String)>,
    /// Whether somebody has looked lately.
    pub recent: bool,
}

impl AuditStanding {
    /// Reads it; none if nobody has audited here yet.
    ///
    /// # Errors
    /// [`sqlx::Error`].
    pub async fn load(connection: &mut MySqlConnection) -> Result<Option<Self>, sqlx::Error> {
        let row = sqlx::query(
            "SELECT position, fault_position, fault_reason,
                    checked_at > UTC_TIMESTAMP(6) - INTERVAL 1 MINUTE FROM log_audit",
        )
        .fetch_optional(connection)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let fault: Option<i64> = row.try_get(1)?;
        let reason: Option<String> = row.try_get(2)?;
        Ok(Some(Self {
            position: row.try_get(0)?,
            fault: fault.zip(reason),
            recent: row.try_get::<i32, _>(3)? != 0,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(epoch: i32) -> LogHead {
        let mark = Mark { position: 100, chain: [1; 32] };
        LogHead { log_id: "a log".to_owned(), epoch, mark, last: 100 }
    }

    fn audit(position: i64, faults: &[i64]) -> Audit {
        let fault = |position: &i64| Fault { position: *position, reason: "a hole".to_owned() };
        Audit {
            mark: Mark { position, chain: [2; 32] },
            marks: Vec::new(),
            faults: faults.iter().map(fault).collect(),
            head: head(1),
            at_end: position == 100,
            parted: false,
        }
    }

    fn first(findings: &Findings) -> Option<i64> {
        findings.known.first_key_value().map(|(position, _)| *position)
    }

    #[test]
    fn a_fault_is_news_once_and_stands_until_a_lap_has_passed_it_without_finding_it() {
        let now = Utc::now();
        let mut findings = Findings::fresh(&head(1), now);
        assert_eq!(findings.take(audit(50, &[20, 30]), now).len(), 2);
        assert!(findings.take(audit(100, &[]), now).is_empty());
        assert_eq!((first(&findings), findings.faults()), (Some(20), 2));
        findings.begin_lap(now);
        // 20 was repaired, 30 was not.
        findings.take(audit(10, &[]), now);
        assert_eq!(first(&findings), Some(20), "not passed yet");
        assert!(findings.take(audit(50, &[30]), now).is_empty(), "no news");
        assert_eq!((first(&findings), findings.faults()), (Some(30), 1));
        findings.begin_lap(now);
        findings.take(audit(100, &[]), now);
        assert_eq!(first(&findings), None);
    }

    #[test]
    fn a_lost_tail_stands_until_the_lap_after_the_next() {
        let now = Utc::now();
        let mut findings = Findings::fresh(&head(1), now);
        findings.take(audit(100, &[20]), now);
        let lost = Audit { parted: true, faults: audit(100, &[100]).faults, ..audit(100, &[]) };
        assert_eq!(findings.take(lost, now).len(), 1);
        assert_eq!(findings.mark, Mark::START, "it begins anew");
        assert_eq!(findings.faults(), 2, "nothing has been passed again");
        findings.take(audit(90, &[]), now);
        findings.take(audit(100, &[]), now);
        assert_eq!(first(&findings), Some(100));
        findings.begin_lap(now);
        findings.take(audit(100, &[]), now);
        assert_eq!(first(&findings), None);
    }

    #[test]
    fn an_epoch_that_began_says_by_itself_what_was_lost() {
        let now = Utc::now();
        let mut findings = Findings::fresh(&head(1), now);
        findings.take(audit(100, &[]), now);
        let faults = audit(100, &[100]).faults;
        let promoted = Audit { parted: true, faults, head: head(2), ..audit(100, &[]) };
        assert!(findings.take(promoted, now).is_empty());
        assert_eq!((first(&findings), findings.mark), (None, Mark::START));
    }
}
