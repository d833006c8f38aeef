//! Losing a race is normal: load and decide again.

use infra::event_log::LogError;

use crate::CommandError;

const DECISIONS: usize = 4;

/// Decides, and decides again on fresh state up to three times when somebody else was faster.
pub(crate) async fn deciding<T>(
    mut decide: impl AsyncFnMut() -> Result<T, CommandError>,
) -> Result<T, CommandError> {
    let mut outcome = decide().await;
    for _ in 1..DECISIONS {
        if !matches!(outcome, Err(CommandError::Log(LogError::Conflict))) {
            break;
        }
        outcome = decide().await;
    }
    outcome
}
