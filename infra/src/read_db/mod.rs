//! The read database: tables that workers fill from the log, on the replica.

mod tables;

pub use tables::{Shelf, Tables, drop_all};

use std::time::Duration;

use sqlx::mysql::MySqlConnectOptions;
use sqlx::{Executor, MySqlPool};

use crate::database::{ACQUIRE, Database, Patience, pool_options};

/// Connections that may write read tables: READ COMMITTED, so that a long read never holds the
/// replica's applier up, and nothing into the binlog, so that the replica gains no history of its
/// own. One session that forgot would spoil a later promotion, so there is no other way to get one. A
/// process that is frozen within a transaction loses it after two seconds, and with it the rows'
/// locks; where there is more patience, after so much more.
pub fn worker_pool(database: &Database, connections: u32) -> MySqlPool {
    worker_pool_of(database.options(), database.patience, connections)
}

/// As [`worker_pool`], for other options.
pub fn worker_pool_of(
    options: MySqlConnectOptions,
    patience: Patience,
    connections: u32,
) -> MySqlPool {
    let idle = patience.of(Duration::from_secs(2)).as_secs();
    pool_options(connections)
        .acquire_timeout(patience.of(ACQUIRE))
        .after_connect(move |connection, _| {
            Box::pin(async move {
                let sql = format!(
                    "SET sql_log_bin = 0, tx_isolation = 'READ-COMMITTED', \
                     innodb_lock_wait_timeout = 5, lock_wait_timeout = 5, \
                     idle_transaction_timeout = {idle}"
                );
                connection.execute(sql.as_str()).await?;
                Ok(())
            })
        })
        .connect_lazy_with(options)
}
