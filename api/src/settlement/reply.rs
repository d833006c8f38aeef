//! What a settlement looks like from outside, whether a command or a query shows it.

use chrono::{DateTime, Utc};
use domain::settlement::{SettledPayment, SettledRefund, Settlement};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::order::ActorReply;

/// Money that a bank or a wallet sent. Amounts in Rupiah.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettlementReply {
    id: i64,
    version: i64,
    outlet_id: i64,
    /// card or e_wallet
    payment_method: &'static str,
    /// The payments less the refunds.
    gross: i64,
    /// What was kept.
    fee: i64,
    /// What arrived: gross less fee.
    received: i64,
    /// The day it arrived.
    settled_on: String,
    /// What the bank or the wallet calls it.
    reference_number: String,
    note: Option<String>,
    payments: Vec<SettledPaymentReply>,
    refunds: Vec<SettledRefundReply>,
    /// The outlet's day on which the fee counts.
    business_date: String,
    recorded_by: ActorReply,
    recorded_at: DateTime<Utc>,
}

/// A payment whose money arrived. Amounts in Rupiah.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettledPaymentReply {
    payment_id: i64,
    gross: i64,
    fee: i64,
    net: i64,
}

/// A refund that was taken off it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettledRefundReply {
    refund_id: i64,
    /// In Rupiah.
    amount: i64,
}

impl From<&SettledPayment> for SettledPaymentReply {
    fn from(line: &SettledPayment) -> Self {
        Self {
            payment_id: line.payment_id.get(),
            gross: line.gross.get(),
            fee: line.fee.get(),
            net: (line.gross - line.fee).get(),
        }
    }
}

impl From<&SettledRefund> for SettledRefundReply {
    fn from(line: &SettledRefund) -> Self {
        Self { refund_id: line.refund_id.get(), amount: line.amount.get() }
    }
}

impl SettlementReply {
    pub(super) fn of(settlement: &Settlement, version: i64) -> Result<Self, ApiError> {
        let statement = settlement.statement()?;
        Ok(Self {
            id: statement.id.get(),
            version,
            outlet_id: statement.outlet_id.get(),
            payment_method: statement.method.name(),
            gross: statement.gross.get(),
            fee: statement.fee.get(),
            received: statement.received.get(),
            settled_on: statement.settled_on.to_string(),
            reference_number: statement.reference_number.to_string(),
            note: statement.note.as_ref().map(|note| note.get().to_string()),
            payments: statement.payments.iter().map(Into::into).collect(),
            refunds: statement.refunds.iter().map(Into::into).collect(),
            business_date: statement.business_day.to_string(),
            recorded_by: (&statement.recorded_by).into(),
            recorded_at: statement.recorded_at,
        })
    }
}
