//! The workers: they read the log on the replica and keep the read tables and the Redis views. Behind
//! them walks the auditor, who checks the log itself.
//!
//! A projection's rows and its checkpoint change in one transaction, which begins with a
//! compare-and-set of the checkpoint: whoever comes second, or wakes up late, changes nothing.

mod auditor;
mod checkpoint;
mod head;
mod projection;
mod worker;
mod workers;

pub use auditor::{AuditStanding, Pace, audit_log, lock_name};
pub use checkpoint::Checkpoint;
pub use head::Head;
pub use projection::{Applied, Projection, ProjectionError};
pub use worker::work;
pub use workers::{Workers, read_everything};

use crate::catalog::Catalog;
use crate::customers::Customers;
use crate::drawers::Drawers;
use crate::employees::Employees;
use crate::orders::Orders;
use crate::places::Places;
use crate::queue::Queue;
use crate::settings::Settings;
use crate::subscriptions::Subscriptions;
use crate::takings::Takings;

/// Every projection with tables of its own.
pub const NAMES: [&str; 10] = [
    Orders::NAME,
    Queue::NAME,
    Takings::NAME,
    Employees::NAME,
    Customers::NAME,
    Catalog::NAME,
    Settings::NAME,
    Places::NAME,
    Drawers::NAME,
    Subscriptions::NAME,
];
