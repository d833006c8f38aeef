//! When a customer pays for water.

use serde::{Deserialize, Serialize};

/// When a customer pays for water.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaterTerms {
    /// Before it is delivered.
    Prepaid,
    /// To the driver.
    #[default]
    Cod,
    /// By a monthly bill: the shop gives credit.
    Invoice,
}

impl WaterTerms {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Prepaid, Self::Cod, Self::Invoice];

    /// The terms as the API writes them.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prepaid => "prepaid",
            Self::Cod => "cod",
            Self::Invoice => "invoice",
        }
    }
}
