//! Stories over HTTP, against a real primary, replica and Redis; a database per story.
#![allow(clippy::unwrap_used)] // a story that cannot go on fails

mod counter;
mod shop;

mod audit;
mod carpet_orders;
mod cash_drawer;
mod catalog;
mod customer_edits;
mod customer_merge;
mod customer_places;
mod customer_search;
mod customers;
mod employees;
mod health;
mod idempotency;
mod laundry_orders;
mod links;
mod order_income;
mod order_life;
mod order_lists;
mod order_prices;
mod order_replays;
mod order_rights;
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
mod wash_orders;
mod water_orders;
mod water_schedule;
mod work;
