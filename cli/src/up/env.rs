//! The variables with which other processes join the private servers.

use std::collections::BTreeMap;

use infra::config::Account;
use infra::embedded::{ADMIN, ServerRole, Servers};

/// The databases' names on the private servers.
pub(super) const LOG: &str = "kharisma";
pub(super) const READ: &str = "kharisma_read";

pub(crate) fn admin(servers: &Servers) -> Account {
    Account { user: ADMIN.to_owned(), password: servers.secrets().admin.clone() }
}

pub(crate) fn of(servers: &Servers) -> BTreeMap<String, String> {
    let secrets = servers.secrets();
    let primary = servers.address(ServerRole::Primary, LOG);
    let replica = servers.address(ServerRole::Replica, READ);
    let port = |port: u16| port.to_string();
    [
        ("APP_ENV", "development".to_owned()),
        ("DB_HOST", primary.host),
        ("DB_PORT", port(primary.port)),
        ("DB_NAME", LOG.to_owned()),
        ("DB_USER", "kharisma_api".to_owned()),
        ("DB_PASSWORD", secrets.api.clone()),
        ("DB_READ_HOST", replica.host),
        ("DB_READ_PORT", port(replica.port)),
        ("DB_READ_NAME", READ.to_owned()),
        ("DB_READ_USER", "kharisma_query".to_owned()),
        ("DB_READ_PASSWORD", secrets.read.clone()),
        ("DB_WORK_USER", "kharisma_work".to_owned()),
        ("DB_WORK_PASSWORD", secrets.work.clone()),
        ("DB_ADMIN_USER", ADMIN.to_owned()),
        ("DB_ADMIN_PASSWORD", secrets.admin.clone()),
        ("REDIS_URL", servers.redis_url()),
        ("JWT_SECRET", secrets.jwt.clone()),
        ("HASH_SECRET", secrets.hash.clone()),
        ("PERSONAL_DATA_KEY", secrets.personal.clone()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}
