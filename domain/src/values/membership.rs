//! The numbers on membership cards.

use serde::{Deserialize, Serialize};

use super::ValueError;

/// A membership number such as `MBR-001`, read in any case: three digits or more, ten at most.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MembershipNumber(String);

impl MembershipNumber {
    /// Reads a number.
    ///
    /// # Errors
    /// [`ValueError::Format`] for other forms.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let text = text.trim().to_ascii_uppercase();
        let good = text.strip_prefix("MBR-").is_some_and(|digits| {
            (3..=10).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
        });
        if good { Ok(Self(text)) } else { Err(ValueError::Format("must be such as MBR-001")) }
    }

    /// The number as it is printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_the_form_of_the_cards() {
        assert_eq!(MembershipNumber::parse(" mbr-001 ").unwrap().as_str(), "MBR-001");
        for bad in ["", "MBR-", "MBR-01", "MBR-0x1", "001", "MBR 001", "MBR-00000000001"] {
            assert!(MembershipNumber::parse(bad).is_err(), "{bad}");
        }
    }
}
