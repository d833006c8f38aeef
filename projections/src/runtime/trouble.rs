//! What went wrong: the event, or the world.

use super::ProjectionError;

/// The error number for text that fits no column's character set.
const INCORRECT_STRING: u16 = 1366;

/// Why this very event can never be applied, if that is what an error says. Everything else, a server
/// that is away, a lock that did not come, a table that is missing, passes without the event's doing,
/// and parks nothing.
pub(super) fn fault_of_the_event(error: &ProjectionError) -> Option<String> {
    match error {
        ProjectionError::Event { reason, .. } => Some(reason.clone()),
        ProjectionError::Database(error) => fault_of_the_data(error),
        ProjectionError::Log(_)
        | ProjectionError::Redis(_)
        | ProjectionError::Newer { .. }
        | ProjectionError::Outdated(_)
        | ProjectionError::TooMany(..) => None,
    }
}

#[allow(clippy::wildcard_enum_match_arm)] // the driver's enum grows; most of it is "away"
fn fault_of_the_data(error: &sqlx::Error) -> Option<String> {
    let its_fault = match error {
        sqlx::Error::Database(refused) => {
            let number = refused.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>();
            let incorrect = number.is_some_and(|error| error.number() == INCORRECT_STRING);
            // Classes: a value that does not fit, and a row that may not be.
            let class = refused.code();
            let class = class.as_deref().and_then(|code| code.get(..2));
            incorrect || matches!(class, Some("22" | "23"))
        }
        // A row that cannot be read, and so cannot be changed; a value that cannot be written.
        sqlx::Error::Decode(_)
        | sqlx::Error::ColumnDecode { .. }
        | sqlx::Error::Encode(_)
        | sqlx::Error::RowNotFound => true,
        _ => false,
    };
    its_fault.then(|| error.to_string())
}
