//! Licence plates.

use serde::{Deserialize, Serialize};

use super::{ERASED, Erasable, ValueError, sized};

/// A licence plate: 1 to 12 letters, digits, spaces or dashes, upper-cased (K-40). Diplomatic and
/// army plates have forms of their own, so the form is not judged further.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Plate(String);

impl Plate {
    /// Reads a plate.
    ///
    /// # Errors
    /// [`ValueError`] for other lengths or characters.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let text = sized(&words.join(" "), 1, 12)?;
        if text.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ' || c == '-') {
            Ok(Self(text.to_ascii_uppercase()))
        } else {
            Err(ValueError::Format("may hold letters, digits, spaces and dashes only"))
        }
    }

    /// The plate as it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The plate for matching: letters and digits, whatever stands between them.
    pub fn normalised(&self) -> String {
        self.0.chars().filter(char::is_ascii_alphanumeric).collect()
    }
}

impl Erasable for Plate {
    fn tombstone() -> Self {
        Self(ERASED.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plates_are_matched_whatever_stands_between() {
        for typed in ["b 1234 xyz", "B1234XYZ", "B-1234-XYZ"] {
            assert_eq!(Plate::parse(typed).unwrap().normalised(), "B1234XYZ", "{typed}");
        }
    }

    #[test]
    fn plates_are_upper_cased_and_tidied() {
        assert_eq!(Plate::parse("  b  1234 xyz ").unwrap().as_str(), "B 1234 XYZ"); // VAL-09
        for bad in ["", "   ", "B 1234 XYZABC", "B_12", "B 1\n;--"] {
            assert!(Plate::parse(bad).is_err(), "{bad:?}");
        }
    }
}
