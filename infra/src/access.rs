//! Settings: what passwords cost, how long sessions last, how often one may guess.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::config::{AppEnv, ConfigError, Variables};

/// What makes guessing slow, and signing in bearable. Memory counts most: it is what a guesser's
/// graphics card is short of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    /// `PASSWORD_MEMORY_KIB` (32768): memory a hash fills.
    pub memory_kib: u32,
    /// `PASSWORD_PASSES` (2): how often.
    pub passes: u32,
    /// `PASSWORD_WORKERS` (half of the processors): hashes computed at once. The other half answers
    /// everybody who is signed in.
    pub workers: u32,
    /// `PASSWORD_QUEUE` (64): hashes that may wait; whoever comes then is told to come again.
    pub queue: u32,
    /// `PASSWORD_NICENESS` (10): how far hashes step back for everything else that wants a processor;
    /// 0 not at all, 19 until nobody else wants any.
    pub niceness: u32,
}

/// How long sessions last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLife {
    /// `REFRESH_SECONDS` (604800): a session that is not refreshed for so long ends.
    pub refresh: Duration,
    /// `SESSION_SECONDS` (2592000): no session lasts longer.
    pub whole: Duration,
    /// `SHARED_TILL_SECONDS` (28800): nor one at a shared till.
    pub shared_till: Duration,
}

/// How often one may be wrong when signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginLimits {
    /// `LOGIN_FAILURES` (5): so many for one name …
    pub failures: u32,
    /// `LOGIN_WITHIN_SECONDS` (900): … within this time …
    pub within: Duration,
    /// `LOGIN_LOCK_SECONDS` (1800): … lock it for this long.
    pub lock: Duration,
    /// `LOGIN_ADDRESS_FAILURES` (5): so many from one address within `LOGIN_ADDRESS_WITHIN_SECONDS`,
    /// whatever the names, and the next has to wait.
    pub address_failures: u32,
    /// `LOGIN_ADDRESS_WITHIN_SECONDS` (900)
    pub address_within: Duration,
    /// `RESET_LETTERS` (3): so many letters to one who forgot a password, within
    /// `RESET_LETTERS_WITHIN_SECONDS`, whether any login has the address or not.
    pub letters: u32,
    /// `RESET_LETTERS_WITHIN_SECONDS` (3600)
    pub letters_within: Duration,
}

/// All of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessConfig {
    /// Passwords.
    pub passwords: PasswordCost,
    /// Sessions.
    pub sessions: SessionLife,
    /// Limits on guessing.
    pub limits: LoginLimits,
}

/// The least memory a shop's passwords are hashed with: OWASP's, in KiB.
const LEAST_MEMORY: u32 = 19_456;

impl AccessConfig {
    pub(crate) fn from(
        variables: &BTreeMap<String, String>,
        app_env: AppEnv,
    ) -> Result<Self, ConfigError> {
        let vars = Variables(variables);
        let seconds = |name, default, from, to| {
            whole(&vars, name, default, from, to).map(|n| Duration::from_secs(n.into()))
        };
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let half = u32::try_from(processors / 2).unwrap_or(1).max(1);
        let passwords = PasswordCost {
            memory_kib: whole(&vars, "PASSWORD_MEMORY_KIB", 32_768, 8, 4_194_304)?,
            passes: whole(&vars, "PASSWORD_PASSES", 2, 1, 100)?,
            workers: whole(&vars, "PASSWORD_WORKERS", half, 1, 1024)?,
            queue: whole(&vars, "PASSWORD_QUEUE", 64, 0, 100_000)?,
            niceness: whole(&vars, "PASSWORD_NICENESS", 10, 0, 19)?,
        };
        if app_env == AppEnv::Production && passwords.memory_kib < LEAST_MEMORY {
            let given = passwords.memory_kib.to_string();
            let wrong = "must be 19456 or more in production";
            return Err(ConfigError::Wrong("PASSWORD_MEMORY_KIB", given, wrong));
        }
        Ok(Self {
            passwords,
            sessions: SessionLife {
                refresh: seconds("REFRESH_SECONDS", 604_800, 60, 31_536_000)?,
                whole: seconds("SESSION_SECONDS", 2_592_000, 60, 31_536_000)?,
                shared_till: seconds("SHARED_TILL_SECONDS", 28_800, 60, 31_536_000)?,
            },
            limits: LoginLimits {
                failures: whole(&vars, "LOGIN_FAILURES", 5, 1, 50)?,
                within: seconds("LOGIN_WITHIN_SECONDS", 900, 1, 86_400)?,
                lock: seconds("LOGIN_LOCK_SECONDS", 1_800, 1, 86_400)?,
                address_failures: whole(&vars, "LOGIN_ADDRESS_FAILURES", 5, 1, 50)?,
                address_within: seconds("LOGIN_ADDRESS_WITHIN_SECONDS", 900, 1, 86_400)?,
                letters: whole(&vars, "RESET_LETTERS", 3, 1, 50)?,
                letters_within: seconds("RESET_LETTERS_WITHIN_SECONDS", 3_600, 1, 86_400)?,
            },
        })
    }
}

pub(crate) fn whole(
    vars: &Variables<'_>,
    name: &'static str,
    default: u32,
    from: u32,
    to: u32,
) -> Result<u32, ConfigError> {
    let Some(text) = vars.get(name) else { return Ok(default) };
    let number = text.parse().ok().filter(|number| (from..=to).contains(number));
    let wrong = || ConfigError::OutOfRange { name, given: text.to_owned(), from, to };
    number.ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(pairs: &[(&str, &str)], app_env: AppEnv) -> Result<AccessConfig, String> {
        let set = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        AccessConfig::from(&set, app_env).map_err(|error| error.to_string())
    }

    #[test]
    fn sessions_last_and_names_lock_as_the_shop_agreed() {
        let agreed = access(&[], AppEnv::Production).unwrap();
        assert_eq!(agreed.sessions.refresh.as_secs(), 604_800, "SEC-01");
        let limits = agreed.limits;
        assert_eq!((limits.failures, limits.within.as_secs()), (5, 900), "SEC-02");
        assert_eq!(limits.lock.as_secs(), 1_800, "K-56");
    }

    #[test]
    fn numbers_out_of_reach_are_refused_by_name_and_cheap_hashes_in_production() {
        let wrong = |name, value| access(&[(name, value)], AppEnv::Development).unwrap_err();
        assert!(wrong("LOGIN_FAILURES", "0").starts_with("LOGIN_FAILURES is \"0\""));
        assert!(wrong("PASSWORD_QUEUE", "many").contains("from 0 to 100000"));
        let cheap = [("PASSWORD_MEMORY_KIB", "8")];
        assert!(access(&cheap, AppEnv::Development).is_ok(), "tests are many");
        assert!(access(&cheap, AppEnv::Production).unwrap_err().contains("19456"));
    }
}
