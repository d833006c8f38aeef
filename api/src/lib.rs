//! The HTTP interface: requests in, replies out, status codes decided once (in [`error`]). No SQL
//! and no rules.

mod body;
mod cursor;
mod erasure;
mod error;
mod gate;
mod openapi;
mod query;
mod reply;
mod request;
mod router;
mod staff;
mod state;
mod token;
mod wall;

mod approval;
mod audit;
mod auth;
mod catalog;
mod customer;
mod dashboard;
mod day_close;
mod delivery_schedule;
mod drawer;
mod employee;
mod health;
mod invoice;
mod order;
mod outlet;
mod payment;
mod queue;
mod receivable;
mod refund;
mod reports;
mod settings;
mod settlement;
mod stream;
mod subscription;
mod till;
mod user;

pub use gate::{Access, access_table};
pub use openapi::document;
pub use router::router;
pub use state::{Metrics, Till};
pub use wall::serve;
