use infra::migrations::{SchemaError, migrate_log, migrate_read};
use sqlx::{ConnectOptions, Executor};
use test_shop::TestDatabase;

use crate::desk::{append, open};

#[tokio::test(flavor = "multi_thread")]
async fn a_first_migration_that_was_cut_off_is_made_anew() {
    let database = TestDatabase::create().await;
    let (config, admin) = (&database.config, database.config.admin.clone().unwrap());
    let cut_off = "UPDATE _sqlx_migrations SET success = 0";
    database.admin().await.execute(cut_off).await.unwrap();
    database.admin().await.execute("DROP TABLE credentials").await.unwrap();
    migrate_log(config, &admin).await.unwrap();
    append(&open(&database).await, 1, 0).await.unwrap();
    // Once there is something in it, nothing is thrown away.
    database.admin().await.execute(cut_off).await.unwrap();
    let refused = migrate_log(config, &admin).await.unwrap_err();
    assert!(matches!(refused, SchemaError::Interrupted(_)), "{refused}");

    let mut read = database.read_as_admin().options().connect().await.unwrap();
    read.execute("SET sql_log_bin = 0").await.unwrap();
    read.execute(cut_off).await.unwrap();
    read.execute("DROP TABLE orders").await.unwrap();
    migrate_read(config, &admin).await.unwrap();
    read.execute("SELECT * FROM orders").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_migration_that_was_cut_off_is_run_again() {
    let database = TestDatabase::create().await;
    append(&open(&database).await, 1, 0).await.unwrap();
    let mut server = database.admin().await;
    for sql in [
        "UPDATE _sqlx_migrations SET success = 0 WHERE version = 2",
        "DROP TABLE idempotency_keys",
        "DELETE FROM log_epochs",
    ] {
        server.execute(sql).await.unwrap();
    }
    let admin = database.config.admin.clone().unwrap();
    migrate_log(&database.config, &admin).await.unwrap();
    server.fetch_one("SELECT epoch FROM log_epochs").await.unwrap();
    server.execute("SELECT key_hash FROM idempotency_keys").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_version_is_left_alone() {
    let database = TestDatabase::create().await;
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, \
                 execution_time) VALUES (99, 'from the future', 1, '', 0)";
    database.admin().await.execute(newer).await.unwrap();
    let admin = database.config.admin.clone().unwrap();
    let refused = migrate_log(&database.config, &admin).await.unwrap_err().to_string();
    assert!(refused.contains("newer version of kharisma (schema 99;"), "{refused}");
}
