//! A refresh token is good once: it is handed in for the next one.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::values::UserId;
use sqlx::Row;

use super::{Begun, SessionId, Sessions, Why};
use crate::credentials::begin;
use crate::event_log::LogError;
use crate::random::secret;

/// A session that goes on, with its next refresh token.
#[derive(Debug)]
pub struct Renewed {
    /// The session and its token.
    pub begun: Begun,
    /// Whose it is.
    pub user: UserId,
    /// They may do nothing but replace their password.
    pub must_change: bool,
}

/// What became of a refresh token.
#[derive(Debug)]
pub enum Refreshed {
    /// It was handed in for the next.
    Renewed(Renewed),
    /// Nobody has it, or its session is over.
    Unknown,
    /// It had been handed in before: somebody else has a copy, and the whole session is ended. There is
    /// no time of grace for a lost reply, for whoever stole it would come within it.
    Reused,
}

impl Sessions {
    /// Hands a refresh token in for the next.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be stored: then it is good still, unless the outcome is unknown.
    pub async fn refresh(&self, token: &str, now: DateTime<Utc>) -> Result<Refreshed, LogError> {
        let hashed = self.hashed(token);
        let mut transaction = begin(&self.pool).await?;
        let row = sqlx::query(
            "SELECT s.session_id, s.user_id, s.must_change, s.ends_at, t.replaced_at
             FROM refresh_tokens t JOIN sessions s ON s.session_id = t.session_id
             WHERE t.token_hash = ? AND s.ended_at IS NULL AND s.expires_at > ? FOR UPDATE",
        )
        .bind(&hashed[..])
        .bind(now.naive_utc())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = row else { return Ok(Refreshed::Unknown) };
        let session = SessionId(row.try_get(0)?);
        let Ok(user) = UserId::new(row.try_get(1)?) else { return Ok(Refreshed::Unknown) };
        let replaced: Option<NaiveDateTime> = row.try_get(4)?;
        if replaced.is_some() {
            transaction.rollback().await?;
            self.end(user, &session, Why::Reused).await?;
            return Ok(Refreshed::Reused);
        }
        let next = secret::<32>();
        let ends_at = row.try_get::<NaiveDateTime, _>(3)?.and_utc();
        let expires_at = ends_at.min(now + self.life.refresh);
        sqlx::query("UPDATE refresh_tokens SET replaced_at = ? WHERE token_hash = ?")
            .bind(now.naive_utc())
            .bind(&hashed[..])
            .execute(&mut *transaction)
            .await?;
        self.hand_out(&mut transaction, &session, &next).await?;
        sqlx::query("UPDATE sessions SET last_used_at = ?, expires_at = ? WHERE session_id = ?")
            .bind(now.naive_utc())
            .bind(expires_at.naive_utc())
            .bind(session.as_str())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        let begun = Begun { session, refresh_token: next, expires_at };
        let must_change = row.try_get(2)?;
        Ok(Refreshed::Renewed(Renewed { begun, user, must_change }))
    }

    /// The session of a refresh token, for whoever wants to end it.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be looked up.
    pub async fn of_token(&self, token: &str) -> Result<Option<(UserId, SessionId)>, LogError> {
        let sql = "SELECT s.user_id, s.session_id FROM refresh_tokens t
                   JOIN sessions s ON s.session_id = t.session_id
                   WHERE t.token_hash = ? AND t.replaced_at IS NULL";
        let row = sqlx::query(sql).bind(&self.hashed(token)[..]).fetch_optional(&self.pool).await?;
        let Some(row) = row else { return Ok(None) };
        let session = SessionId(row.try_get(1)?);
        Ok(UserId::new(row.try_get(0)?).ok().map(|user| (user, session)))
    }

    /// The session a refresh token belongs to, or did before it was handed in.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be looked up.
    pub async fn any_of_token(&self, token: &str) -> Result<Option<SessionId>, LogError> {
        let sql = "SELECT session_id FROM refresh_tokens WHERE token_hash = ?";
        let row = sqlx::query(sql).bind(&self.hashed(token)[..]).fetch_optional(&self.pool).await?;
        Ok(row.map(|row| row.try_get(0).map(SessionId)).transpose()?)
    }
}
