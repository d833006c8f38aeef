//! What people are told outside the shop: the port to whoever sends letters.

/// Sends letters.
pub trait Messages: std::fmt::Debug + Send + Sync {
    /// The link with which somebody who forgot their password chooses another.
    fn password_reset(&self, email: &str, link: &str);
}

/// Writes what it is given into the process's logs: for somebody's desk, never for a shop, for the
/// link opens the door.
#[derive(Debug)]
pub struct LogMessages;

impl Messages for LogMessages {
    fn password_reset(&self, email: &str, link: &str) {
        tracing::info!(email, link, "a link to choose another password");
    }
}
