//! The read database: tables that workers fill from the log, on the replica.

mod tables;

pub use tables::{Shelf, Tables, drop_all};

use sqlx::mysql::MySqlConnectOptions;
use sqlx::{Executor, MySqlPool};

use crate::database::{Database, pool_options};

/// Connections that may write read tables: READ COMMITTED, so that a long read never holds the
/// replica's applier up, and nothing into the binlog, so that the replica gains no history of its
/// own. One session that forgot would spoil a later promotion, so there is no other way to get one. A
/// process that is frozen within a transaction loses it after two seconds, and with it the rows' locks.
pub fn worker_pool(database: &Database, connections: u32) -> MySqlPool {
    worker_pool_of(database.options(), connections)
}

/// As [`worker_pool`], for other options.
pub fn worker_pool_of(options: MySqlConnectOptions, connections: u32) -> MySqlPool {
    pool_options(connections)
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection
                    .execute(
                        "SET sql_log_bin = 0, tx_isolation = 'READ-COMMITTED', \
                         innodb_lock_wait_timeout = 5, lock_wait_timeout = 5, \
                         idle_transaction_timeout = 2",
                    )
                    .await?;
                Ok(())
            })
        })
        .connect_lazy_with(options)
}
