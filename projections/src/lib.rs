//! What people ask the shop: read models, filled from the log by workers, a folder per question.
//! No decisions here, and nothing that a command would wait for.

pub mod catalog;
pub mod customers;
pub mod drawers;
pub mod employees;
pub mod orders;
pub mod places;
pub mod queue;
pub mod read_db;
pub mod runtime;
pub mod settings;
pub mod subscriptions;
pub mod takings;

pub use read_db::{ReadDb, ReadError, Snapshot};
pub use runtime::Workers;
