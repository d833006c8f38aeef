//! Losing a race is normal: load and decide again.

use std::pin::Pin;

use infra::event_log::LogError;

use crate::CommandError;

const DECISIONS: usize = 4;

/// One try at a command. Boxed, because the compiler cannot yet see that the future of an async
/// closure over borrowed arguments may cross threads.
pub(crate) type Try<'a, T> = Pin<Box<dyn Future<Output = Result<T, CommandError>> + Send + 'a>>;

/// Decides, and decides again on fresh state up to three times when somebody else was faster.
pub(crate) async fn deciding<'a, T>(decide: impl Fn() -> Try<'a, T>) -> Result<T, CommandError> {
    let mut outcome = decide().await;
    for _ in 1..DECISIONS {
        if !matches!(outcome, Err(CommandError::Log(LogError::Conflict))) {
            break;
        }
        outcome = decide().await;
    }
    outcome
}
