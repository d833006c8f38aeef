//! How many containers change hands.

use serde::{Deserialize, Serialize};

use super::ValueError;

/// A number of containers that change hands at once: 1 to 1,000, as many as an order of water may
/// hold (VAL-07).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContainerCount(u16);

impl ContainerCount {
    /// A number of containers.
    ///
    /// # Errors
    /// [`ValueError::Range`] outside of 1 to 1,000.
    pub fn new(count: i64) -> Result<Self, ValueError> {
        match u16::try_from(count) {
            Ok(small) if (1..=1000).contains(&small) => Ok(Self(small)),
            _ => Err(ValueError::Range { min: 1, max: 1000 }),
        }
    }

    /// The number.
    pub fn get(self) -> i64 {
        i64::from(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_hands_over_nothing() {
        assert!(ContainerCount::new(0).is_err(), "VAL-01");
        assert!(ContainerCount::new(-1).is_err(), "VAL-02");
        assert_eq!(ContainerCount::new(1).unwrap().get(), 1, "VAL-03");
        assert!(ContainerCount::new(1001).is_err(), "VAL-07");
    }
}
