//! By what means people pay.

use serde::{Deserialize, Serialize};

/// By what means somebody paid (K-37).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    /// Notes and coins.
    Cash,
    /// Debit or credit card.
    Card,
    /// A transfer between bank accounts.
    BankTransfer,
    /// QRIS, `GoPay`, OVO, DANA and their like.
    EWallet,
}

impl PaymentMethod {
    /// Every method, in the order reports show them.
    pub const ALL: [Self; 4] = [Self::Cash, Self::Card, Self::BankTransfer, Self::EWallet];

    /// The method as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Card => "card",
            Self::BankTransfer => "bank_transfer",
            Self::EWallet => "e_wallet",
        }
    }

    /// Whether a payment by it cannot be found again without its number.
    pub const fn needs_reference(self) -> bool {
        matches!(self, Self::BankTransfer)
    }

    /// Every method of which the money comes days later, less a fee.
    pub const SETTLED_LATER: [Self; 2] = [Self::Card, Self::EWallet];

    /// Whether the money of a payment by it comes days later, less a fee.
    pub const fn settled_later(self) -> bool {
        matches!(self, Self::Card | Self::EWallet)
    }

    /// Whether it can be announced before the money is there.
    pub const fn can_be_announced(self) -> bool {
        matches!(self, Self::BankTransfer | Self::EWallet)
    }
}
