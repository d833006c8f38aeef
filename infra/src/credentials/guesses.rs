//! Against guessing who may sign in: failures count by the name that was typed, whether anybody has it
//! or not, and by the address they came from. Kept on the primary, not in Redis: it is there whenever
//! anybody can sign in at all, forgets nothing, and judges one try after the other.

use chrono::{DateTime, Utc};
use sqlx::{MySqlPool, Row};

use super::tally::{Limit, Tally};
use super::turns::{Tx, begin, in_turn};
use crate::access::LoginLimits;
use crate::event_log::LogError;
use crate::keyed_hash::KeyedHash;

/// A name that was typed and the address it came from; nothing of either is kept but hashes.
pub(super) struct Guess {
    name: [u8; 32],
    address: Option<[u8; 32]>,
    name_limit: Limit,
    address_limit: Limit,
}

/// Why nothing is tried now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// The name is locked.
    Name(i64),
    /// Too many from that address.
    Address(i64),
}

pub(super) fn name_of(hash: &KeyedHash, username: &str) -> [u8; 32] {
    hash.of("sign-in name", &[username.trim().to_lowercase().as_bytes()])
}

impl Guess {
    pub(super) fn of(
        hash: &KeyedHash,
        username: &str,
        address: Option<&str>,
        limits: LoginLimits,
    ) -> Self {
        let lock = Some(limits.lock);
        Self {
            name: name_of(hash, username),
            address: address.map(|address| hash.of("sign-in address", &[address.as_bytes()])),
            name_limit: Limit { failures: limits.failures, within: limits.within, lock },
            address_limit: Limit {
                failures: limits.address_failures,
                within: limits.address_within,
                lock: None,
            },
        }
    }

    /// Whether anything is tried at all, before any work is done for it.
    pub(super) async fn refused(
        &self,
        pool: &MySqlPool,
        now: DateTime<Utc>,
    ) -> Result<Option<Refused>, LogError> {
        let sql = "SELECT name_hash, failures, locked_until FROM sign_in_guards \
                   WHERE name_hash IN (?, ?)";
        let address = self.address.unwrap_or(self.name);
        let rows = sqlx::query(sql).bind(&self.name[..]).bind(&address[..]).fetch_all(pool).await?;
        let (mut name, mut from) = (Tally::default(), Tally::default());
        for row in rows {
            let tally = Tally::parse(row.try_get(1)?, row.try_get(2)?);
            let hash: &[u8] = row.try_get_unchecked(0)?;
            if hash == self.name { name = tally } else { from = tally }
        }
        Ok(judge(&name, &from, now.timestamp()))
    }

    /// Writes down how a try turned out. Tries that were under way together come here one after the
    /// other, and whoever finds the limit reached learns nothing of theirs, right or wrong: many at
    /// once are no way around it.
    pub(super) async fn turned_out(
        &self,
        pool: &MySqlPool,
        right: bool,
        now: DateTime<Utc>,
    ) -> Result<Option<Refused>, LogError> {
        in_turn(|| self.write(pool, right, now.timestamp())).await
    }

    async fn write(
        &self,
        pool: &MySqlPool,
        right: bool,
        now: i64,
    ) -> Result<Option<Refused>, LogError> {
        let mut transaction = begin(pool).await?;
        // The name first, everywhere: no two wait for each other.
        let mut name = locked(&mut transaction, &self.name).await?;
        let mut from = match &self.address {
            Some(address) => locked(&mut transaction, address).await?,
            None => Tally::default(),
        };
        if let Some(refused) = judge(&name, &from, now) {
            transaction.rollback().await?;
            return Ok(Some(refused));
        }
        if right {
            (name, from) = (Tally::default(), Tally::default());
        } else {
            name.failed(self.name_limit, now);
            from.failed(self.address_limit, now);
        }
        keep(&mut transaction, &self.name, &name, self.name_limit).await?;
        if let Some(address) = &self.address {
            keep(&mut transaction, address, &from, self.address_limit).await?;
        }
        transaction.commit().await?;
        Ok(None)
    }
}

/// Where both apply, the lock's answer comes first.
fn judge(name: &Tally, from: &Tally, now: i64) -> Option<Refused> {
    let locked = name.refused_until(now).map(Refused::Name);
    locked.or_else(|| from.refused_until(now).map(Refused::Address))
}

/// Locks the row, whether it was there or not.
pub(super) async fn locked(transaction: &mut Tx, who: &[u8; 32]) -> Result<Tally, LogError> {
    sqlx::query(
        "INSERT INTO sign_in_guards (name_hash, failures, locked_until, matters_until)
         VALUES (?, '', 0, 0) ON DUPLICATE KEY UPDATE name_hash = VALUES(name_hash)",
    )
    .bind(&who[..])
    .execute(&mut **transaction)
    .await?;
    let sql = "SELECT failures, locked_until FROM sign_in_guards WHERE name_hash = ? FOR UPDATE";
    let row = sqlx::query(sql).bind(&who[..]).fetch_one(&mut **transaction).await?;
    Ok(Tally::parse(row.try_get(0)?, row.try_get(1)?))
}

pub(super) async fn keep(
    transaction: &mut Tx,
    who: &[u8; 32],
    tally: &Tally,
    limit: Limit,
) -> Result<(), LogError> {
    sqlx::query(
        "UPDATE sign_in_guards SET failures = ?, locked_until = ?, matters_until = ?
         WHERE name_hash = ?",
    )
    .bind(tally.text())
    .bind(tally.locked_until())
    .bind(tally.matters_until(limit))
    .bind(&who[..])
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Nothing is held against the name any more.
pub(super) async fn forgive(pool: &MySqlPool, name: &[u8; 32]) -> Result<(), LogError> {
    let sql = "UPDATE sign_in_guards SET failures = '', locked_until = 0, matters_until = 0 \
               WHERE name_hash = ?";
    sqlx::query(sql).bind(&name[..]).execute(pool).await?;
    Ok(())
}
