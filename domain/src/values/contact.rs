//! How to reach a person.

use serde::{Deserialize, Serialize};

use super::{ERASED, Erasable, ValueError, sized};

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

    /// Reads the number of an Indonesian mobile, as workers have them (EM-VAL-001b).
    ///
    /// # Errors
    /// [`ValueError`] for other numbers.
    pub fn mobile(text: &str) -> Result<Self, ValueError> {
        let phone = Self::parse(text)?;
        let normalised = phone.normalised();
        match normalised.strip_prefix("+628") {
            Some(rest) if (8..=13).contains(&rest.len()) => Ok(phone),
            _ => Err(ValueError::Format("must be a mobile number such as 0812-3456-7890")),
        }
    }

    /// The number for matching: digits with Indonesia's country code, `+628123456789`. With or
    /// without that code, with or without the zero behind it: it is one number.
    pub fn normalised(&self) -> String {
        let digits: String = self.0.chars().filter(char::is_ascii_digit).collect();
        let plus = self.0.trim_start_matches(['(', ' ']).starts_with('+');
        let whole = digits.strip_prefix("00").or_else(|| plus.then_some(digits.as_str()));
        let national = match whole {
            Some(whole) => whole.strip_prefix("62"),
            // A mobile is typed without its zero, too.
            None => digits
                .strip_prefix("62")
                .or_else(|| digits.strip_prefix('0'))
                .or_else(|| digits.starts_with('8').then_some(digits.as_str())),
        };
        match national {
            Some(national) => format!("+62{}", national.strip_prefix('0').unwrap_or(national)),
            None => format!("+{}", whole.unwrap_or(&digits)),
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

impl Erasable for Phone {
    fn tombstone() -> Self {
        Self(ERASED.to_owned())
    }
}

impl Erasable for EmailAddress {
    fn tombstone() -> Self {
        Self(ERASED.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_matched_whatever_way_they_are_typed() {
        for typed in [
            "0812-3456-789",
            "+62 812 3456 789",
            "62(812)3456789",
            "(+62) 812-3456789",
            "+62 (0)812 3456 789",
            "0062 812 3456 789",
            "812 3456 789",
        ] {
            assert_eq!(Phone::parse(typed).unwrap().normalised(), "+628123456789", "{typed}");
        }
        assert_eq!(Phone::parse("+81 3 1234 5678").unwrap().normalised(), "+81312345678");
        assert_eq!(Phone::parse("0081 3 1234 5678").unwrap().normalised(), "+81312345678");
        assert!(Phone::parse("(021) 555-1234").is_ok(), "VAL-17");
        assert!(Phone::parse("12345").is_err());
        assert!(Phone::parse("0812345678a").is_err());
    }

    #[test]
    fn a_mobile_begins_with_an_eight() {
        for good in ["0813-1111-2222", "+62 812 3456 7890", "62812345678901"] {
            assert!(Phone::mobile(good).is_ok(), "{good}");
        }
        for bad in ["(021) 555-1234", "0812-345", "+81 3 1234 5678", "0812345678a"] {
            assert!(Phone::mobile(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_address_has_a_name_and_a_domain() {
        assert!(EmailAddress::parse("kasir@kharisma.example").is_ok());
        for bad in ["kasir", "@kharisma.example", "a@b", "a@b..c", "a b@c.de", "a@b@c.de"] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad}");
        }
    }
}
