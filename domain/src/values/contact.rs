//! How to reach a person.

use serde::{Deserialize, Serialize};

use super::{ValueError, sized};

/// A phone number as it was typed: digits, `+ - ( )` and spaces, 8 to 20 of them (K-79).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

impl Phone {
    /// Reads a phone number.
    ///
    /// # Errors
    /// [`ValueError`] for other characters or lengths.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let text = sized(text, 8, 20)?;
        if text.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c)) {
            Ok(Self(text))
        } else {
            Err(ValueError::Format("may hold digits, spaces and + - ( ) only"))
        }
    }

    /// The number as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number for matching: digits with Indonesia's country code, `+628123456789`.
    pub fn normalised(&self) -> String {
        let digits: String = self.0.chars().filter(char::is_ascii_digit).collect();
        match digits.strip_prefix('0') {
            Some(national) => format!("+62{national}"),
            None => format!("+{digits}"),
        }
    }
}

/// An e-mail address, up to 100 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Reads an address: something, an `@`, and a domain with a dot. Whether mail arrives there
    /// only a letter can tell.
    ///
    /// # Errors
    /// [`ValueError`] for other forms.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let text = sized(text, 5, 100)?;
        let wrong = ValueError::Format("must be an e-mail address such as kasir@kharisma.example");
        let Some((local, domain)) = text.split_once('@') else { return Err(wrong) };
        let domain_ok = domain.split('.').count() > 1 && domain.split('.').all(|l| !l.is_empty());
        let clean = !text.chars().any(|c| c.is_whitespace() || c.is_control());
        if local.is_empty() || domain.contains('@') || !domain_ok || !clean {
            return Err(wrong);
        }
        Ok(Self(text))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_matched_whatever_way_they_are_typed() {
        for typed in ["0812-3456-789", "+62 812 3456 789", "62(812)3456789"] {
            assert_eq!(Phone::parse(typed).unwrap().normalised(), "+628123456789", "{typed}");
        }
        assert!(Phone::parse("(021) 555-1234").is_ok(), "VAL-17");
        assert!(Phone::parse("12345").is_err());
        assert!(Phone::parse("0812345678a").is_err());
    }

    #[test]
    fn an_address_has_a_name_and_a_domain() {
        assert!(EmailAddress::parse("kasir@kharisma.example").is_ok());
        for bad in ["kasir", "@kharisma.example", "a@b", "a@b..c", "a b@c.de", "a@b@c.de"] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad}");
        }
    }
}
