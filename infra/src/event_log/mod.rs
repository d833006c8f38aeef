//! The event log: one append-only table on the primary.
//!
//! - [`Draft`]: what one command wants appended, and what it relied on.
//! - [`EventLog`]: appends drafts (one appender task per process, group commit) and loads
//!   aggregates, on the primary.
//! - [`Tail`]: reads the log in order, on the replica.
//! - [`chain`]: the hash chain that makes it tamper-evident.

mod appender;
mod batch;
pub mod chain;
mod draft;
mod error;
mod handle;
mod ids;
mod load;
mod metadata;
mod promote;
mod shop_event;
mod statements;
mod tail;
mod unknown_outcome;

pub use draft::{Draft, StreamKey};
pub use error::LogError;
pub use handle::{Appended, EventLog};
pub use ids::{IdBlocks, Kind};
pub use load::Loaded;
pub use metadata::Metadata;
pub use promote::{Address, Asked, LogEnd, PromoteError, Promoted, Promotion, Standing, promote};
pub use shop_event::ShopEvent;
pub use tail::{LogRecord, Mark, Tail};
