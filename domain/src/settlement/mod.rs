//! Money that a bank or a wallet sent: which payments it is for, and what was kept of them. The sales
//! were booked whole when they were paid; the fee is a cost of its own, on the day it is written down.

mod aggregate;
mod error;
mod event;
#[cfg(test)]
pub(crate) mod fixtures;
#[cfg(test)]
mod properties;
mod record;
mod state;

pub use aggregate::SettlementCommand;
pub use error::{List, SettlementError, WrongLine, WrongLineReason};
pub use event::{SettledPayment, SettledRefund, SettlementEvent};
pub use record::{RecordSettlement, Recorded, record};
pub use state::{Settlement, Statement};
