//! What a payment looks like from outside, whether a command or a query shows it.

use chrono::{DateTime, Utc};
use commands::Done;
use commands::payment::Settled;
use domain::order::{Order, OrderError, Ticket};
use domain::payment::{Complaint, Payment, Receipt, Standing};
use domain::values::{BusinessDay, InvoiceId, Money, Outlet};
use infra::event_log::Loaded;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::order::ActorReply;
use crate::refund::reply::RefundReply;
use crate::reply::{Envelope, Reply};

/// A payment.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PaymentReply {
    id: i64,
    /// To be sent as `If-Match`.
    version: i64,
    /// Once the money is there.
    receipt_number: Option<String>,
    order_id: i64,
    order_number: Option<String>,
    outlet_id: i64,
    /// The invoice the order stood on when the money came in.
    invoice_id: Option<i64>,
    /// What came in, in Rupiah.
    amount: i64,
    /// What coins could not pay, in Rupiah: with the amount it is what the order is settled by.
    rounding: i64,
    /// cash, card, bank_transfer, e_wallet
    payment_method: &'static str,
    /// pending, successful, failed (also what was voided), refunded (all of it)
    status: &'static str,
    amount_tendered: Option<i64>,
    /// What goes back, in Rupiah.
    change: i64,
    reference_number: Option<String>,
    notes: Option<String>,
    /// The drawer the cash went into.
    drawer_id: Option<i64>,
    /// Its session then.
    drawer_session_id: Option<i64>,
    received_by: ActorReply,
    /// When it came in; of what is pending, when it was announced.
    received_at: DateTime<Utc>,
    /// The outlet's day it counts on.
    business_date: String,
    /// When it was voided, if it was.
    voided_at: Option<DateTime<Utc>>,
    /// When it failed, if it did.
    failed_at: Option<DateTime<Utc>>,
    /// Why it was voided, or failed.
    end_reason: Option<String>,
    /// What went back of it, in Rupiah.
    refunded: i64,
    /// What can still be asked back, in Rupiah.
    refundable: i64,
    /// How its money arrived; null until it does, and always for cash and transfers.
    settlement: Option<InSettlementReply>,
    /// What is to be given back of it for bad work.
    complaint_proposals: ComplaintProposals,
    refunds: Vec<RefundReply>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    /// What can be done next.
    allowed: Vec<&'static str>,
}

/// How the money of a payment arrived.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InSettlementReply {
    /// The settlement it arrived with.
    id: i64,
    /// What was kept of it, in Rupiah.
    fee: i64,
    /// What arrived, in Rupiah.
    net: i64,
    /// The day it arrived.
    settled_on: String,
}

impl InSettlementReply {
    fn of(receipt: &Receipt) -> Option<Self> {
        receipt.settlement.map(|settlement| Self {
            id: settlement.settlement_id.get(),
            fee: settlement.fee.get(),
            net: (receipt.amount - settlement.fee).get(),
            settled_on: settlement.settled_on.to_string(),
        })
    }
}

/// What is to be given back for bad work, in Rupiah.
#[derive(Serialize, ToSchema)]
struct ComplaintProposals {
    /// It is done again.
    minor: i64,
    major: i64,
    critical: i64,
}

impl ComplaintProposals {
    fn of(receipt: &Receipt) -> Self {
        let left = receipt.refundable();
        let [minor, major, critical] = [Complaint::Minor, Complaint::Major, Complaint::Critical]
            .map(|complaint| complaint.proposal(receipt.amount, left).get());
        Self { minor, major, critical }
    }
}

/// Which day it is, by the first outlet's calendar: what is due is due for the whole shop.
pub(crate) fn today() -> BusinessDay {
    Outlet::first().business_day(Utc::now())
}

/// How much of an order is paid, as of today: unpaid, partial, overdue, paid, refunded.
pub(crate) fn payment_status(ticket: &Ticket) -> &'static str {
    ticket.payment_status_on(today()).name()
}

/// A payment, and what its order owes now.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaymentOfOrder {
    #[serde(flatten)]
    payment: PaymentReply,
    order: PaidOrderReply,
}

/// What an order owes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PaidOrderReply {
    id: i64,
    order_number: Option<String>,
    version: i64,
    status: &'static str,
    payment_status: &'static str,
    /// In Rupiah.
    paid: i64,
    /// In Rupiah.
    refunded: i64,
    /// In Rupiah.
    outstanding: i64,
}

impl PaymentReply {
    pub(crate) fn of(payment: &Payment, version: i64) -> Result<Self, ApiError> {
        let receipt = payment.taken()?;
        let ended = receipt.ended.as_ref();
        let at_end = |standing| ended.filter(|_| receipt.standing == standing).map(|end| end.at);
        let reason = ended.and_then(|end| end.reason.as_ref());
        Ok(Self {
            id: receipt.id.get(),
            version,
            receipt_number: receipt.number.as_ref().map(ToString::to_string),
            order_id: receipt.order_id.get(),
            order_number: receipt.order_number.as_ref().map(ToString::to_string),
            outlet_id: receipt.outlet_id.get(),
            invoice_id: receipt.invoice_id.map(InvoiceId::get),
            amount: receipt.amount.get(),
            rounding: receipt.rounding.get(),
            payment_method: receipt.method.name(),
            status: receipt.status(),
            amount_tendered: receipt.amount_tendered.map(Money::get),
            change: receipt.change.get(),
            reference_number: receipt.reference_number.as_ref().map(ToString::to_string),
            notes: receipt.notes.as_ref().map(|notes| notes.get().to_string()),
            drawer_id: receipt.drawer.map(|drawer| drawer.drawer_id.get()),
            drawer_session_id: receipt.drawer.map(|drawer| drawer.session_id.get()),
            received_by: (&receipt.received_by).into(),
            received_at: receipt.received_at,
            business_date: receipt.business_day.to_string(),
            voided_at: at_end(Standing::Voided),
            failed_at: at_end(Standing::Failed),
            end_reason: reason.map(|reason| reason.get().to_string()),
            refunded: receipt.refunded().get(),
            refundable: receipt.refundable().get(),
            settlement: InSettlementReply::of(receipt),
            complaint_proposals: ComplaintProposals::of(receipt),
            refunds: refunds(receipt, version),
            created_at: receipt.created_at,
            updated_at: receipt.updated_at,
            allowed: receipt.allowed(),
        })
    }
}

fn refunds(receipt: &Receipt, version: i64) -> Vec<RefundReply> {
    receipt.refunds.iter().map(|refund| RefundReply::of(receipt, refund, version)).collect()
}

impl PaidOrderReply {
    pub(crate) fn of(order: &Loaded<Order>) -> Result<Self, ApiError> {
        let ticket = order.state.ticket().ok_or(OrderError::NotFound)?;
        Ok(Self {
            id: ticket.id.get(),
            order_number: ticket.number.as_ref().map(ToString::to_string),
            version: order.sequence,
            status: ticket.state().public(),
            payment_status: payment_status(ticket),
            paid: ticket.paid.get(),
            refunded: ticket.refunded.get(),
            outstanding: ticket.outstanding().get(),
        })
    }
}

impl PaymentOfOrder {
    pub(crate) fn of(payment: &Loaded<Payment>, order: &Loaded<Order>) -> Result<Self, ApiError> {
        let payment = PaymentReply::of(&payment.state, payment.sequence)?;
        Ok(Self { payment, order: PaidOrderReply::of(order)? })
    }
}

/// The reply to a change of a payment.
pub(crate) type Changed = Result<Reply<Envelope<PaymentOfOrder>>, ApiError>;

pub(crate) fn changed(done: &Done<Settled>) -> Changed {
    let Settled { payment, order } = &done.what;
    let position = payment.position.max(order.position);
    let reply = Reply::ok(PaymentOfOrder::of(payment, order)?).at(position);
    Ok(reply.version(payment.sequence).replayed(done.replayed))
}
