//! What a refund looks like from outside, whether a command or a query shows it.

use chrono::{DateTime, Utc};
use commands::Done;
use commands::payment::Settled;
use domain::payment::{Payment, PaymentError, Receipt, Refund};
use domain::values::{RefundId, SettlementId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::order::ActorReply;
use crate::reply::{Envelope, Reply};

/// Money of a payment that goes back, or is asked to.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RefundReply {
    id: i64,
    payment_id: i64,
    order_id: i64,
    order_number: Option<String>,
    /// In Rupiah.
    amount: i64,
    /// That of the payment: it goes back as it came.
    payment_method: &'static str,
    /// requested, approved, rejected, paid_out
    status: &'static str,
    reason: String,
    evidence: Option<String>,
    /// The least role that may give back so much.
    required_role: &'static str,
    requested_by: ActorReply,
    requested_at: DateTime<Utc>,
    /// Nobody, where that needs no second person.
    approved_by: Option<ActorReply>,
    approved_automatically: bool,
    approved_at: Option<DateTime<Utc>>,
    rejected_by: Option<ActorReply>,
    rejected_at: Option<DateTime<Utc>>,
    rejection_reason: Option<String>,
    paid_out_by: Option<ActorReply>,
    paid_out_at: Option<DateTime<Utc>>,
    /// The outlet's day on which it was paid out.
    business_date: Option<String>,
    /// Of cards and wallets: the settlement in which it was taken from the shop, once it was.
    settlement_id: Option<i64>,
    /// The version of its payment, to be sent as `If-Match`.
    payment_version: i64,
    updated_at: DateTime<Utc>,
    /// What can be done next.
    allowed: Vec<&'static str>,
}

impl RefundReply {
    pub(crate) fn of(receipt: &Receipt, refund: &Refund, version: i64) -> Self {
        let rejected = refund.rejected.as_ref();
        let paid_out = refund.paid_out.as_ref();
        Self {
            id: refund.id.get(),
            payment_id: receipt.id.get(),
            order_id: receipt.order_id.get(),
            order_number: receipt.order_number.as_ref().map(ToString::to_string),
            amount: refund.amount.get(),
            payment_method: receipt.method.name(),
            status: refund.status.name(),
            reason: refund.reason.text().to_owned(),
            evidence: refund.evidence.as_ref().map(|evidence| evidence.get().to_string()),
            required_role: refund.required_role.name(),
            requested_by: (&refund.requested_by).into(),
            requested_at: refund.requested_at,
            approved_by: refund.approved_by.as_ref().map(Into::into),
            approved_automatically: refund.approved_automatically(),
            approved_at: refund.approved_at,
            rejected_by: rejected.map(|(by, ..)| by.into()),
            rejected_at: rejected.map(|(_, at, _)| *at),
            rejection_reason: rejected.map(|(_, _, reason)| reason.get().to_string()),
            paid_out_by: paid_out.map(|(by, ..)| by.into()),
            paid_out_at: paid_out.map(|(_, at, _)| *at),
            business_date: paid_out.map(|(_, _, day)| day.to_string()),
            settlement_id: refund.settlement_id.map(SettlementId::get),
            payment_version: version,
            updated_at: refund.updated_at(),
            allowed: refund.status.allowed().to_vec(),
        }
    }

    /// That refund of a payment.
    pub(crate) fn found(payment: &Payment, id: RefundId, version: i64) -> Result<Self, ApiError> {
        let (receipt, refund) = payment.refund(id)?;
        Ok(Self::of(receipt, refund, version))
    }
}

/// The refund of a path.
pub(crate) fn refund_id(id: i64) -> Result<RefundId, PaymentError> {
    RefundId::new(id).map_err(|_| PaymentError::NoSuchRefund)
}

/// The reply to a change of a refund.
pub(crate) type Changed = Result<Reply<Envelope<RefundReply>>, ApiError>;

pub(crate) fn changed(done: &Done<Settled>, id: RefundId) -> Changed {
    let Settled { payment, order } = &done.what;
    let reply = Reply::ok(RefundReply::found(&payment.state, id, payment.sequence)?);
    let position = payment.position.max(order.position);
    Ok(reply.at(position).version(payment.sequence).replayed(done.replayed))
}
