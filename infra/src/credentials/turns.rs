//! Several who write about themselves at once, and are not in each other's way.

use std::time::{Duration, Instant};

use sqlx::{MySql, MySqlPool, Transaction};

use crate::event_log::LogError;

/// How often something is tried again of which nothing was written, and for how long: who stood in somebody's
/// way learns it at once, and for a primary that is away nobody is kept waiting.
const TRIES: u32 = 5;
const WITHIN: Duration = Duration::from_secs(1);

pub(crate) type Tx = Transaction<'static, MySql>;

/// Begins a transaction that locks the rows it names and not the gaps between them. With the server's
/// usual isolation two who each write the first row about themselves wait for one another, and one of
/// them is refused.
pub(crate) async fn begin(pool: &MySqlPool) -> Result<Tx, sqlx::Error> {
    pool.begin_with("SET TRANSACTION ISOLATION LEVEL READ COMMITTED; BEGIN").await
}

/// Does something in a transaction, and again if it came to nothing: by a deadlock, or a connection
/// that died.
///
/// # Errors
/// Those of `what`; [`LogError::Unavailable`] only after [`TRIES`] more tries, or a second.
pub(crate) async fn in_turn<T, F>(mut what: impl FnMut() -> F) -> Result<T, LogError>
where
    F: Future<Output = Result<T, LogError>>,
{
    let (mut tries, begun) = (0, Instant::now());
    loop {
        match what().await {
            Err(LogError::Unavailable(_)) if tries < TRIES && begun.elapsed() < WITHIN => {
                tries += 1;
            }
            done => return done,
        }
    }
}
