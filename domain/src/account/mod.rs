//! What a customer owes for water on monthly bills: one account each, of all their open deliveries.

mod aggregate;
mod debt;
mod error;
mod event;
mod extend;
#[cfg(test)]
pub(crate) mod fixtures;
mod merge;
mod move_debts;
mod state;

pub use aggregate::AccountCommand;
pub use debt::Debt;
pub use error::AccountError;
pub use event::AccountEvent;
pub use extend::extend;
pub use merge::{MergeAccounts, MergedAccounts, merge};
pub use move_debts::{MoveDebts, move_debts};
pub use state::Account;
