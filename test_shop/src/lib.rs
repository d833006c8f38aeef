//! What tests share: the run's private servers, a database per test, an HTTP client. Tests only;
//! nothing that ships depends on it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc)] // tests only

mod database;
mod http;
mod midnight;

pub use database::TestDatabase;
pub use http::{Http, Listening, Message, Reply};
pub use midnight::day_goes_on;
