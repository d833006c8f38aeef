//! `kharisma migrate`

use std::collections::BTreeMap;

use anyhow::Context;
use infra::config::{Account, Config};
use infra::migrations::{migrate_log, migrate_read};

pub(crate) const EXAMPLE: &str = "\
Needs DB_ADMIN_USER and DB_ADMIN_PASSWORD beside the other DB_ variables; makes the accounts of \
those\nif they are missing, and gives each the least rights.\n\n\
Example:\n  DB_ADMIN_USER=root DB_ADMIN_PASSWORD=… kharisma migrate";

pub(crate) async fn run(variables: &BTreeMap<String, String>) -> anyhow::Result<()> {
    let config = Config::from(variables)?;
    let admin = config.admin.clone().context("DB_ADMIN_USER is not set: migrating needs it")?;
    both(&config, &admin).await?;
    println!("the log and the read tables are up to date");
    Ok(())
}

/// The log on the primary first, then the read tables on the replica.
pub(crate) async fn both(config: &Config, admin: &Account) -> anyhow::Result<()> {
    migrate_log(config, admin).await?;
    migrate_read(config, admin).await?;
    Ok(())
}
