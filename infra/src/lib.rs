//! The technologies Kharisma stands on, a folder each. No rules here and no HTTP.

pub mod config;
pub mod credentials;
pub mod database;
pub mod embedded;
pub mod event_log;
pub mod hex;
pub mod keyed_hash;
pub mod migrations;
pub mod read_db;
pub mod redis;
pub mod telemetry;
