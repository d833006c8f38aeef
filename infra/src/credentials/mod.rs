//! Passwords and PINs: Argon2id hashes beside the log, never in it.

mod forget;
mod guard;
mod guesses;
mod hasher;
mod letters;
mod sign_in;
mod store;
mod tally;
mod turns;

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::values::{Pin, UserId, Username};
use sqlx::{MySqlPool, Row};

pub use hasher::time_of;
pub use sign_in::{SignIn, SignedIn};

use crate::access::{AccessConfig, LoginLimits};
use crate::event_log::LogError;
use crate::keyed_hash::KeyedHash;
use forget::{Counts, forget_old};
use hasher::Hasher;
pub(crate) use turns::begin;

/// What somebody proves themselves with.
#[derive(Clone)]
pub enum Secret {
    /// The password they sign in with.
    Password(String),
    /// The digits they set for other people's tills.
    Pin(Pin),
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// What became of somebody's proof that they are who they say they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// They are.
    Of(UserId),
    /// The name or the secret is wrong: which of them is not told.
    Wrong,
    /// Too many were wrong, whether anybody has the name or not.
    Locked {
        /// Until then.
        until: DateTime<Utc>,
    },
}

/// The passwords and PINs of one log's logins, on its primary.
#[derive(Debug, Clone)]
pub struct Credentials {
    pool: MySqlPool,
    hash: KeyedHash,
    hasher: Hasher,
    limits: LoginLimits,
}

/// A login whose secret was right.
struct Theirs {
    user: UserId,
    /// Of the secret that was right.
    hash: String,
    temporary_until: Option<DateTime<Utc>>,
    as_of: PasswordAsOf,
}

/// Which of a login's passwords was there when a secret of theirs was right: a session that begins by it
/// begins only if that one is there still, or replacing it would not end the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordAsOf(pub(crate) Option<NaiveDateTime>);

impl Credentials {
    /// Kept in the database of that pool.
    ///
    /// # Errors
    /// [`LogError`] if no password can be hashed at that cost.
    pub async fn open(
        pool: MySqlPool,
        hash: KeyedHash,
        access: AccessConfig,
    ) -> Result<Self, LogError> {
        let hasher = Hasher::new(access.passwords).await?;
        Ok(Self { pool, hash, hasher, limits: access.limits })
    }

    /// Whether a login has a password.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be looked up.
    pub async fn are_set(&self, user: UserId) -> Result<bool, LogError> {
        let sql = "SELECT 1 FROM credentials WHERE user_id = ?";
        let row = sqlx::query(sql).bind(user.get()).fetch_optional(&self.pool).await?;
        Ok(row.is_some())
    }

    /// How many hashes were computed so far, for whomever: what guessing costs.
    pub fn hashes_computed(&self) -> u64 {
        self.hasher.computed()
    }

    /// Whether somebody, at another's till, is who they say they are. Every wrong try counts, by
    /// the name that was typed: five in fifteen minutes, and for thirty minutes none is let through,
    /// not the right one either.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be looked up.
    pub async fn prove(
        &self,
        username: &str,
        secret: &Secret,
        hash: &KeyedHash,
        now: DateTime<Utc>,
    ) -> Result<Proof, LogError> {
        // What somebody else set for them proves nothing to others yet.
        let own = |theirs: &Theirs| theirs.temporary_until.is_none();
        self.try_once((username, secret), hash, now, own).await
    }

    /// Whether whoever is signed in by that name knows their password, a temporary one too, before it
    /// is replaced. Wrong tries count as in [`Self::prove`].
    ///
    /// # Errors
    /// [`LogError`] if it cannot be looked up.
    pub async fn prove_own(
        &self,
        username: &str,
        password: String,
        now: DateTime<Utc>,
    ) -> Result<Proof, LogError> {
        let good = |theirs: &Theirs| theirs.temporary_until.is_none_or(|until| until > now);
        let secret = Secret::Password(password);
        self.try_once((username, &secret), &self.hash, now, good).await
    }

    async fn try_once(
        &self,
        (username, secret): (&str, &Secret),
        hash: &KeyedHash,
        now: DateTime<Utc>,
        is_good: impl Fn(&Theirs) -> bool + Send,
    ) -> Result<Proof, LogError> {
        let name = guard::guarded(hash, username);
        if let Some(until) = guard::enter(&self.pool, &name, now).await? {
            return Ok(Proof::Locked { until });
        }
        if let Some(theirs) = self.theirs(username, secret).await?.filter(is_good) {
            guard::forgive(&self.pool, &name).await?;
            return Ok(Proof::Of(theirs.user));
        }
        forget_old(&self.pool, Counts::Approvals, now).await;
        Ok(Proof::Wrong)
    }

    /// The login of that name, if the secret is its own. An unknown name costs the same work and the
    /// same statements, so that the time taken does not tell which names exist.
    async fn theirs(&self, username: &str, secret: &Secret) -> Result<Option<Theirs>, LogError> {
        let (sql, said) = match secret {
            Secret::Password(password) => (
                "SELECT user_id, password_hash, temporary_until, changed_at FROM credentials
                 WHERE username = ?",
                password.clone(),
            ),
            Secret::Pin(pin) => (
                "SELECT user_id, pin_hash, temporary_until, changed_at FROM credentials
                 WHERE username = ? AND pin_hash IS NOT NULL",
                pin.as_str().to_owned(),
            ),
        };
        // Of what is no name it is asked whether anybody has none.
        let name =
            Username::parse(username).map(|name| name.as_str().to_owned()).unwrap_or_default();
        let row = sqlx::query(sql).bind(name).fetch_optional(&self.pool).await?;
        let Some(row) = row else {
            self.hasher.matches(said, None).await?;
            return Ok(None);
        };
        let (id, hash): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
        let until: Option<NaiveDateTime> = row.try_get(2)?;
        let as_of = PasswordAsOf(row.try_get(3)?);
        if !self.hasher.matches(said, Some(hash.clone())).await? {
            return Ok(None);
        }
        let temporary_until = until.map(|until| until.and_utc());
        Ok(UserId::new(id).ok().map(|user| Theirs { user, hash, temporary_until, as_of }))
    }
}
