//! The log's promises, against a real primary and replica.
#![allow(clippy::unwrap_used)] // tests

mod desk;

mod append;
mod faults;
mod memory;
mod migrate;
mod queue;
mod snapshots;
mod tail;
mod verify;
