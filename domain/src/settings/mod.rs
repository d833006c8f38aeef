//! What an owner sets for the whole shop. Nothing set yet is the seed of the papers (section 4).

mod aggregate;
mod cash_rounding;
mod error;
mod event;
#[cfg(test)]
pub(crate) mod fixtures;
mod ladder;
mod limits;
mod per_service;
mod refund_ladder;
mod set_discounts;
mod set_fees;
mod set_ladder;
mod set_limits;
mod set_split;
mod set_taxes;
mod settlement_fees;
mod split;
mod state;

pub use aggregate::SettingsCommand;
pub use cash_rounding::CashRounding;
pub use error::SettingsError;
pub use event::SettingsEvent;
pub use ladder::{DiscountAuthority, DiscountLadder};
pub use limits::Limits;
pub use per_service::PerService;
pub use refund_ladder::RefundLadder;
pub use set_discounts::{SetDiscounts, set_discounts};
pub use set_fees::{SetSettlementFees, set_settlement_fees};
pub use set_ladder::{SetLadder, set_ladder};
pub use set_limits::{SetLimits, set_limits};
pub use set_split::{SetIncomeSplit, set_split};
pub use set_taxes::{SetTaxes, set_taxes};
pub use settlement_fees::SettlementFees;
pub use split::IncomeSplit;
pub use state::{EffectiveSplit, Settings};
