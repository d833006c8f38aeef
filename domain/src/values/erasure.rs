//! Why what is known about a person is erased, whoever they are.

use serde::{Deserialize, Serialize};

/// Why what is known about a person is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErasureReason {
    /// They asked for it.
    Requested,
    /// It was kept for as long as it was needed.
    NoLongerNeeded,
}

impl ErasureReason {
    /// Every reason.
    pub const ALL: [Self; 2] = [Self::Requested, Self::NoLongerNeeded];

    /// The reason as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::NoLongerNeeded => "no_longer_needed",
        }
    }
}
