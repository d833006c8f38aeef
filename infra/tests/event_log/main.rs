//! The log's promises, against a real primary and replica.
#![allow(clippy::unwrap_used)] // tests

mod desk;

mod append;
mod claims;
mod faults;
mod keys;
mod memory;
mod migrate;
mod personal;
mod queue;
mod snapshots;
mod tail;
mod upcast;
mod verify;
