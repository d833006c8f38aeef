//! `kharisma config`

use std::collections::BTreeMap;

use infra::config::{AppEnv, Config, LogConfig};
use infra::config_check::{SETTINGS, Weakness, weaknesses};

pub(crate) const EXAMPLE: &str = "\
Secrets are shown as their length. What `serve` would refuse in production is refused here, and \
elsewhere it is told.\n\n\
Exit codes: 0 nothing to object, 1 refused, 2 wrong usage.\n\n\
Example:\n  APP_ENV=production kharisma config check";

#[derive(clap::Subcommand)]
pub(crate) enum Asked {
    /// Say what is set, and what must not stay so
    #[command(after_help = EXAMPLE)]
    Check,
}

pub(crate) fn run(asked: &Asked, variables: &BTreeMap<String, String>) -> anyhow::Result<()> {
    let Asked::Check = asked;
    for setting in SETTINGS {
        println!("{}", setting.line(variables));
    }
    LogConfig::from(variables)?;
    let config = Config::from(variables)?;
    let weak = weaknesses(&config);
    for Weakness { name, why } in &weak {
        println!("{name} {why}");
    }
    if weak.is_empty() {
        println!("nothing to object");
    } else if config.app_env == AppEnv::Development {
        println!("this will do at a desk; with APP_ENV=production it is refused");
    }
    Ok(())
}
