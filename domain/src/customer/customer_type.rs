//! What kind of customer somebody is.

use serde::{Deserialize, Serialize};

/// What kind of customer somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerType {
    /// Most people.
    Regular,
    /// Those who come often.
    Vip,
    /// Firms.
    Corporate,
}

impl CustomerType {
    /// Every type.
    pub const ALL: [Self; 3] = [Self::Regular, Self::Vip, Self::Corporate];

    /// The type as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Regular => "regular",
            Self::Vip => "vip",
            Self::Corporate => "corporate",
        }
    }
}
