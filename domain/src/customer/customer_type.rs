//! What kind of customer somebody is.

use serde::{Deserialize, Serialize};

use crate::values::BasisPoints;

/// What kind of customer somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerType {
    /// Most people: no automatic discount (K-11).
    Regular,
    /// 15 %.
    Vip,
    /// 10 %.
    Corporate,
}

impl CustomerType {
    /// Every type.
    pub const ALL: [Self; 3] = [Self::Regular, Self::Vip, Self::Corporate];

    /// The discount every order of such a customer gets by itself.
    ///
    /// # Panics
    /// Never: the shares are below 10,000 basis points.
    #[allow(clippy::expect_used)] // constants below the whole
    pub fn automatic_discount(self) -> BasisPoints {
        let bp = match self {
            Self::Regular => 0,
            Self::Vip => 1500,
            Self::Corporate => 1000,
        };
        BasisPoints::new(bp).expect("below the whole") // cannot fail: constants below 10,000
    }

    /// The type as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Regular => "regular",
            Self::Vip => "vip",
            Self::Corporate => "corporate",
        }
    }
}
