//! What people ask the shop: read models, filled from the log by workers, a folder per question.
//! No decisions here, and nothing that a command would wait for.

pub mod access_records;
pub mod audit_trail;
pub mod catalog;
pub mod customers;
pub mod dashboard;
pub mod day_book;
pub mod drawers;
pub mod employees;
pub mod income;
mod json;
pub mod list;
pub mod live;
mod many;
pub mod orders;
pub mod payments;
pub mod places;
pub mod queue;
pub mod read_db;
pub mod receivables;
pub mod runtime;
pub mod settings;
pub mod settlements;
pub mod subscriptions;
pub mod takings;
pub mod users;
pub mod views;

pub use live::Live;
pub use read_db::{ReadDb, ReadError, Snapshot};
pub use runtime::Workers;
pub use views::Views;
