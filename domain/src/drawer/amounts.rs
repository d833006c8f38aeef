//! How much cash can be spoken of, whatever the drawer holds.

use crate::values::{Money, ValueError};

/// The most that is moved at once, Rp 100,000,000 as the largest total (MV-002).
pub(super) const MOST_MOVED: Money = Money::LIMIT;
/// The most that can be counted in a drawer, in Rupiah.
const MOST_COUNTED: i64 = 1_000_000_000;

/// What a drawer is opened with, in Rupiah: 0 to 100,000,000.
///
/// # Errors
/// [`ValueError::Range`] outside of that.
pub fn opening_balance(rupiah: i64) -> Result<Money, ValueError> {
    Money::price(rupiah)
}

/// What goes in or out at once, in Rupiah: 1 to 100,000,000.
///
/// # Errors
/// [`ValueError::Range`] outside of that.
pub fn moved(rupiah: i64) -> Result<Money, ValueError> {
    let amount = Money::rupiah(rupiah);
    let range = ValueError::Range { min: 1, max: MOST_MOVED.get() };
    if is_moved(amount) { Ok(amount) } else { Err(range) }
}

/// What was counted in a drawer, in Rupiah: 0 to 1,000,000,000.
///
/// # Errors
/// [`ValueError::Range`] outside of that.
pub fn counted(rupiah: i64) -> Result<Money, ValueError> {
    if (0..=MOST_COUNTED).contains(&rupiah) {
        Ok(Money::rupiah(rupiah))
    } else {
        Err(ValueError::Range { min: 0, max: MOST_COUNTED })
    }
}

pub(super) fn is_moved(amount: Money) -> bool {
    amount.is_positive() && amount <= MOST_MOVED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_bounds() {
        assert!(opening_balance(0).is_ok(), "a drawer may be opened empty");
        assert!(counted(0).is_ok(), "and found empty");
        assert!(moved(0).is_err());
        for wrong in [opening_balance(-1), moved(-1), counted(-1), counted(1_000_000_001)] {
            assert!(wrong.is_err());
        }
    }
}
