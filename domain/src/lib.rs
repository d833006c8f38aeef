//! The rules of the shop: values, events, states and decisions.
//!
//! A decision is a plain function: state and command in, events or a refusal out. There is no IO
//! here, no clock, no randomness and no floating point; what a rule needs to know is handed to it.
#![warn(clippy::float_arithmetic)]

pub mod account;
pub mod approval;
pub mod catalog;
pub mod claim;
pub mod customer;
pub mod day_close;
pub mod drawer;
pub mod employee;
#[cfg(test)]
mod golden;
pub mod invoice;
pub mod log;
pub mod numbering;
pub mod order;
pub mod outlet;
pub mod payment;
pub mod settings;
pub mod settlement;
pub mod subscription;
pub mod till;
pub mod user;
pub mod values;
