//! The token of a shared till: its id and a secret. Nobody but the till keeps the secret.

use domain::till::{Till, TokenHash};
use domain::values::{TillId, ValueError};
use infra::event_log::{Loaded, LogError};
use infra::hex::hex;
use infra::keyed_hash::KeyedHash;

use crate::Desk;

/// A token as a till shows it: `17.3f9c…`.
pub struct TillToken<'a> {
    till_id: TillId,
    secret: &'a str,
}

impl std::fmt::Debug for TillToken<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TillToken({})", self.till_id) // the secret is one
    }
}

impl<'a> TillToken<'a> {
    /// Reads a token. Whether any till has it is another question.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (id, secret) = text.trim().split_once('.')?;
        let till_id = id.parse().ok().and_then(|id| TillId::new(id).ok())?;
        Some(Self { till_id, secret })
    }

    /// The token of that till.
    pub fn written(till_id: TillId, secret: &str) -> String {
        format!("{till_id}.{secret}")
    }
}

pub(super) fn hashed(hash: &KeyedHash, secret: &str) -> Result<TokenHash, ValueError> {
    TokenHash::parse(&hex(&hash.of("till", &[secret.as_bytes()])))
}

/// Which till shows that token: one that is in use.
///
/// # Errors
/// [`LogError`].
pub async fn known_till(desk: &Desk, token: &TillToken<'_>) -> Result<Option<TillId>, LogError> {
    let till: Loaded<Till> = desk.log.load(token.till_id.get()).await?;
    let hash = hashed(desk.log.hash(), token.secret);
    let hash = hash.map_err(|error| LogError::Database(error.to_string()))?;
    Ok(till.state.known_by(&hash))
}
