//! The HTTP interface: requests in, replies out, status codes decided once (in [`error`]). No SQL
//! and no rules.

mod body;
mod error;
mod openapi;
mod query;
mod reply;
mod request;
mod router;
mod staff;
mod state;
mod token;

mod auth;
mod catalog;
mod customer;
mod delivery_schedule;
mod drawer;
mod employee;
mod health;
mod order;
mod outlet;
mod payment;
mod queue;
mod reports;
mod settings;
mod subscription;
mod till;
mod user;

pub use openapi::document;
pub use router::router;
pub use state::{Metrics, Till};
