//! The digits somebody proves themselves with at another's till.

use super::ValueError;

/// A PIN: 6 digits. It is a secret: no event holds it, and it does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

impl Pin {
    /// Reads a PIN.
    ///
    /// # Errors
    /// [`ValueError`] for anything but 6 digits.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        if text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ValueError::Format("must be 6 digits"))
        }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_six_digits_and_does_not_print_itself() {
        for good in ["000000", "123456"] {
            assert_eq!(Pin::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "12345", "1234567", "12a456", " 12345", "١٢٣٤٥٦", "-12345", "123.45"]
        {
            assert!(Pin::parse(bad).is_err(), "{bad}");
        }
        assert!(!format!("{:?}", Pin::parse("471147")).contains("471147"));
    }
}
