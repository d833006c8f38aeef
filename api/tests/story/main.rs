//! Stories over HTTP, against a real primary, replica and Redis; a database per story.
#![allow(missing_docs)]

mod shop;

mod health;
mod pay;
mod place;
mod read;
mod sign_in;
mod work;
