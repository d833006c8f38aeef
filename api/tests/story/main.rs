//! Stories over HTTP, against a real primary, replica and Redis; a database per story.
#![allow(clippy::unwrap_used)] // a story that cannot go on fails

mod shop;

mod audit;
mod catalog;
mod customers;
mod employees;
mod health;
mod idempotency;
mod pay;
mod place;
mod read;
mod sign_in;
mod work;
