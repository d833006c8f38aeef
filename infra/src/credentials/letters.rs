//! Against letters nobody asked for: only so many links for a forgotten password go to one e-mail
//! address. Counted beside the failed sign-ins, by a keyed hash, and before anybody looks whether a
//! login has the address: what is counted, and how long that takes, does not tell.

use chrono::{DateTime, Utc};

use super::Credentials;
use super::forget::{Counts, forget_old};
use super::guesses::{keep, locked};
use super::tally::Limit;
use super::turns::{begin, in_turn};
use crate::event_log::LogError;

impl Credentials {
    /// Counts a letter to that address, in whatever case it is written; false: it is one too many.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be counted: then none is to be sent.
    pub async fn one_more_letter(&self, email: &str, now: DateTime<Utc>) -> Result<bool, LogError> {
        let address = self.hash.of("letter", &[email.trim().to_lowercase().as_bytes()]);
        let counted = in_turn(|| self.count_letter(&address, now.timestamp())).await;
        // What is old now is old the next time, too.
        forget_old(&self.pool, Counts::SignIns, now).await;
        counted
    }

    async fn count_letter(&self, address: &[u8; 32], now: i64) -> Result<bool, LogError> {
        let (letters, within) = (self.limits.letters, self.limits.letters_within);
        let limit = Limit { failures: letters, within, lock: None };
        let mut transaction = begin(&self.pool).await?;
        let mut tally = locked(&mut transaction, address).await?;
        if tally.refused_until(now).is_some() {
            transaction.rollback().await?;
            return Ok(false);
        }
        tally.failed(limit, now);
        keep(&mut transaction, address, &tally, limit).await?;
        transaction.commit().await?;
        Ok(true)
    }
}
