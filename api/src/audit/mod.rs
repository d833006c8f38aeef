//! Who did what, and when: the audit trail, as the till sees it.

pub(crate) mod access;
pub(crate) mod access_export;
pub(crate) mod export;
mod file;
mod filter;
mod history;
pub(crate) mod list;
mod reply;

pub(crate) use history::history_of;
pub(crate) use reply::{TraceReply, Written};
