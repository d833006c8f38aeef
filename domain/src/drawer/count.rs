//! What was found in a drawer beside what should be there.

use serde::{Deserialize, Serialize};

use crate::values::Money;

/// A larger difference goes to a manager (FPY, K-86).
const ESCALATED_ABOVE: i64 = 10_000;

/// What was found in a drawer beside what should be there, in Rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// What should be there: the float, and all that went in, less all that went out.
    pub expected: Money,
    /// What was found.
    pub counted: Money,
}

impl Count {
    /// Counted − expected: negative when money is missing (K-87).
    #[must_use]
    pub fn variance(&self) -> Money {
        self.counted - self.expected
    }

    /// Whether it is right to the Rupiah.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        self.counted == self.expected
    }

    /// Whether the difference goes to a manager: more than Rp 10,000 either way (K-86).
    #[must_use]
    pub fn is_escalated(&self) -> bool {
        self.variance().get().saturating_abs() > ESCALATED_ABOVE
    }
}
