//! Against guessing: five wrong PINs or passwords within a quarter of an hour, and for half an hour
//! nobody approves anything by that name.

use chrono::{DateTime, Duration, Utc};
use sqlx::{MySqlConnection, MySqlPool, Row};

use super::turns::{begin, in_turn};
use crate::event_log::LogError;
use crate::keyed_hash::KeyedHash;

/// So many wrong ones …
const FAILURES: usize = 5;
/// … within this time …
const WITHIN: Duration = Duration::minutes(15);
/// … lock the name for this long.
const LOCK: Duration = Duration::minutes(30);

/// The wrong ones of one name; in seconds since 1970.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Guard {
    failures: Vec<i64>,
    locked_until: i64,
}

impl Guard {
    fn parse(failures: &str, locked_until: i64) -> Self {
        let failures = failures.split_whitespace().filter_map(|text| text.parse().ok()).collect();
        Self { failures, locked_until }
    }

    fn text(&self) -> String {
        self.failures.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")
    }

    /// Lets one more try through, which counts as a wrong one until it turns out right; or says
    /// until when it does not.
    fn try_again(&mut self, now: i64) -> Result<(), i64> {
        if now < self.locked_until {
            return Err(self.locked_until);
        }
        self.failures.retain(|failure| now - failure < WITHIN.num_seconds());
        self.failures.push(now);
        if self.failures.len() >= FAILURES {
            self.failures.clear();
            self.locked_until = now + LOCK.num_seconds();
        }
        Ok(())
    }

    fn matters_until(&self) -> i64 {
        let last = self.failures.last().map_or(0, |failure| failure + WITHIN.num_seconds());
        last.max(self.locked_until)
    }
}

/// The form in which names are guarded: nothing that was typed is kept.
pub(super) fn guarded(hash: &KeyedHash, username: &str) -> [u8; 32] {
    hash.of("approval guard", &[username.trim().to_lowercase().as_bytes()])
}

/// Counts a try as a wrong one before it is looked at, so that many at once are no way around it.
/// `Some`: it is not let through, until then.
pub(super) async fn enter(
    pool: &MySqlPool,
    name: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, LogError> {
    in_turn(|| count(pool, name, now)).await
}

async fn count(
    pool: &MySqlPool,
    name: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, LogError> {
    let mut transaction = begin(pool).await?;
    // Locks the row, whether it was there or not.
    sqlx::query(
        "INSERT INTO approval_guards (name_hash, failures, locked_until, matters_until)
         VALUES (?, '', 0, 0) ON DUPLICATE KEY UPDATE name_hash = VALUES(name_hash)",
    )
    .bind(&name[..])
    .execute(&mut *transaction)
    .await?;
    let mut guard = read(&mut transaction, name).await?;
    if let Err(until) = guard.try_again(now.timestamp()) {
        transaction.rollback().await?;
        return Ok(DateTime::from_timestamp(until, 0));
    }
    sqlx::query(
        "UPDATE approval_guards SET failures = ?, locked_until = ?, matters_until = ?
         WHERE name_hash = ?",
    )
    .bind(guard.text())
    .bind(guard.locked_until)
    .bind(guard.matters_until())
    .bind(&name[..])
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(None)
}

async fn read(connection: &mut MySqlConnection, name: &[u8; 32]) -> Result<Guard, sqlx::Error> {
    let row = sqlx::query(
        "SELECT failures, locked_until FROM approval_guards WHERE name_hash = ? FOR UPDATE",
    )
    .bind(&name[..])
    .fetch_one(connection)
    .await?;
    Ok(Guard::parse(row.try_get(0)?, row.try_get(1)?))
}

/// It was right: nothing is held against the name any more.
pub(super) async fn forgive(pool: &MySqlPool, name: &[u8; 32]) -> Result<(), LogError> {
    let forgiving = sqlx::query("DELETE FROM approval_guards WHERE name_hash = ?");
    forgiving.bind(&name[..]).execute(pool).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60;

    /// Which of the tries are let through, all of them wrong.
    fn tries(at: &[i64]) -> Vec<bool> {
        let mut guard = Guard::default();
        let mut through = Vec::new();
        for now in at {
            guard = Guard::parse(&guard.text(), guard.locked_until);
            through.push(guard.try_again(*now).is_ok());
        }
        through
    }

    #[test]
    fn the_sixth_within_a_quarter_of_an_hour_is_not_let_through() {
        assert_eq!(tries(&[0, 1, 2, 3, 14 * MINUTE, 15 * MINUTE])[4..], [true, false]);
        let slow = [0, 1, 2, 3, 15 * MINUTE, 15 * MINUTE + 1, 15 * MINUTE + 2];
        assert!(tries(&slow).iter().all(|through| *through), "four in any quarter of an hour");
    }

    #[test]
    fn a_lock_ends_after_half_an_hour_and_begins_anew_after_five_more() {
        let mut at = vec![0; 5];
        at.extend([30 * MINUTE - 1, 30 * MINUTE]);
        at.extend([30 * MINUTE; 5]);
        let through = tries(&at);
        assert_eq!(through[5..7], [false, true]);
        assert_eq!(through[7..], [true, true, true, true, false]);
    }

    #[test]
    fn a_row_can_be_forgotten_once_it_says_nothing_any_more() {
        let mut guard = Guard::default();
        guard.try_again(100).unwrap();
        assert_eq!(guard.matters_until(), 100 + 15 * MINUTE);
        (0..4).for_each(|_| guard.try_again(200).unwrap());
        assert_eq!(guard.matters_until(), 200 + 30 * MINUTE);
    }
}
