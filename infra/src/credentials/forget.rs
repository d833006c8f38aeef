//! Counts that say nothing any more are deleted by whoever comes by.

use chrono::{DateTime, Utc};
use sqlx::{MySqlPool, Row};

/// Rows that are looked through for old ones at a time.
const FORGET: u32 = 20;

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Counts {
    /// Tries to sign in, and letters.
    SignIns,
    /// Tries to approve something at another's till.
    Approvals,
}

impl Counts {
    /// The old ones are sought by their end and deleted by their key: `+ 0` keeps the server from
    /// walking the ends once more, where whoever begins a count would be in the way of all others.
    const fn statements(self) -> (&'static str, &'static str) {
        match self {
            Self::SignIns => (
                "SELECT name_hash FROM sign_in_guards WHERE matters_until < ? LIMIT ?",
                "DELETE FROM sign_in_guards WHERE name_hash = ? AND matters_until + 0 < ?",
            ),
            Self::Approvals => (
                "SELECT name_hash FROM approval_guards WHERE matters_until < ? LIMIT ?",
                "DELETE FROM approval_guards WHERE name_hash = ? AND matters_until + 0 < ?",
            ),
        }
    }
}

/// Deletes some that are over, one by one: whoever holds one is not in the way of the others. What is
/// left this time is left for the next: nobody is refused for it.
pub(super) async fn forget_old(pool: &MySqlPool, counts: Counts, now: DateTime<Utc>) {
    if let Err(error) = try_to(pool, counts.statements(), now.timestamp()).await {
        tracing::debug!(%error, "counts that are over were not forgotten");
    }
}

async fn try_to(
    pool: &MySqlPool,
    (seek, delete): (&str, &str),
    now: i64,
) -> Result<(), sqlx::Error> {
    for row in sqlx::query(seek).bind(now).bind(FORGET).fetch_all(pool).await? {
        let name: &[u8] = row.try_get_unchecked(0)?;
        sqlx::query(delete).bind(name).bind(now).execute(pool).await?;
    }
    Ok(())
}
