//! Who is signed in where: a session is a family of refresh tokens, of which one is good at a time. An
//! access token says its session, and every request looks at the session's row on the primary: what
//! was ended counts on the very next request, in every process. Redis keeps what was ended too, for
//! queries while the primary is away.

mod end;
mod refresh;

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::values::UserId;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{MySqlPool, Row};

pub use end::Why;
pub use refresh::{Refreshed, Renewed};

use crate::access::SessionLife;
use crate::credentials::{PasswordAsOf, begin};
use crate::event_log::{ANSWER, LogError, Readers, in_time};
use crate::keyed_hash::KeyedHash;
use crate::random::secret;
use crate::redis::Redis;

/// A session's name: random, and no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionId(String);

impl SessionId {
    /// Reads one.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == 32 && text.bytes().all(hex)).then(|| Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where somebody signs in from.
#[derive(Debug, Clone, Default)]
pub struct Device {
    /// The client's address.
    pub client_ip: Option<String>,
    /// What the client calls itself; cut to 200 characters.
    pub user_agent: Option<String>,
    /// Whether others use it too: sessions there are short.
    pub is_shared: bool,
}

/// Who signs in.
#[derive(Debug, Clone, Copy)]
pub struct Entering {
    /// Who.
    pub user: UserId,
    /// They may do nothing but replace their password.
    pub must_change: bool,
    /// With which of their passwords.
    pub as_of: PasswordAsOf,
}

/// A session that was just begun.
#[derive(Debug)]
pub struct Begun {
    /// Its name.
    pub session: SessionId,
    /// Its refresh token, given out once.
    pub refresh_token: String,
    /// Until when that is good.
    pub expires_at: DateTime<Utc>,
}

/// What a session is worth now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It goes on.
    Good {
        /// Whose it is.
        user: UserId,
        /// They may do nothing but replace their password.
        must_change: bool,
    },
    /// It was ended, or never was.
    Ended,
    /// The primary is away, and Redis knows of no end: what the token says has to do.
    Unknown,
}

/// A session, as its owner sees it.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its name.
    pub id: SessionId,
    /// When they signed in.
    pub started_at: DateTime<Utc>,
    /// When it was last refreshed.
    pub last_used_at: DateTime<Utc>,
    /// Until when it is good if it is not refreshed.
    pub expires_at: DateTime<Utc>,
    /// Where they signed in from.
    pub client_ip: Option<String>,
    /// With what.
    pub user_agent: Option<String>,
}

/// The sessions of one log's logins, on its primary.
#[derive(Clone)]
pub struct Sessions {
    pool: MySqlPool,
    readers: std::sync::Arc<Readers>,
    redis: Redis,
    prefix: std::sync::Arc<str>,
    hash: KeyedHash,
    life: SessionLife,
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sessions")
    }
}

/// How long ended sessions are kept.
const KEEP: chrono::Duration = chrono::Duration::days(30);

impl Sessions {
    /// Kept in the database of that pool, which `primary` reaches too.
    pub fn new(
        (pool, primary): (MySqlPool, MySqlConnectOptions),
        redis: Redis,
        log_id: &str,
        hash: KeyedHash,
        life: SessionLife,
    ) -> Self {
        let readers = std::sync::Arc::new(Readers::new(primary));
        let prefix = format!("kharisma:{log_id}:ended:").into();
        Self { pool, readers, redis, prefix, hash, life }
    }

    /// Begins a session. What a client showed before plays no part: its name and token are fresh. None
    /// begins if the password was replaced meanwhile.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be stored.
    pub async fn begin(
        &self,
        who: Entering,
        device: Device,
        now: DateTime<Utc>,
    ) -> Result<Option<Begun>, LogError> {
        let (session, token) = (SessionId(secret::<16>()), secret::<32>());
        let whole = if device.is_shared { self.life.shared_till } else { self.life.whole };
        let ends_at = now + whole;
        let expires_at = ends_at.min(now + self.life.refresh);
        let agent = device.user_agent.map(|agent| agent.chars().take(200).collect::<String>());
        let mut transaction = begin(&self.pool).await?;
        // Whoever is replacing the password is waited for.
        let begun = sqlx::query(
            "INSERT INTO sessions (session_id, started_at, last_used_at, expires_at, ends_at,
             must_change, client_ip, user_agent, user_id)
             SELECT ?, ?, ?, ?, ?, ?, ?, ?, user_id FROM credentials
             WHERE user_id = ? AND changed_at <=> ? LOCK IN SHARE MODE",
        )
        .bind(session.as_str())
        .bind(now.naive_utc())
        .bind(now.naive_utc())
        .bind(expires_at.naive_utc())
        .bind(ends_at.naive_utc())
        .bind(who.must_change)
        .bind(device.client_ip)
        .bind(agent)
        .bind(who.user.get())
        .bind(who.as_of.0)
        .execute(&mut *transaction)
        .await?;
        if begun.rows_affected() == 0 {
            return Ok(None);
        }
        self.hand_out(&mut transaction, &session, &token).await?;
        transaction.commit().await?;
        if let Err(error) = self.forget_old(now).await {
            tracing::debug!(%error, "sessions that are over were not forgotten");
        }
        Ok(Some(Begun { session, refresh_token: token, expires_at }))
    }

    async fn hand_out(
        &self,
        transaction: &mut sqlx::Transaction<'static, sqlx::MySql>,
        session: &SessionId,
        token: &str,
    ) -> Result<(), LogError> {
        sqlx::query("INSERT INTO refresh_tokens (token_hash, session_id) VALUES (?, ?)")
            .bind(&self.hashed(token)[..])
            .bind(session.as_str())
            .execute(&mut **transaction)
            .await?;
        Ok(())
    }

    fn hashed(&self, token: &str) -> [u8; 32] {
        self.hash.of("refresh token", &[token.as_bytes()])
    }

    /// What a session is worth now: one row of the primary. With the primary away what Redis was told
    /// of ends still counts.
    ///
    /// # Errors
    /// [`LogError`] but for a primary that is away.
    pub async fn standing(&self, session: &SessionId) -> Result<Standing, LogError> {
        let asked = session.as_str().to_owned();
        let row = move || {
            sqlx::query("SELECT user_id, must_change, ended_at FROM sessions WHERE session_id = ?")
                .bind(asked.clone())
        };
        match in_time(ANSWER, self.readers.rows(row)).await {
            Ok(rows) => {
                let Some(row) = rows.first() else { return Ok(Standing::Ended) };
                let ended: Option<NaiveDateTime> = row.try_get(2)?;
                let user = UserId::new(row.try_get(0)?).ok().filter(|_| ended.is_none());
                let must_change = row.try_get(1)?;
                Ok(user.map_or(Standing::Ended, |user| Standing::Good { user, must_change }))
            }
            Err(LogError::Unavailable(_)) => Ok(self.as_redis_knows(session).await),
            Err(failure) => Err(failure),
        }
    }

    /// The sessions of a login that go on, the newest first.
    ///
    /// # Errors
    /// [`LogError`] if they cannot be read.
    pub async fn of(&self, user: UserId, now: DateTime<Utc>) -> Result<Vec<Session>, LogError> {
        let rows = sqlx::query(
            "SELECT session_id, started_at, last_used_at, expires_at, client_ip, user_agent
             FROM sessions WHERE user_id = ? AND ended_at IS NULL AND expires_at > ?
             ORDER BY started_at DESC, session_id LIMIT 100",
        )
        .bind(user.get())
        .bind(now.naive_utc())
        .fetch_all(&self.pool)
        .await?;
        let mut sessions = Vec::with_capacity(rows.len());
        for row in rows {
            let time = |column| row.try_get::<NaiveDateTime, _>(column).map(|at| at.and_utc());
            sessions.push(Session {
                id: SessionId(row.try_get(0)?),
                started_at: time(1)?,
                last_used_at: time(2)?,
                expires_at: time(3)?,
                client_ip: row.try_get(4)?,
                user_agent: row.try_get(5)?,
            });
        }
        Ok(sessions)
    }

    /// Lets whoever had to replace their password do everything else again.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be stored.
    pub async fn password_replaced(&self, session: &SessionId) -> Result<(), LogError> {
        let sql = "UPDATE sessions SET must_change = FALSE WHERE session_id = ?";
        sqlx::query(sql).bind(session.as_str()).execute(&self.pool).await?;
        Ok(())
    }

    /// Deletes some that ended long ago.
    async fn forget_old(&self, now: DateTime<Utc>) -> Result<(), LogError> {
        let sql = "SELECT session_id FROM sessions WHERE ends_at < ? LIMIT 20";
        let old = (now - KEEP).naive_utc();
        for row in sqlx::query(sql).bind(old).fetch_all(&self.pool).await? {
            let session: String = row.try_get(0)?;
            for sql in [
                "DELETE FROM refresh_tokens WHERE session_id = ?",
                "DELETE FROM sessions WHERE session_id = ?",
            ] {
                sqlx::query(sql).bind(&session).execute(&self.pool).await?;
            }
        }
        Ok(())
    }
}
