//! How far away something is.

use serde::{Deserialize, Serialize};

use super::ValueError;

/// A distance by road from the outlet, in metres: 0 to 1,000 km.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Distance(u32);

impl Distance {
    const LIMIT: u32 = 1_000_000;

    /// A distance of so many metres.
    ///
    /// # Errors
    /// [`ValueError::Format`], in kilometres as people type them, outside of 0 to 1,000 km.
    pub fn metres(metres: i64) -> Result<Self, ValueError> {
        match u32::try_from(metres) {
            Ok(small) if small <= Self::LIMIT => Ok(Self(small)),
            _ => Err(ValueError::Format("must be from 0 to 1000 km")),
        }
    }

    /// The number of metres.
    pub const fn get(self) -> u32 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_has_bounds() {
        assert_eq!(Distance::metres(0).unwrap().get(), 0);
        assert_eq!(Distance::metres(1_000_000).unwrap().get(), 1_000_000);
        assert!(Distance::metres(1_000_001).is_err());
        assert!(Distance::metres(-1).is_err());
    }
}
