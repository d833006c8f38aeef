//! The list of everybody who was forgotten.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::values::Subject;
use sqlx::{MySqlPool, Row};

use super::forget_login;
use crate::event_log::LogError;

/// Somebody was forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erasure {
    /// Whom it was about.
    pub subject: Subject,
    /// When.
    pub at: DateTime<Utc>,
}

/// Everybody who was forgotten, in order.
///
/// # Errors
/// [`LogError::Unavailable`].
pub async fn erasures(pool: &MySqlPool) -> Result<Vec<Erasure>, LogError> {
    let sql = "SELECT subject, MIN(erased_at) FROM erasures GROUP BY subject ORDER BY MIN(no)";
    let rows = sqlx::query(sql).fetch_all(pool).await?;
    let erasure = |row: &sqlx::mysql::MySqlRow| {
        let subject: String = row.try_get(0)?;
        let subject = subject.parse().map_err(|_| LogError::Database(subject.clone()))?;
        Ok(Erasure { subject, at: row.try_get::<NaiveDateTime, _>(1)?.and_utc() })
    };
    rows.iter().map(erasure).collect()
}

/// Destroys the keys again of people who were forgotten before: a backup of before brings them back.
/// Returns whose keys there were. All of it or nothing.
///
/// # Errors
/// [`LogError::Unavailable`].
pub async fn forget_again(pool: &MySqlPool, people: &[Subject]) -> Result<usize, LogError> {
    let mut transaction = pool.begin().await?;
    let mut gone = 0;
    for person in people {
        for sql in forget_login(*person) {
            sqlx::query(&sql).execute(&mut *transaction).await?;
        }
        let subject = person.to_string();
        let sql = "SELECT erased_at IS NOT NULL FROM subject_keys WHERE subject = ? FOR UPDATE";
        let row = sqlx::query(sql).bind(&subject).fetch_optional(&mut *transaction).await?;
        let erased = row.map(|row| row.try_get::<i64, _>(0)).transpose()?;
        if erased == Some(1) {
            continue;
        }
        gone += usize::from(erased.is_some());
        let sql = "INSERT INTO subject_keys (subject, wrapped, created_at, erased_at)
                   VALUES (?, NULL, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
                   ON DUPLICATE KEY UPDATE wrapped = NULL, erased_at = VALUES(erased_at)";
        sqlx::query(sql).bind(&subject).execute(&mut *transaction).await?;
        let sql = "INSERT INTO erasures (subject, erased_at) VALUES (?, UTC_TIMESTAMP(6))";
        sqlx::query(sql).bind(&subject).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(gone)
}
