//! Where the log's hash chain stands.

use std::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};

use super::{ValueError, hash_digits};

/// The value of the log's hash chain at a position, as 64 hexadecimal digits: with the position it
/// is an anchor, which shows whether the log still holds what it held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChainValue(String);

impl ChainValue {
    /// A value as it is written.
    ///
    /// # Errors
    /// [`ValueError::Format`] for anything that is no such value.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        hash_digits(text).map(Self)
    }
}

impl Display for ChainValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
