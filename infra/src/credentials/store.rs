//! Passwords being set and replaced.

use chrono::{DateTime, Utc};
use domain::values::{Password, Pin, UserId};
use sqlx::Row;

use super::turns::{begin, in_turn};
use super::{Credentials, Secret, Theirs};
use crate::event_log::LogError;
use crate::random::secret;

/// So many passwords of a login, today's among them, do not come again.
const REMEMBERED: i64 = 5;
/// For how long a link to choose another password is good.
const RESET: chrono::Duration = chrono::Duration::hours(1);

impl Credentials {
    /// Sets the password of a login. Whether it is a good one is the caller's to say
    /// ([`Password::parse`]).
    ///
    /// # Errors
    /// [`LogError`] if it cannot be stored, or if the name is another login's.
    pub async fn set(&self, user: UserId, username: &str, password: &str) -> Result<(), LogError> {
        // On the heap: whoever sets one need not carry the statements' futures.
        Box::pin(self.store(user, username, password, None)).await
    }

    /// Sets a password that is good until then, and has to be replaced by whoever signs in with it.
    ///
    /// # Errors
    /// As [`Self::set`].
    pub async fn set_temporary(
        &self,
        user: UserId,
        username: &str,
        password: &str,
        until: DateTime<Utc>,
    ) -> Result<(), LogError> {
        Box::pin(self.store(user, username, password, Some(until))).await
    }

    /// Whether a login's password, or one of the four before it, is that.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be looked up.
    pub async fn was_used(&self, user: UserId, password: &Password) -> Result<bool, LogError> {
        let before = self.hashes_of(user).await?;
        self.hasher.is_one_of(password.as_str(), before).await
    }

    async fn hashes_of(&self, user: UserId) -> Result<Vec<String>, LogError> {
        let rows = sqlx::query(
            "(SELECT password_hash FROM credentials WHERE user_id = ?) UNION ALL
             (SELECT password_hash FROM password_history WHERE user_id = ?
              ORDER BY number DESC LIMIT ?)",
        )
        .bind(user.get())
        .bind(user.get())
        .bind(REMEMBERED - 1)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
    }

    async fn store(
        &self,
        user: UserId,
        username: &str,
        password: &str,
        temporary_until: Option<DateTime<Utc>>,
    ) -> Result<(), LogError> {
        let (hash, now) = (self.hasher.hash(password.to_owned()).await?, Utc::now());
        let mut transaction = self.pool.begin().await?;
        // Not "on duplicate key": a name that differs in case only would set somebody else's.
        let before =
            sqlx::query("SELECT password_hash FROM credentials WHERE user_id = ? FOR UPDATE")
                .bind(user.get())
                .fetch_optional(&mut *transaction)
                .await?;
        let sql = if let Some(before) = before {
            sqlx::query(
                "INSERT INTO password_history (user_id, password_hash, replaced_at)
                 VALUES (?, ?, ?)",
            )
            .bind(user.get())
            .bind(before.try_get::<String, _>(0)?)
            .bind(now.naive_utc())
            .execute(&mut *transaction)
            .await?;
            "UPDATE credentials SET username = ?, password_hash = ?, temporary_until = ?,
             changed_at = ? WHERE user_id = ?"
        } else {
            "INSERT INTO credentials (username, password_hash, temporary_until, changed_at, user_id)
             VALUES (?, ?, ?, ?, ?)"
        };
        sqlx::query(sql)
            .bind(username)
            .bind(hash)
            .bind(temporary_until.map(|until| until.naive_utc()))
            .bind(now.naive_utc())
            .bind(user.get())
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Sets what a login proves itself with at another's till.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be stored, or the login has no password yet.
    pub async fn set_pin(&self, user: UserId, pin: &Pin) -> Result<(), LogError> {
        let hash = self.hasher.hash(pin.as_str().to_owned()).await?;
        let set = sqlx::query("UPDATE credentials SET pin_hash = ? WHERE user_id = ?")
            .bind(hash)
            .bind(user.get())
            .execute(&self.pool)
            .await?;
        let missing = || LogError::Database(format!("login {user} has no credentials"));
        (set.rows_affected() == 1).then_some(()).ok_or_else(missing)
    }

    /// Hashes a secret that was right again, if its hash is of another cost than today's.
    pub(super) async fn at_todays_cost(
        &self,
        theirs: &Theirs,
        right: Secret,
    ) -> Result<(), LogError> {
        if !self.hasher.is_of_another_cost(&theirs.hash) {
            return Ok(());
        }
        let (sql, secret) = match right {
            Secret::Password(password) => (
                "UPDATE credentials SET password_hash = ? WHERE user_id = ? AND password_hash = ?",
                password,
            ),
            Secret::Pin(pin) => (
                "UPDATE credentials SET pin_hash = ? WHERE user_id = ? AND pin_hash = ?",
                pin.as_str().to_owned(),
            ),
        };
        let hash = self.hasher.hash(secret).await?;
        sqlx::query(sql)
            .bind(hash)
            .bind(theirs.user.get())
            .bind(&theirs.hash)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// What a link to choose another password carries, good for an hour and once. Those before it are
    /// good for nothing any more.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be stored.
    pub async fn reset_token(&self, user: UserId, now: DateTime<Utc>) -> Result<String, LogError> {
        let token = secret::<32>();
        in_turn(|| self.keep_reset(user, &token, now)).await?;
        Ok(token)
    }

    async fn keep_reset(
        &self,
        user: UserId,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<(), LogError> {
        let mut transaction = begin(&self.pool).await?;
        // One after the other: who asked before has written their link, and it is deleted here.
        sqlx::query("SELECT 1 FROM credentials WHERE user_id = ? FOR UPDATE")
            .bind(user.get())
            .fetch_optional(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM password_resets WHERE user_id = ? OR expires_at < ?")
            .bind(user.get())
            .bind(now.naive_utc())
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "INSERT INTO password_resets (token_hash, user_id, expires_at) VALUES (?, ?, ?)",
        )
        .bind(&self.reset_hash(token)[..])
        .bind(user.get())
        .bind((now + RESET).naive_utc())
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// Whose link carries that, if it is good now.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be looked up.
    pub async fn reset_of(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<UserId>, LogError> {
        let sql = "SELECT user_id FROM password_resets WHERE token_hash = ? AND expires_at > ?";
        let row = sqlx::query(sql)
            .bind(&self.reset_hash(token)[..])
            .bind(now.naive_utc())
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(UserId::new(row.try_get(0)?).ok())
    }

    /// Uses a link up; whether it was there to be used.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be stored.
    pub async fn use_reset(&self, token: &str) -> Result<bool, LogError> {
        let gone = sqlx::query("DELETE FROM password_resets WHERE token_hash = ?")
            .bind(&self.reset_hash(token)[..])
            .execute(&self.pool)
            .await?;
        Ok(gone.rows_affected() == 1)
    }

    fn reset_hash(&self, token: &str) -> [u8; 32] {
        self.hash.of("password reset", &[token.as_bytes()])
    }
}
