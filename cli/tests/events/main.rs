//! `kharisma events` on real logs: what an auditor runs, and what an intruder does.
#![allow(clippy::unwrap_used)] // tests

mod log;

mod anchors;
mod claims;
mod export;
mod preflight;
mod tampering;
mod verify;
