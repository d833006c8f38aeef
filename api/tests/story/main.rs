//! Stories over HTTP, against a real primary, replica and Redis; a database per story.
#![allow(clippy::unwrap_used)] // a story that cannot go on fails

mod shop;

mod audit;
mod catalog;
mod customer_edits;
mod customer_merge;
mod customer_places;
mod customer_search;
mod customers;
mod employees;
mod health;
mod idempotency;
mod links;
mod pay;
mod place;
mod places;
mod queue;
mod read;
mod settings;
mod shop_day;
mod sign_in;
mod subscriptions;
mod tills;
mod water_schedule;
mod work;
