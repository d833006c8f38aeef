//! `kharisma up` as a newcomer and an operator meet it: each test has servers of its own.
#![allow(clippy::unwrap_used)] // tests

mod process;

mod refusals;
mod restarts;
