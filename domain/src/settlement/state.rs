//! What is known of a settlement.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{SettledPayment, SettledRefund, SettlementError};
use crate::payment::PaymentMethod;
use crate::user::Actor;
use crate::values::{BusinessDay, Money, Notes, OutletId, Personal, ReferenceNumber, SettlementId};

/// A settlement, or none yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement(pub(super) Option<Box<Statement>>);

/// What was written down of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The settlement.
    pub id: SettlementId,
    /// Where its payments were taken.
    pub outlet_id: OutletId,
    /// By what means.
    pub method: PaymentMethod,
    /// The payments less the refunds, in Rupiah.
    pub gross: Money,
    /// What the bank or the wallet kept, in Rupiah.
    pub fee: Money,
    /// What arrived, in Rupiah.
    pub received: Money,
    /// The day it arrived.
    pub settled_on: BusinessDay,
    /// What the bank or the wallet calls it.
    pub reference_number: ReferenceNumber,
    /// What was written down about it.
    pub note: Option<Personal<Notes>>,
    /// Whose money it is.
    pub payments: Vec<SettledPayment>,
    /// What was taken off it.
    pub refunds: Vec<SettledRefund>,
    /// The outlet's day on which the fee counts.
    pub business_day: BusinessDay,
    /// Who wrote it down.
    pub recorded_by: Actor,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

impl Settlement {
    /// What was written down of it.
    ///
    /// # Errors
    /// [`SettlementError::NotFound`] if nothing was.
    pub fn statement(&self) -> Result<&Statement, SettlementError> {
        self.0.as_deref().ok_or(SettlementError::NotFound)
    }
}
