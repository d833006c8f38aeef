//! What banks and wallets send.

mod record;

pub use record::{WantedSettlement, record};
