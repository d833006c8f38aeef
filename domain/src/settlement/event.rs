//! What happened to a settlement.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use crate::claim::{Claim, ClaimScope};
use crate::log::LogEvent;
use crate::payment::PaymentMethod;
use crate::user::Actor;
use crate::values::{
    BusinessDay, Money, Notes, OutletId, PaymentId, Personal, ReferenceNumber, RefundId,
    SettlementId,
};

/// A payment whose money arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SettledPayment {
    /// The payment.
    pub payment_id: PaymentId,
    /// What had come in by it, in Rupiah.
    pub gross: Money,
    /// What was kept of it, in Rupiah.
    pub fee: Money,
}

/// A refund that was taken from the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SettledRefund {
    /// The refund.
    pub refund_id: RefundId,
    /// How much, in Rupiah.
    pub amount: Money,
}

/// What happened to a settlement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum SettlementEvent {
    /// Money arrived, and it is known for what.
    SettlementRecorded {
        /// The settlement.
        settlement_id: SettlementId,
        /// Where its payments were taken.
        outlet_id: OutletId,
        /// By what means.
        method: PaymentMethod,
        /// The payments less the refunds, in Rupiah.
        gross: Money,
        /// What the bank or the wallet kept, in Rupiah.
        fee: Money,
        /// What arrived, in Rupiah; below nothing if more was taken than sent.
        received: Money,
        /// The day it arrived.
        settled_on: BusinessDay,
        /// What the bank or the wallet calls it.
        reference_number: ReferenceNumber,
        /// What was written down about it.
        note: Option<Personal<Notes>>,
        /// Whose money it is.
        payments: Vec<SettledPayment>,
        /// What was taken off it.
        refunds: Vec<SettledRefund>,
        /// The outlet's day on which it was written down, and on which the fee counts.
        business_day: BusinessDay,
        /// Who wrote it down.
        by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
}

impl DomainEvent for SettlementEvent {
    fn event_type(&self) -> String {
        match self {
            Self::SettlementRecorded { .. } => "SettlementRecorded",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for SettlementEvent {
    /// The same line of a bank's statement is never written down twice.
    fn claims_for_good(&self) -> Option<Claim> {
        let Self::SettlementRecorded { method, reference_number, .. } = self;
        let line = format!("{}/{}", method.name(), reference_number.as_str());
        Some(Claim::any_case(ClaimScope::SETTLEMENT_REFERENCE, &line))
    }
}
