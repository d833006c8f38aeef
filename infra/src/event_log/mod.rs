//! The event log: one append-only table on the primary.
//!
//! - [`Draft`]: what one command wants appended, and what it relied on.
//! - [`EventLog`]: appends drafts (one appender per process, on a thread of its own; group commit) and loads
//!   aggregates, on the primary.
//! - [`Tail`]: reads the log in order, on the replica.
//! - [`RawLog`]: reads it as it is stored; [`Verifier`] and [`audit`] check that.
//! - [`chain`]: the hash chain that makes it tamper-evident.

mod appender;
mod attempt;
mod audit;
mod batch;
mod cache;
pub mod chain;
mod claims;
mod draft;
mod error;
mod handle;
mod histories;
mod idempotency;
mod ids;
mod known;
mod load;
mod metadata;
mod promote;
mod raw;
mod readers;
#[cfg(test)]
mod sample_log;
mod shop_event;
mod snapshot;
mod statements;
mod streams;
mod tail;
mod turns;
mod unknown_outcome;
mod upcast;
mod verdict;

pub use attempt::{Attempt, Worth};
mod verify;

pub(crate) use appender::{ANSWER, in_time};
pub use audit::{Audit, audit};
pub use claims::{ClaimBook, ClaimFault, ClaimTable, repair_claims};
pub use draft::{Draft, StreamKey};
pub use error::LogError;
pub use handle::{Appended, EventLog};
pub use idempotency::{IdempotencyKey, KEEP_AT_LEAST_DAYS, Kept, forget_old_keys};
pub use ids::{IdBlocks, Kind};
pub use load::Loaded;
pub use metadata::Metadata;
pub use promote::{Address, Asked, LogEnd, PromoteError, Promoted, Promotion, Standing, promote};
pub use raw::{Chunk, EventKey, LogHead, RawEvent, RawEvents, RawLog, Unreadable};
pub(crate) use readers::Readers;
pub use shop_event::ShopEvent;
pub use tail::{LogRecord, Mark, Tail};
pub use turns::Turn;
pub use verify::{Fault, Verifier, examine};
