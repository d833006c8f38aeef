//! Short texts with limits.

use serde::{Deserialize, Serialize};

use super::{ERASED, Erasable, ValueError, sized};

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $min:literal..=$max:literal, $check:expr, $wrong:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Trims and checks.
            ///
            /// # Errors
            /// [`ValueError`] for other lengths or characters.
            pub fn parse(text: &str) -> Result<Self, ValueError> {
                let text = sized(text, $min, $max)?;
                let allowed: fn(char) -> bool = $check;
                if text.chars().all(allowed) {
                    Ok(Self(text))
                } else {
                    Err(ValueError::Format($wrong))
                }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text!(
    /// A person's name: 1 to 128 characters, trimmed.
    PersonName, 1..=128, |c| !c.is_control(), "may not hold control characters"
);
text!(
    /// What somebody wrote down about an order: 1 to 500 characters, lines allowed.
    Notes, 1..=500, |c| c == '\n' || !c.is_control(), "may not hold control characters but line breaks"
);
text!(
    /// What a bank, a wallet or a card machine calls a payment: 1 to 64 characters.
    ReferenceNumber, 1..=64, |c| !c.is_control(), "may not hold control characters"
);
text!(
    /// Where somebody lives or is delivered to: 10 to 500 characters, lines allowed (K-79).
    Address, 10..=500, |c| c == '\n' || !c.is_control(), "may not hold control characters but line breaks"
);
text!(
    /// A town: 1 to 100 characters.
    City, 1..=100, |c| !c.is_control(), "may not hold control characters"
);
text!(
    /// What people call an address of theirs, such as `Rumah`: 1 to 50 characters.
    AddressLabel, 1..=50, |c| !c.is_control(), "may not hold control characters"
);
text!(
    /// What a login is typed as: 3 to 50 letters, digits, `_ . -` (K-55).
    Username, 3..=50, |c| c.is_ascii_alphanumeric() || "_.-".contains(c),
    "may hold letters, digits and _ . - only"
);
text!(
    /// What the API calls a catalog item, such as `sedan`: 1 to 50 lower-case letters, digits, `_`.
    CatalogCode, 1..=50, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_',
    "may hold lower-case letters, digits and _ only"
);
text!(
    /// What people call a catalog item: 1 to 64 characters.
    CatalogName, 1..=64, |c| !c.is_control(), "may not hold control characters"
);
text!(
    /// What an outlet is called: 1 to 64 characters.
    OutletName, 1..=64, |c| !c.is_control(), "may not hold control characters"
);
text!(
    /// Where an outlet is: 1 to 500 characters, lines allowed.
    OutletAddress, 1..=500, |c| c == '\n' || !c.is_control(),
    "may not hold control characters but line breaks"
);
text!(
    /// What a drawer is called: 1 to 64 characters.
    DrawerName, 1..=64, |c| !c.is_control(), "may not hold control characters"
);
text!(
    /// What a till is called: 1 to 64 characters.
    TillName, 1..=64, |c| !c.is_control(), "may not hold control characters"
);

text!(
    /// A place where cars are washed, such as `1` or `kiri`: 1 to 20 characters.
    Bay, 1..=20, |c| !c.is_control(), "may not hold control characters"
);

impl CatalogCode {
    /// Reads a code in any case (K-45), as it comes from outside.
    ///
    /// # Errors
    /// [`ValueError`] as for [`CatalogCode::parse`].
    pub fn any_case(text: &str) -> Result<Self, ValueError> {
        Self::parse(&text.to_ascii_lowercase())
    }
}

macro_rules! erasable {
    ($($name:ident),*) => {$(
        impl Erasable for $name {
            fn tombstone() -> Self {
                Self(ERASED.to_owned())
            }
        }
    )*};
}

// What may be about a person.
erasable!(PersonName, Notes, Address, City, AddressLabel, Username);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usernames_have_a_length_and_an_alphabet() {
        assert!(Username::parse("ab").is_err(), "VAL-29");
        assert!(Username::parse("john.doe").is_ok(), "VAL-30");
        assert!(Username::parse("john doe").is_err());
    }

    #[test]
    fn names_are_trimmed_and_never_empty() {
        assert_eq!(PersonName::parse(" Ahmad ").unwrap().as_str(), "Ahmad");
        assert!(PersonName::parse("   ").is_err());
        assert!(PersonName::parse(&"x".repeat(129)).is_err());
    }

    #[test]
    fn an_address_says_more_than_a_street() {
        assert!(Address::parse("Jl. A").is_err(), "VAL-28");
        assert!(Address::parse("Jl. Melati 5\nBandung").is_ok());
        assert!(Address::parse(&"x".repeat(501)).is_err());
    }

    #[test]
    fn codes_are_read_in_any_case() {
        assert_eq!(CatalogCode::any_case("SEDAN").unwrap().as_str(), "sedan");
        assert!(CatalogCode::any_case("sedan!").is_err());
    }
}
