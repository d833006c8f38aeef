//! The log moves to another server: each test has servers of its own, for it kills them.
#![allow(clippy::unwrap_used)] // tests

mod pair;
mod proxy;
mod shop;

mod promote;
mod promote_refusals;
mod promote_without_loss;
