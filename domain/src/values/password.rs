//! What somebody signs in with, as far as it can be judged without knowing the ones before.

use super::ValueError;

/// A password that may be chosen: 12 to 128 characters with a small letter, a capital, a digit and
/// something else; not one that everybody tries first, and not holding the name of the login. It is a
/// secret: no event holds it, and it does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// What is tried first, as it is spelt without figures and signs at its ends.
const TRIED_FIRST: [&str; 32] = [
    "password",
    "passwordpassword",
    "passw",
    "katasandi",
    "sandi",
    "rahasia",
    "rahasiabanget",
    "welcome",
    "welcomehome",
    "qwerty",
    "qwertyuiop",
    "qwertyuiopasdf",
    "asdfghjkl",
    "admin",
    "administrator",
    "letmein",
    "letmeinplease",
    "changeme",
    "changemenow",
    "iloveyou",
    "sayangkamu",
    "akucintakamu",
    "bismillah",
    "indonesia",
    "indonesiaraya",
    "jakarta",
    "kharisma",
    "kharismaabadi",
    "kasir",
    "manager",
    "abcdefghijkl",
    "superman",
];

impl Password {
    /// Reads a password for the login of that name. It is taken as it is: spaces count.
    ///
    /// # Errors
    /// [`ValueError`] saying what would be right.
    pub fn parse(text: &str, username: &str) -> Result<Self, ValueError> {
        if !(12..=128).contains(&text.chars().count()) {
            return Err(ValueError::Length { min: 12, max: 128 });
        }
        let classes: [fn(char) -> bool; 4] = [
            char::is_lowercase,
            char::is_uppercase,
            |c| c.is_ascii_digit(),
            |c| !c.is_alphanumeric() && !c.is_control(),
        ];
        if !classes.into_iter().all(|class| text.chars().any(class)) {
            return Err(ValueError::Format(
                "must hold a small letter, a capital letter, a digit and another character",
            ));
        }
        let lower = text.to_lowercase();
        if !username.is_empty() && lower.contains(&username.to_lowercase()) {
            return Err(ValueError::Format("may not hold the username"));
        }
        if TRIED_FIRST.contains(&spelt(&lower).as_str()) {
            return Err(ValueError::Format("is one of those that everybody tries first"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The password.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The word behind `P@ssw0rd!2026`.
fn spelt(lower: &str) -> String {
    let letter = |c| match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    let word = lower.trim_matches(|c: char| !c.is_alphabetic());
    word.chars().map(letter).filter(|c| c.is_alphabetic()).collect()
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> ValueError {
        Password::parse(text, "cashier01").unwrap_err()
    }

    #[test]
    fn a_good_password_is_taken_as_it_is_and_does_not_print_itself() {
        for good in ["SecurePassword123!", "Kata-sandi-uji-1!", " Ayam goreng 7 ", "Ünsere-Kasse-9"]
        {
            let password = Password::parse(good, "cashier01").unwrap();
            assert_eq!(password.as_str(), good, "VAL-19");
            assert!(!format!("{password:?}").contains(good));
        }
    }

    #[test]
    fn a_short_one_and_one_of_a_single_kind_are_refused() {
        let length = ValueError::Length { min: 12, max: 128 };
        assert_eq!(wrong("OldPass123!"), length, "VAL-20");
        assert_eq!(wrong(&"aA1!".repeat(33)), length);
        for classless in
            ["secure_password_123", "SECURE_PASSWORD_1", "Secure_Passwords", "SecurePassword12"]
        {
            assert!(matches!(wrong(classless), ValueError::Format(_)), "VAL-21 {classless}");
        }
    }

    #[test]
    fn neither_the_username_nor_what_everybody_tries_first_is_taken() {
        assert_eq!(
            wrong("Cashier01xyz!"),
            ValueError::Format("may not hold the username"),
            "VAL-22"
        );
        for tried in
            ["Password1234!", "P@ssw0rd!2026", "Kharisma-2026!", "Qwertyuiop1!", "1Rahasia12345!"]
        {
            let expected = ValueError::Format("is one of those that everybody tries first");
            assert_eq!(wrong(tried), expected, "{tried}");
        }
    }
}
