//! The workers: they read the log on the replica and keep the read tables and the Redis views. Behind
//! them walks the auditor, who checks the log itself.
//!
//! A projection's rows, its checkpoint and what is parked change in one transaction, which begins with a
//! compare-and-set of the checkpoint: whoever comes second, or wakes up late, changes nothing.

mod ahead;
mod auditor;
mod before;
mod checkpoint;
mod compare;
mod controls;
#[cfg(test)]
mod definitions;
mod feed;
mod filling;
mod forget;
mod head;
mod held;
mod keeper;
mod lease;
mod open;
mod operate;
mod parked;
mod projection;
mod rebuild;
mod seen;
mod site;
mod swap;
mod trouble;
mod worker;
mod workers;

pub use auditor::{AuditStanding, Pace, audit_log, lock_name};
pub use checkpoint::Checkpoint;
pub use compare::{Differences, Different, How};
pub use feed::{Chunk, Feed};
pub use filling::{Progress, Tell};
pub use head::Head;
pub use lease::Leases;
pub use operate::{Decisions, Standing, list, parked, retry};
pub use parked::ParkedEvent;
pub use projection::{Applied, Definition, Projection, ProjectionError};
pub use rebuild::{BATCH, RebuildError, Rebuilt, Wanted, drop_old, rebuild, rollback, verify};
pub use site::Site;
pub use workers::{Workers, read_everything, read_in_batches};

use crate::audit_trail::AuditTrail;
use crate::catalog::Catalog;
use crate::customers::Customers;
use crate::dashboard::Dashboard;
use crate::day_book::DayBook;
use crate::drawers::Drawers;
use crate::employees::Employees;
use crate::income::Income;
use crate::orders::Orders;
use crate::payments::Payments;
use crate::places::Places;
use crate::queue::Queue;
use crate::receivables::Receivables;
use crate::settings::Settings;
use crate::settlements::Settlements;
use crate::subscriptions::Subscriptions;
use crate::takings::Takings;
use crate::users::Users;

/// Every projection.
pub const ALL: [Definition; 18] = [
    Definition::of::<Orders>(),
    Definition::of::<Queue>(),
    Definition::of::<Takings>(),
    Definition::of::<Payments>(),
    Definition::of::<Receivables>(),
    Definition::of::<Settlements>(),
    Definition::of::<Employees>(),
    Definition::of::<Customers>(),
    Definition::of::<Catalog>(),
    Definition::of::<Settings>(),
    Definition::of::<Places>(),
    Definition::of::<Drawers>(),
    Definition::of::<Subscriptions>(),
    Definition::of::<DayBook>(),
    Definition::of::<Income>(),
    Definition::of::<Users>(),
    Definition::of::<AuditTrail>(),
    Definition::of::<Dashboard>(),
];

/// The names of all projections.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|definition| definition.name)
}

/// The projection of that name.
pub fn named(name: &str) -> Option<Definition> {
    ALL.into_iter().find(|definition| definition.name == name)
}
