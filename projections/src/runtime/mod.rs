//! The workers: they read the log on the replica and keep the read tables and the Redis views.
//!
//! A projection's rows and its checkpoint change in one transaction, which begins with a
//! compare-and-set of the checkpoint: whoever comes second, or wakes up late, changes nothing.

mod checkpoint;
mod head;
mod projection;
mod worker;
mod workers;

pub use checkpoint::Checkpoint;
pub use head::Head;
pub use projection::{Applied, Projection, ProjectionError};
pub use worker::work;
pub use workers::{Workers, read_everything};

use crate::catalog::Catalog;
use crate::customers::Customers;
use crate::employees::Employees;
use crate::orders::Orders;
use crate::queue::Queue;
use crate::takings::Takings;

/// Every projection with tables of its own.
pub const NAMES: [&str; 6] =
    [Orders::NAME, Queue::NAME, Takings::NAME, Employees::NAME, Customers::NAME, Catalog::NAME];
