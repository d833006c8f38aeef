//! What the outer wall has to know: who may ask from elsewhere, whose word counts for where a request
//! came from, and how often anybody may ask.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use crate::config::{AppEnv, ConfigError};
use crate::rate_limit::{PATIENCE, RateLimits};

/// As long as anybody may take to say what they want.
const READER: Duration = Duration::from_secs(30);

/// The wall's settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WallConfig {
    /// `CORS_ORIGINS` (none): browsers may ask from pages of these.
    pub cors_origins: Vec<String>,
    /// `TRUSTED_PROXIES` (none): what these say of where a request came from is believed.
    pub trusted_proxies: Vec<Network>,
    /// `RATE_LIMIT_…`; none where requests are not counted.
    pub rate_limits: Option<RateLimits>,
    /// How long Redis is given to count a request.
    pub redis_patience: Duration,
    /// How long a connection waits, in all, for somebody who does not read their reply.
    pub reader_patience: Duration,
    /// Whether browsers are told to come by HTTPS only: in production.
    pub https_only: bool,
}

/// Addresses that begin alike, such as `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// The address as 128 bits; addresses of version 4 as version 6 maps them.
fn bits_of(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

impl Network {
    /// Reads one: an address, or an address and how many of its bits count.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let all = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(all);
        (bits <= all).then_some(Self { address, bits })
    }

    /// Whether the address is one of them.
    pub fn holds(&self, address: IpAddr) -> bool {
        let bits = if self.address.is_ipv4() { self.bits + 96 } else { self.bits };
        let differing = bits_of(self.address) ^ bits_of(address);
        differing.checked_shr(128 - u32::from(bits)).unwrap_or(0) == 0
    }
}

impl WallConfig {
    /// Reads it.
    ///
    /// # Errors
    /// [`ConfigError`], naming the variable that is wrong.
    pub fn from(
        variables: &BTreeMap<String, String>,
        app_env: AppEnv,
    ) -> Result<Self, ConfigError> {
        let get = |name: &str| {
            variables.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
        };
        let list = |name: &str| -> Vec<String> {
            let parts = get(name).unwrap_or_default().split(',').map(str::trim);
            parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        let cors_origins = list("CORS_ORIGINS");
        if let Some(wrong) = cors_origins.iter().find(|origin| !is_origin(origin)) {
            let should =
                "must be origins such as https://kasir.example.com, apart by commas; never *";
            return Err(ConfigError::Wrong("CORS_ORIGINS", wrong.clone(), should));
        }
        let mut trusted_proxies = Vec::new();
        for text in list("TRUSTED_PROXIES") {
            let should = "must be addresses or networks such as 10.0.0.0/8, apart by commas";
            let network = Network::parse(&text);
            trusted_proxies.push(network.ok_or(ConfigError::Wrong(
                "TRUSTED_PROXIES",
                text,
                should,
            ))?);
        }
        let production = app_env == AppEnv::Production;
        let limited = match get("RATE_LIMIT_ENABLED") {
            None => production,
            Some("true") => true,
            Some("false") => false,
            Some(other) => {
                let other = other.to_owned();
                let should = "must be true or false";
                return Err(ConfigError::Wrong("RATE_LIMIT_ENABLED", other, should));
            }
        };
        let number = |name: &'static str, default: u32| match get(name) {
            None => Ok(default),
            Some(text) => {
                let number = text.parse().ok().filter(|number| (1..=1_000_000).contains(number));
                let should = "must be requests an hour, from 1 to 1000000";
                number.ok_or_else(|| ConfigError::Wrong(name, text.to_owned(), should))
            }
        };
        let defaults = RateLimits::default();
        let rate_limits = RateLimits {
            reads: number("RATE_LIMIT_READS", defaults.reads)?,
            writes: number("RATE_LIMIT_WRITES", defaults.writes)?,
            deletes: number("RATE_LIMIT_DELETES", defaults.deletes)?,
            reports: number("RATE_LIMIT_REPORTS", defaults.reports)?,
            strangers: number("RATE_LIMIT_STRANGERS", defaults.strangers)?,
        };
        Ok(Self {
            cors_origins,
            trusted_proxies,
            rate_limits: limited.then_some(rate_limits),
            redis_patience: PATIENCE,
            reader_patience: READER,
            https_only: production,
        })
    }
}

/// `https://host` or `https://host:port`, and nothing behind it.
fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let sane = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    host.is_some_and(|host| !host.is_empty() && host.chars().all(sane))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)], app_env: AppEnv) -> Result<WallConfig, ConfigError> {
        let set = pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        WallConfig::from(&set.collect(), app_env)
    }

    #[test]
    fn networks_hold_the_addresses_that_begin_like_them() {
        let holds = |network: &str, address: &str| {
            Network::parse(network).unwrap().holds(address.parse().unwrap())
        };
        assert!(holds("10.0.0.0/8", "10.255.1.2") && !holds("10.0.0.0/8", "11.0.0.1"));
        assert!(holds("192.168.1.7", "192.168.1.7") && !holds("192.168.1.7", "192.168.1.8"));
        assert!(holds("127.0.0.1", "::ffff:127.0.0.1"), "the same address as version 6 maps it");
        assert!(holds("fd00::/8", "fd12::1") && !holds("fd00::/8", "fe80::1"));
        assert!(holds("0.0.0.0/0", "8.8.8.8") && !holds("0.0.0.0/0", "fe80::1"));
        assert!(holds("::/0", "8.8.8.8"));
        for bad in ["", "10.0.0.0/33", "::/129", "10.0.0", "a/8", "10.0.0.0/-1"] {
            assert_eq!(Network::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn requests_are_counted_in_production_and_where_it_is_asked_for() {
        let counted = |pairs: &[(&str, &str)], env| read(pairs, env).unwrap().rate_limits;
        assert_eq!(counted(&[], AppEnv::Development), None);
        assert_eq!(counted(&[], AppEnv::Production), Some(RateLimits::default()));
        let asked = counted(
            &[("RATE_LIMIT_ENABLED", "true"), ("RATE_LIMIT_READS", "5")],
            AppEnv::Development,
        );
        assert_eq!(asked.unwrap().reads, 5);
        let off = counted(&[("RATE_LIMIT_ENABLED", "false")], AppEnv::Production);
        assert_eq!(off, None);
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        for (name, text) in [
            ("CORS_ORIGINS", "*"),
            ("CORS_ORIGINS", "https://a.example/path"),
            ("CORS_ORIGINS", "https://a.example, null"),
            ("TRUSTED_PROXIES", "everybody"),
            ("RATE_LIMIT_ENABLED", "yes"),
            ("RATE_LIMIT_READS", "0"),
        ] {
            let refused = read(&[(name, text)], AppEnv::Development).unwrap_err().to_string();
            assert!(refused.starts_with(name), "{refused}");
        }
        let two =
            read(&[("CORS_ORIGINS", "https://a.id , http://localhost:5173")], AppEnv::Development);
        assert_eq!(two.unwrap().cors_origins, ["https://a.id", "http://localhost:5173"]);
    }
}
