//! What happened to a customer's account.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::Debt;
use crate::log::LogEvent;
use crate::values::{BusinessDay, CustomerId, InvoiceId, Month, OrderId};

/// What happened to a customer's account. Who did it stands in the event's metadata.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum AccountEvent {
    /// Another amount is owed for orders from now on, or they were delivered.
    DebtsMoved {
        /// Whose account.
        customer_id: CustomerId,
        /// How each of these orders stands from now on.
        debts: Vec<Debt>,
        /// The outlet's day on which it counts.
        business_day: BusinessDay,
        /// When it was written down.
        occurred_at: DateTime<Utc>,
    },
    /// A month's deliveries were put on an invoice.
    DebtsInvoiced {
        /// Whose account.
        customer_id: CustomerId,
        /// The invoice.
        invoice_id: InvoiceId,
        /// The month it is for.
        month: Month,
        /// The orders on it.
        order_ids: Vec<OrderId>,
        /// The day on the invoice.
        issued_on: BusinessDay,
        /// The last day on which it is paid in time.
        due_on: BusinessDay,
        /// When it was written down.
        occurred_at: DateTime<Utc>,
    },
    /// The customer's record went into another one, and what is owed with it.
    AccountMergedInto {
        /// Whose account.
        customer_id: CustomerId,
        /// Whose account goes on.
        into: CustomerId,
        /// When it was written down.
        occurred_at: DateTime<Utc>,
    },
    /// What was owed on the account of a record that went into this one.
    AccountTookOver {
        /// Whose account.
        customer_id: CustomerId,
        /// Whose account ended.
        from: CustomerId,
        /// What is owed.
        debts: Vec<Debt>,
        /// When it was written down.
        occurred_at: DateTime<Utc>,
    },
}

impl AccountEvent {
    /// Whose account it happened to.
    pub const fn customer_id(&self) -> CustomerId {
        match self {
            Self::DebtsMoved { customer_id, .. }
            | Self::DebtsInvoiced { customer_id, .. }
            | Self::AccountMergedInto { customer_id, .. }
            | Self::AccountTookOver { customer_id, .. } => *customer_id,
        }
    }
}

impl DomainEvent for AccountEvent {
    fn event_type(&self) -> String {
        match self {
            Self::DebtsMoved { .. } => "DebtsMoved",
            Self::DebtsInvoiced { .. } => "DebtsInvoiced",
            Self::AccountMergedInto { .. } => "AccountMergedInto",
            Self::AccountTookOver { .. } => "AccountTookOver",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for AccountEvent {}
