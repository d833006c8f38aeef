//! Servers go away, come back, or give the log to another: each test has servers of its own, for it
//! kills them.
#![allow(clippy::unwrap_used)] // tests

mod pair;
mod proxy;
mod shop;

mod promote;
mod promote_refusals;
mod promote_without_loss;
mod redis_lost;
mod replica_away;
mod replica_none;
mod replica_stops;
