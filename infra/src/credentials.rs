//! Passwords: Argon2id hashes beside the log, never in it.

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::values::{UserId, Username};
use sqlx::{MySqlPool, Row};

use crate::event_log::LogError;

/// 19 MiB, two passes, one lane: OWASP's first choice for Argon2id.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

/// The hash of a password, computed off the async threads: it is made to be slow.
///
/// # Errors
/// [`LogError::Database`] if it cannot be computed: never, unless randomness is missing.
pub async fn hash_password(password: &str) -> Result<String, LogError> {
    let password = password.to_owned();
    tokio::task::spawn_blocking(move || {
        argon2().hash_password(password.as_bytes()).map(|hash| hash.to_string())
    })
    .await
    .map_err(|e| LogError::Database(e.to_string()))?
    .map_err(|e| LogError::Database(e.to_string()))
}

/// The passwords of one log's logins, on its primary.
#[derive(Debug, Clone)]
pub struct Credentials {
    pool: MySqlPool,
}

impl Credentials {
    /// Kept in the database of that pool.
    pub const fn new(pool: MySqlPool) -> Self {
        Self { pool }
    }

    /// Sets the password of a login, by its hash.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be stored, or if the name is another login's.
    pub async fn set_hash(&self, user: UserId, username: &str, hash: &str) -> Result<(), LogError> {
        // Not "on duplicate key": a name that differs in case only would set somebody else's.
        let known = sqlx::query("UPDATE credentials SET password_hash = ? WHERE user_id = ?")
            .bind(hash)
            .bind(user.get())
            .execute(&self.pool)
            .await?;
        if known.rows_affected() == 0 {
            sqlx::query(
                "INSERT INTO credentials (user_id, username, password_hash) VALUES (?, ?, ?)",
            )
            .bind(user.get())
            .bind(username)
            .bind(hash)
            .execute(&self.pool)
            .await?;
        }
        Ok(())
    }

    /// The login of that name, if the password is its own. An unknown name costs the same work, so
    /// that the time taken does not tell which names exist.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be looked up.
    pub async fn check(&self, username: &str, password: &str) -> Result<Option<UserId>, LogError> {
        // The hash of a password nobody has.
        const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$vl+TmINvDO3dC8F7WHd8eiiBYvwBEmTrlGy9hRjQa9E";
        let row = match Username::parse(username) {
            Ok(name) => {
                sqlx::query("SELECT user_id, password_hash FROM credentials WHERE username = ?")
                    .bind(name.as_str())
                    .fetch_optional(&self.pool)
                    .await?
            }
            Err(_) => None, // no login can have such a name
        };
        let (user, hash) = match row {
            Some(row) => (Some(row.try_get::<i64, _>(0)?), row.try_get::<String, _>(1)?),
            None => (None, NOBODY.to_owned()),
        };
        let password = password.to_owned();
        let matches = tokio::task::spawn_blocking(move || {
            PasswordHash::new(&hash)
                .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await
        .map_err(|e| LogError::Database(e.to_string()))?;
        Ok(user.filter(|_| matches).and_then(|id| UserId::new(id).ok()))
    }
}
