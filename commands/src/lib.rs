//! What people may tell the shop to do. Each use case: who may, load, decide, append; a lost race
//! decides again. No SQL here, no HTTP, and no rules: those are decisions in `domain`.

mod account;
mod authority;
mod error;
mod retry;
mod target;

pub mod approval;
pub mod catalog;
pub mod customer;
pub mod day_close;
pub mod demo;
pub mod drawer;
pub mod employee;
pub mod invoice;
pub mod order;
pub mod outlet;
pub mod payment;
pub mod settings;
pub mod settlement;
pub mod subscription;
pub mod till;
pub mod user;

pub use authority::{Call, admitted, known};
pub use error::{CommandError, Fault, FaultKind};
pub use retry::{Done, Replay, Try, deciding};
pub use target::{OnRecord, Target};

use infra::event_log::{EventLog, IdBlocks};

/// What commands are carried out with.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The log.
    pub log: EventLog,
    /// Fresh ids.
    pub ids: IdBlocks,
}
