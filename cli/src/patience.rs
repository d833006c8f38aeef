//! Starting before what one stands on has started.

use std::fmt::Display;
use std::time::Duration;

/// Tries until it works: a database that is away at the start is as normal as one that goes later.
pub(crate) async fn patiently<T, E: Display>(
    what: &str,
    mut attempt: impl AsyncFnMut() -> Result<T, E>,
) -> T {
    let mut pause = Duration::from_millis(100);
    loop {
        match attempt().await {
            Ok(done) => return done,
            Err(error) => tracing::warn!(%error, "{what}: trying again"),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(5));
    }
}
