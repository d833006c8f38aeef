//! The technologies Kharisma stands on, a folder each. No rules here and no HTTP.

pub mod access;
pub mod access_records;
pub mod config;
pub mod config_check;
pub mod credentials;
pub mod database;
pub mod embedded;
pub mod event_log;
pub mod hex;
pub mod keyed_hash;
pub mod messages;
pub mod migrations;
pub mod personal;
pub mod random;
pub mod rate_limit;
pub mod read_db;
pub mod redis;
pub mod sessions;
pub mod telemetry;
pub mod wall_config;
