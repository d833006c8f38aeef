//! What there is to set, what is set, and what nobody should rely on in a shop.

use std::collections::BTreeMap;

use crate::config::{AppEnv, Config, ConfigError, weak};

/// Something that can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// The variable.
    pub name: &'static str,
    /// What it is if it is not set, in words where it depends.
    pub default: &'static str,
    /// Whether its value is shown to nobody.
    pub secret: bool,
}

const fn plain(name: &'static str, default: &'static str) -> Setting {
    Setting { name, default, secret: false }
}

const fn secret(name: &'static str, default: &'static str) -> Setting {
    Setting { name, default, secret: true }
}

/// Everything that can be set; `docs/configuration.md` says what it does.
pub const SETTINGS: &[Setting] = &[
    plain("APP_ENV", "development"),
    plain("DB_HOST", "127.0.0.1"),
    plain("DB_PORT", "3306"),
    plain("DB_NAME", "kharisma"),
    plain("DB_USER", "required"),
    secret("DB_PASSWORD", "required"),
    plain("DB_READ_HOST", "DB_HOST"),
    plain("DB_READ_PORT", "DB_PORT"),
    plain("DB_READ_NAME", "kharisma_read"),
    plain("DB_READ_USER", "DB_USER"),
    secret("DB_READ_PASSWORD", "DB_PASSWORD"),
    plain("DB_READ_PATIENCE", "1"),
    plain("DB_WORK_USER", "DB_READ_USER"),
    secret("DB_WORK_PASSWORD", "DB_READ_PASSWORD"),
    plain("DB_ADMIN_USER", "none"),
    secret("DB_ADMIN_PASSWORD", "none"),
    secret("REDIS_URL", "redis://127.0.0.1:6379"),
    secret("JWT_SECRET", "required"),
    secret("JWT_SECRET_PREVIOUS", "none"),
    secret("HASH_SECRET", "required"),
    secret("PERSONAL_DATA_KEY", "required"),
    plain("PUBLIC_URL", "http://localhost:8000"),
    plain("PASSWORD_MEMORY_KIB", "32768"),
    plain("PASSWORD_PASSES", "2"),
    plain("PASSWORD_WORKERS", "half the processors"),
    plain("PASSWORD_QUEUE", "64"),
    plain("PASSWORD_NICENESS", "10"),
    plain("REFRESH_SECONDS", "604800"),
    plain("SESSION_SECONDS", "2592000"),
    plain("SHARED_TILL_SECONDS", "28800"),
    plain("LOGIN_FAILURES", "5"),
    plain("LOGIN_WITHIN_SECONDS", "900"),
    plain("LOGIN_LOCK_SECONDS", "1800"),
    plain("LOGIN_ADDRESS_FAILURES", "5"),
    plain("LOGIN_ADDRESS_WITHIN_SECONDS", "900"),
    plain("RESET_LETTERS", "3"),
    plain("RESET_LETTERS_WITHIN_SECONDS", "3600"),
    plain("IDEMPOTENCY_KEEP_DAYS", "7"),
    plain("API_HOST", "127.0.0.1"),
    plain("API_PORT", "8000"),
    plain("CORS_ORIGINS", "none"),
    plain("TRUSTED_PROXIES", "none"),
    plain("RATE_LIMIT_ENABLED", "true in production, else false"),
    plain("RATE_LIMIT_READS", "6000"),
    plain("RATE_LIMIT_WRITES", "1200"),
    plain("RATE_LIMIT_DELETES", "100"),
    plain("RATE_LIMIT_REPORTS", "120"),
    plain("RATE_LIMIT_STRANGERS", "1200"),
    plain("LOG_LEVEL", "info"),
    plain("LOG_FORMAT", "json in production, else pretty"),
];

impl Setting {
    /// How it stands, on one line; of a secret no more than how long it is.
    pub fn line(&self, variables: &BTreeMap<String, String>) -> String {
        let Setting { name, default, secret } = self;
        match variables.get(*name).filter(|value| !value.is_empty()) {
            None => format!("{name} is not set: {default}"),
            Some(value) if *secret => format!("{name} = ({} characters)", value.chars().count()),
            Some(value) => format!("{name} = {value}"),
        }
    }
}

/// Something that anybody could guess.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weakness {
    /// The variable.
    pub name: &'static str,
    /// What is wrong with it, as `it …`.
    pub why: &'static str,
}

/// What nobody should rely on in a shop. In production nothing starts with it.
pub fn weaknesses(config: &Config) -> Vec<Weakness> {
    let mut found = Vec::new();
    let short = "is too weak for production: give it 32 random characters or more";
    let previous = config.jwt_secret_previous.as_ref();
    let secrets = [
        ("JWT_SECRET", &config.jwt_secret),
        ("HASH_SECRET", &config.hash_secret),
        ("PERSONAL_DATA_KEY", &config.personal_key),
    ];
    let previous = previous.map(|secret| ("JWT_SECRET_PREVIOUS", secret));
    for (name, value) in secrets.into_iter().chain(previous) {
        if weak(value) {
            found.push(Weakness { name, why: short });
        }
    }
    if config.jwt_secret == config.hash_secret {
        let why = "is the same as JWT_SECRET: who learns one must not have the other";
        found.push(Weakness { name: "HASH_SECRET", why });
    }
    let admin = config.admin.as_ref().map(|it| ("DB_ADMIN_PASSWORD", &it.user, &it.password));
    let accounts = [
        ("DB_PASSWORD", &config.primary.user, &config.primary.password),
        ("DB_READ_PASSWORD", &config.read.user, &config.read.password),
        ("DB_WORK_PASSWORD", &config.work.user, &config.work.password),
    ];
    for (name, user, password) in accounts.into_iter().chain(admin) {
        if let Some(why) = guessable(user, password) {
            found.push(Weakness { name, why });
        }
    }
    found
}

/// Why anybody could guess a password of the database.
fn guessable(user: &str, password: &str) -> Option<&'static str> {
    const KNOWN: [&str; 7] =
        ["password", "secret", "changeme", "kharisma", "123456", "mariadb", "qwerty"];
    let lower = password.to_ascii_lowercase();
    if lower.contains(&user.to_ascii_lowercase()) {
        Some("holds the name of its account: give it 16 random characters or more")
    } else if KNOWN.iter().any(|word| lower.contains(word)) {
        Some("holds a word that everybody tries first: give it 16 random characters or more")
    } else if password.chars().count() < 16 {
        Some("is too short for production: give it 16 random characters or more")
    } else {
        None
    }
}

/// Refuses, in production, what nobody should rely on.
///
/// # Errors
/// [`ConfigError::Guessable`], naming the first.
pub(crate) fn refuse_weaknesses(config: &Config) -> Result<(), ConfigError> {
    match weaknesses(config).first() {
        Some(Weakness { name, why }) if config.app_env == AppEnv::Production => {
            Err(ConfigError::Guessable(name, why))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const GOOD: &str = "q8Zt2mVx0LrYw7NcB4KsJ9HdFgP1uEaT";

    fn set(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        let always = [
            ("DB_USER", "api"),
            ("DB_PASSWORD", "Xy7#mQ9vLp2wRt4z"),
            ("JWT_SECRET", GOOD),
            ("HASH_SECRET", "v7Rk2mQx0LpYw9NcB4TsJ1HdFgZ3uEaK"),
            ("PERSONAL_DATA_KEY", "m3Vb8nKq5TzXw1RcY6PsL9JdGhF2uEoA"),
        ];
        let all = always.iter().chain(pairs);
        all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// Every word between quotes that could be the name of a variable.
    fn names(text: &str, quote: char) -> BTreeSet<String> {
        let is_name = |word: &&str| {
            word.contains('_')
                && word.chars().all(|c| c.is_ascii_uppercase() || c == '_')
                && word.starts_with(|c: char| c.is_ascii_uppercase())
                && !word.ends_with('_')
        };
        text.split(quote).filter(is_name).map(str::to_owned).collect()
    }

    #[test]
    fn what_is_read_is_what_can_be_set_and_what_is_described() {
        let listed: BTreeSet<String> =
            SETTINGS.iter().map(|setting| setting.name.to_owned()).collect();
        let sources =
            [include_str!("config.rs"), include_str!("wall_config.rs"), include_str!("access.rs")];
        let read: BTreeSet<String> = sources.iter().flat_map(|text| names(text, '"')).collect();
        assert_eq!(read, listed, "SETTINGS beside what the code reads");
        let described = names(include_str!("../../docs/configuration.md"), '`');
        assert_eq!(described, listed, "docs/configuration.md beside SETTINGS");
    }

    #[test]
    fn production_starts_with_nothing_that_anybody_could_guess() {
        let start = |pairs: &[(&str, &str)]| {
            let mut all = set(pairs);
            all.insert("APP_ENV".to_owned(), "production".to_owned());
            Config::from(&all).map(|_| ()).map_err(|error| error.to_string())
        };
        assert_eq!(start(&[]), Ok(()));
        for (name, value) in [
            ("JWT_SECRET", "short"),
            ("JWT_SECRET", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
            ("JWT_SECRET", "dev-secret-key-dev-secret-key-dev-secret-key"),
            ("HASH_SECRET", GOOD),
            ("DB_PASSWORD", "api"),
            ("DB_PASSWORD", "the-api-account-of-the-shop"),
            ("DB_PASSWORD", "Xy7#mQ9v"),
            ("DB_READ_PASSWORD", "changeme-changeme-changeme"),
        ] {
            let refused = start(&[(name, value)]).unwrap_err();
            assert!(refused.starts_with(name) && !refused.contains(value), "{refused}");
            let at_a_desk = Config::from(&set(&[(name, value)]));
            assert!(at_a_desk.is_ok(), "{name} is nobody's business at a desk");
        }
        let admin = [("DB_ADMIN_USER", "root"), ("DB_ADMIN_PASSWORD", "root")];
        assert!(start(&admin).unwrap_err().starts_with("DB_ADMIN_PASSWORD"));
    }

    #[test]
    fn a_secret_is_shown_as_its_length() {
        let variables = set(&[("DB_HOST", "db")]);
        let shown: Vec<String> = SETTINGS.iter().map(|setting| setting.line(&variables)).collect();
        let shown = shown.join("\n");
        assert!(shown.contains("DB_HOST = db") && shown.contains("JWT_SECRET = (32 characters)"));
        assert!(shown.contains("DB_PORT is not set: 3306"));
        assert!(!shown.contains(GOOD) && !shown.contains("Xy7#mQ9vLp2wRt4z"));
    }
}
