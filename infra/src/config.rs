//! Configuration: environment variables, or a `.env` file where they are not set.

use std::collections::BTreeMap;

use crate::access::{AccessConfig, whole};
use crate::config_check::refuse_weaknesses;
use crate::database::{Database, Patience};
use crate::event_log::KEEP_AT_LEAST_DAYS;
use crate::personal::PersonalKeys;
use crate::wall_config::WallConfig;

/// Where the software runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppEnv {
    /// On somebody's desk.
    Development,
    /// In a shop.
    Production,
}

/// How logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line, for machines.
    Json,
    /// For eyes.
    Pretty,
}

/// Everything a process needs to know about where it runs. Secrets are never shown by `Debug`.
#[derive(Clone)]
pub struct Config {
    /// The log on the primary, as the API's account (`DB_HOST DB_PORT DB_NAME DB_USER
    /// DB_PASSWORD`).
    pub primary: Database,
    /// The read tables, as the API's account (`DB_READ_…`; absent = on the primary's server), and how
    /// many times longer than usual their server may take to answer (`DB_READ_PATIENCE`, 1).
    pub read: Database,
    /// The read tables, as the workers' account (`DB_WORK_USER DB_WORK_PASSWORD`, on the server of
    /// `DB_READ_HOST`; absent = the API's account).
    pub work: Database,
    /// The account that migrates (`DB_ADMIN_USER DB_ADMIN_PASSWORD`), if this process may.
    pub admin: Option<Account>,
    /// `REDIS_URL`
    pub redis_url: String,
    /// `JWT_SECRET`
    pub jwt_secret: String,
    /// `JWT_SECRET_PREVIOUS`: signs nothing any more, but what it signed is still good.
    pub jwt_secret_previous: Option<String>,
    /// `PUBLIC_URL` (http://localhost:8000): where people find the shop; what links begin with.
    pub public_url: String,
    /// Passwords, sessions and limits on guessing.
    pub access: AccessConfig,
    /// `HASH_SECRET`: hides claimed values about people and idempotency keys. Must never change.
    pub hash_secret: String,
    /// `PERSONAL_DATA_KEY`: wraps the keys of what is about people. Must never be lost, nor be kept where
    /// the log's backups are.
    pub personal_key: String,
    /// `IDEMPOTENCY_KEEP_DAYS` (7, and no fewer)
    pub idempotency_keep_days: u32,
    /// `API_HOST` (127.0.0.1) and `API_PORT` (8000).
    pub listen: (String, u16),
    /// `APP_ENV`
    pub app_env: AppEnv,
    /// The outer wall.
    pub wall: WallConfig,
}

/// A name and a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Name.
    pub user: String,
    /// Password.
    pub password: String,
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("primary", &self.primary)
            .field("read", &self.read)
            .field("work", &self.work)
            .field("listen", &self.listen)
            .field("app_env", &self.app_env)
            .finish_non_exhaustive()
    }
}

/// What is wrong with the configuration, naming the variable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Not set.
    #[error("{0} is not set: {1}")]
    Missing(&'static str, &'static str),
    /// Set to nonsense.
    #[error("{0} is {1:?}: it {2}")]
    Wrong(&'static str, String, &'static str),
    /// A number out of its range.
    #[error("{name} is {given:?}: it must be a whole number from {from} to {to}")]
    OutOfRange {
        /// Which.
        name: &'static str,
        /// What was given.
        given: String,
        /// The least.
        from: u32,
        /// The most.
        to: u32,
    },
    /// A secret anybody could guess: it …
    #[error("{0} {1}")]
    Guessable(&'static str, &'static str),
    /// The `.env` file cannot be read.
    #[error("the .env file cannot be read: {0}")]
    EnvFile(String),
}

/// How logs are written, decided before anything else so that what goes wrong can be logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogConfig {
    /// `LOG_LEVEL` (info)
    pub level: String,
    /// `LOG_FORMAT` (json in production, else pretty)
    pub format: LogFormat,
}

/// The variables of this process: its environment, and a `.env` file beneath it.
///
/// # Errors
/// [`ConfigError::EnvFile`] if there is a `.env` file that cannot be read.
pub fn variables() -> Result<BTreeMap<String, String>, ConfigError> {
    let mut all = BTreeMap::new();
    match dotenvy::dotenv_iter() {
        Ok(lines) => {
            for line in lines {
                let (name, value) = line.map_err(|e| ConfigError::EnvFile(e.to_string()))?;
                all.insert(name, value);
            }
        }
        Err(e) if e.not_found() => {}
        Err(e) => return Err(ConfigError::EnvFile(e.to_string())),
    }
    all.extend(
        std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        }),
    );
    Ok(all)
}

pub(crate) struct Variables<'a>(pub(crate) &'a BTreeMap<String, String>);

impl Variables<'_> {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    fn or(&self, name: &str, default: &str) -> String {
        self.get(name).unwrap_or(default).to_owned()
    }

    fn required(&self, name: &'static str, why: &'static str) -> Result<String, ConfigError> {
        self.get(name).map(str::to_owned).ok_or(ConfigError::Missing(name, why))
    }

    fn port(&self, name: &'static str, default: u16) -> Result<u16, ConfigError> {
        let Some(text) = self.get(name) else { return Ok(default) };
        text.parse().map_err(|_| {
            ConfigError::Wrong(name, text.to_owned(), "must be a port from 0 to 65535")
        })
    }
}

impl LogConfig {
    /// Reads it.
    ///
    /// # Errors
    /// [`ConfigError::Wrong`].
    pub fn from(variables: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let variables = Variables(variables);
        let default = match app_env(&variables)? {
            AppEnv::Production => "json",
            AppEnv::Development => "pretty",
        };
        let format = match variables.or("LOG_FORMAT", default).as_str() {
            "json" => LogFormat::Json,
            "pretty" => LogFormat::Pretty,
            other => {
                let other = other.to_owned();
                return Err(ConfigError::Wrong("LOG_FORMAT", other, "must be json or pretty"));
            }
        };
        Ok(Self { level: variables.or("LOG_LEVEL", "info"), format })
    }
}

fn app_env(variables: &Variables<'_>) -> Result<AppEnv, ConfigError> {
    match variables.or("APP_ENV", "development").as_str() {
        "development" => Ok(AppEnv::Development),
        "production" => Ok(AppEnv::Production),
        other => {
            let other = other.to_owned();
            Err(ConfigError::Wrong("APP_ENV", other, "must be development or production"))
        }
    }
}

impl Config {
    /// The keys of what is about people.
    pub fn personal_keys(&self) -> PersonalKeys {
        PersonalKeys::new(&self.personal_key)
    }

    /// Reads the configuration.
    ///
    /// # Errors
    /// [`ConfigError`], naming the first variable that is wrong.
    pub fn from(variables: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let vars = Variables(variables);
        let app_env = app_env(&vars)?;
        let primary = Database {
            host: vars.or("DB_HOST", "127.0.0.1"),
            port: vars.port("DB_PORT", 3306)?,
            name: vars.or("DB_NAME", "kharisma"),
            user: vars.required("DB_USER", "the API's account on the primary")?,
            password: vars.required("DB_PASSWORD", "the password of DB_USER")?,
            patience: Patience::USUAL,
        };
        let read = Database {
            host: vars.or("DB_READ_HOST", &primary.host),
            port: vars.port("DB_READ_PORT", primary.port)?,
            name: vars.or("DB_READ_NAME", "kharisma_read"),
            user: vars.or("DB_READ_USER", &primary.user),
            password: vars.or("DB_READ_PASSWORD", &primary.password),
            patience: Patience::times(whole(&vars, "DB_READ_PATIENCE", 1, 1, 100)?),
        };
        let work = Database {
            user: vars.or("DB_WORK_USER", &read.user),
            password: vars.or("DB_WORK_PASSWORD", &read.password),
            ..read.clone()
        };
        let admin = match vars.get("DB_ADMIN_USER") {
            Some(user) => Some(Account {
                user: user.to_owned(),
                password: vars.required("DB_ADMIN_PASSWORD", "the password of DB_ADMIN_USER")?,
            }),
            None => None,
        };
        let jwt_secret =
            vars.required("JWT_SECRET", "it signs the tokens of everyone who logs in")?;
        let hash_secret = vars.required("HASH_SECRET", "it hides claimed names and phones")?;
        let personal_key =
            vars.required("PERSONAL_DATA_KEY", "it wraps the keys of what is about people")?;
        let idempotency_keep_days = match vars.get("IDEMPOTENCY_KEEP_DAYS") {
            None => KEEP_AT_LEAST_DAYS,
            Some(text) => {
                let days = text.parse().ok().filter(|days| *days >= KEEP_AT_LEAST_DAYS);
                let wrong = "must be a number of days, 7 or more";
                let refused =
                    || ConfigError::Wrong("IDEMPOTENCY_KEEP_DAYS", text.to_owned(), wrong);
                days.ok_or_else(refused)?
            }
        };
        let config = Self {
            primary,
            read,
            work,
            admin,
            redis_url: vars.or("REDIS_URL", "redis://127.0.0.1:6379"),
            jwt_secret_previous: vars.get("JWT_SECRET_PREVIOUS").map(str::to_owned),
            public_url: vars.or("PUBLIC_URL", "http://localhost:8000"),
            access: AccessConfig::from(variables, app_env)?,
            jwt_secret,
            hash_secret,
            personal_key,
            idempotency_keep_days,
            listen: (vars.or("API_HOST", "127.0.0.1"), vars.port("API_PORT", 8000)?),
            app_env,
            wall: WallConfig::from(variables, app_env)?,
        };
        refuse_weaknesses(&config)?;
        Ok(config)
    }
}

/// Too short, well known, or hardly random: fewer than eight different characters.
pub(crate) fn weak(secret: &str) -> bool {
    let known = ["secret", "changeme", "change-me", "dev-", "example", "password"];
    let lower = secret.to_ascii_lowercase();
    let kinds: std::collections::BTreeSet<char> = secret.chars().collect();
    secret.len() < 32 || kinds.len() < 8 || known.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        let always = [
            ("DB_USER", "api"),
            ("DB_PASSWORD", "pw"),
            ("JWT_SECRET", "short"),
            ("HASH_SECRET", "v7Rk2mQx0LpYw9NcB4TsJ1HdFgZ3uEaK"),
            ("PERSONAL_DATA_KEY", "m3Vb8nKq5TzXw1RcY6PsL9JdGhF2uEoA"),
        ];
        always.iter().chain(pairs).map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn with_no_replica_everything_is_on_the_primary() {
        let config = Config::from(&set(&[("DB_HOST", "db"), ("DB_PORT", "3307")])).unwrap();
        assert_eq!((config.read.host.as_str(), config.read.port), ("db", 3307));
        assert_eq!(config.read.name, "kharisma_read");
        assert_eq!(config.work, config.read);
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        let wrong = |pairs: &[(&str, &str)]| Config::from(&set(pairs)).unwrap_err().to_string();
        assert!(wrong(&[("DB_PORT", "abc")]).starts_with("DB_PORT is \"abc\""));
        assert!(wrong(&[("APP_ENV", "test")]).starts_with("APP_ENV"));
        assert!(wrong(&[("DB_PASSWORD", "")]).starts_with("DB_PASSWORD is not set"));
        assert!(wrong(&[("IDEMPOTENCY_KEEP_DAYS", "6")]).contains("7 or more"));
        assert!(LogConfig::from(&set(&[("LOG_FORMAT", "xml")])).is_err());
    }
}
