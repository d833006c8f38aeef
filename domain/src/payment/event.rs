//! What happened to a payment.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use crate::log::{LogEvent, NumberSeries, PrintedNumber};
use crate::numbering;
use crate::user::Actor;
use crate::values::{BusinessDay, Money, Notes, OrderId, OutletId, PaymentId, Personal};

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
}

/// What happened to a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum PaymentEvent {
    /// Money came in.
    PaymentReceived {
        /// The payment.
        payment_id: PaymentId,
        /// Its receipt's number. Drawn while the event is appended and kept beside the payload.
        #[serde(skip_serializing_if = "Option::is_none")]
        receipt_number: Option<PrintedNumber>,
        /// What it is for.
        order_id: OrderId,
        /// Where.
        outlet_id: OutletId,
        /// How much of the order it pays, in Rupiah.
        amount: Money,
        /// By what means.
        method: PaymentMethod,
        /// What the customer handed over, for cash, in Rupiah.
        amount_tendered: Option<Money>,
        /// What went back, in Rupiah.
        change: Money,
        /// The bank's or the wallet's own number of it.
        reference_number: Option<String>,
        /// What was written down about it.
        notes: Option<Personal<Notes>>,
        /// Who took it.
        received_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
        /// The outlet's day of it, on which the takings are counted.
        business_day: BusinessDay,
    },
}

impl DomainEvent for PaymentEvent {
    fn event_type(&self) -> String {
        match self {
            Self::PaymentReceived { .. } => "PaymentReceived",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for PaymentEvent {
    fn series(&self) -> Option<NumberSeries> {
        match self {
            Self::PaymentReceived { business_day, .. } => {
                Some(numbering::of_receipts(*business_day))
            }
        }
    }

    fn numbered(&mut self, number: PrintedNumber) {
        match self {
            Self::PaymentReceived { receipt_number, .. } => *receipt_number = Some(number),
        }
    }
}
