//! Ending sessions: on the primary first, which is the truth, then in Redis, before anybody is told.

use chrono::Utc;
use domain::values::UserId;
use sqlx::Row;

use super::{SessionId, Sessions, Standing};
use crate::event_log::LogError;

/// For how long Redis remembers an end: longer than any access token is good.
const REMEMBER_SECONDS: u64 = 3_600;

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Its owner signed out, there or from another device.
    SignedOut,
    /// A refresh token came a second time.
    Reused,
    /// All of them were ended: another password, no login any more.
    AllEnded,
    /// Somebody else took over the shared till.
    Switched,
}

impl Why {
    const fn name(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Reused => "reused",
            Self::AllEnded => "all_ended",
            Self::Switched => "switched",
        }
    }
}

impl Sessions {
    /// Ends a session of that login; whether there was one to end.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be stored: then it goes on.
    pub async fn end(&self, user: UserId, session: &SessionId, why: Why) -> Result<bool, LogError> {
        let sql = "UPDATE sessions SET ended_at = ?, ended_by = ?
                   WHERE session_id = ? AND user_id = ? AND ended_at IS NULL";
        let ended = sqlx::query(sql)
            .bind(Utc::now().naive_utc())
            .bind(why.name())
            .bind(session.as_str())
            .bind(user.get())
            .execute(&self.pool)
            .await?;
        self.tell_redis(std::slice::from_ref(session)).await;
        Ok(ended.rows_affected() == 1)
    }

    /// Ends all sessions of a login, but for one: on the next request their tokens are good for
    /// nothing, in every process.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be stored: then they go on.
    pub async fn end_all(&self, user: UserId, except: Option<&SessionId>) -> Result<(), LogError> {
        let spared = except.map_or("", SessionId::as_str);
        let mut transaction = self.pool.begin().await?;
        let sql = "SELECT session_id FROM sessions
                   WHERE user_id = ? AND ended_at IS NULL AND session_id <> ? FOR UPDATE";
        let rows = sqlx::query(sql).bind(user.get()).bind(spared);
        let rows = rows.fetch_all(&mut *transaction).await?;
        let ids = rows.iter().map(|row| row.try_get(0).map(SessionId));
        let ended = ids.collect::<Result<Vec<SessionId>, _>>()?;
        let sql = "UPDATE sessions SET ended_at = ?, ended_by = ?
                   WHERE user_id = ? AND ended_at IS NULL AND session_id <> ?";
        sqlx::query(sql)
            .bind(Utc::now().naive_utc())
            .bind(Why::AllEnded.name())
            .bind(user.get())
            .bind(spared)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        self.tell_redis(&ended).await;
        Ok(())
    }

    pub(super) async fn tell_redis(&self, ended: &[SessionId]) {
        if ended.is_empty() || !self.redis.is_at_hand() {
            return;
        }
        let mut pipe = ::redis::pipe();
        for session in ended {
            let key = format!("{}{}", self.prefix, session.as_str());
            pipe.cmd("SET").arg(key).arg(1).arg("EX").arg(REMEMBER_SECONDS).ignore();
        }
        let told: Result<(), _> = pipe.query_async(&mut self.redis.connection()).await;
        if let Err(error) = told {
            self.redis.failed(&error); // the primary has it: Redis is for when that is away
        }
    }

    pub(super) async fn as_redis_knows(&self, session: &SessionId) -> Standing {
        if !self.redis.is_at_hand() {
            return Standing::Unknown;
        }
        let key = format!("{}{}", self.prefix, session.as_str());
        let mut connection = self.redis.connection();
        let found: Result<bool, _> =
            ::redis::cmd("EXISTS").arg(key).query_async(&mut connection).await;
        match found {
            Ok(true) => Standing::Ended,
            Ok(false) => Standing::Unknown,
            Err(error) => {
                self.redis.failed(&error);
                Standing::Unknown
            }
        }
    }
}
