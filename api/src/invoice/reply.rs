//! What an invoice looks like from outside, whether a command or a query shows it.

use chrono::{DateTime, Utc};
use commands::invoice::Paid;
use domain::invoice::{Bill, BillLine, Invoice, InvoicePayment, WriteOff, overdue_days};
use domain::values::PaymentId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::order::ActorReply;
use crate::payment::reply::{PaymentReply, today};

/// An invoice.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InvoiceReply {
    id: i64,
    /// To be sent as `If-Match`.
    version: i64,
    /// Such as INV-2025-10-001.
    invoice_number: Option<String>,
    customer_id: i64,
    customer_name: String,
    /// The month it is for, such as 2025-10.
    month: String,
    /// The day on it.
    issued_on: String,
    /// The last day on which it is paid in time.
    due_on: String,
    /// open, partial, overdue, paid, written_off
    status: &'static str,
    /// How many days it is overdue.
    overdue_days: i64,
    /// What its deliveries sum to, in Rupiah.
    total: i64,
    /// What is owed, in Rupiah.
    owed: i64,
    /// What was given up, in Rupiah.
    written_off: i64,
    /// The deliveries, oldest first.
    lines: Vec<InvoiceLineReply>,
    /// Money that came in for it as such; its deliveries may have been paid by themselves, too.
    payments: Vec<SettledReply>,
    write_offs: Vec<WriteOffReply>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    /// What can be done next.
    allowed: Vec<&'static str>,
}

/// A delivery.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InvoiceLineReply {
    order_id: i64,
    order_number: Option<String>,
    outlet_id: i64,
    delivered_on: String,
    /// What was owed for it when it was billed, in Rupiah.
    amount: i64,
    /// What is owed for it, in Rupiah.
    owed: i64,
}

/// Money that came in for it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SettledReply {
    /// How much was settled, in Rupiah.
    amount: i64,
    payment_method: &'static str,
    reference_number: Option<String>,
    /// The payments it was laid out in.
    payment_ids: Vec<i64>,
    /// The outlet's day it counts on.
    business_date: String,
    received_by: ActorReply,
    recorded_at: DateTime<Utc>,
}

/// What was given up.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WriteOffReply {
    /// In Rupiah.
    amount: i64,
    reason: String,
    /// The outlet's day it counts on.
    business_date: String,
    written_off_by: ActorReply,
    /// Who approved it, beside whoever asked.
    approved_by: Option<ActorReply>,
    written_off_at: DateTime<Utc>,
}

impl From<&BillLine> for InvoiceLineReply {
    fn from(line: &BillLine) -> Self {
        Self {
            order_id: line.order_id.get(),
            order_number: line.order_number.as_ref().map(ToString::to_string),
            outlet_id: line.outlet_id.get(),
            delivered_on: line.delivered_on.to_string(),
            amount: line.amount.get(),
            owed: line.owed.get(),
        }
    }
}

impl From<&InvoicePayment> for SettledReply {
    fn from(payment: &InvoicePayment) -> Self {
        Self {
            amount: payment.amount.get(),
            payment_method: payment.method.name(),
            reference_number: payment.reference_number.as_ref().map(ToString::to_string),
            payment_ids: payment.payment_ids.iter().copied().map(PaymentId::get).collect(),
            business_date: payment.business_day.to_string(),
            received_by: (&payment.by).into(),
            recorded_at: payment.at,
        }
    }
}

impl From<&WriteOff> for WriteOffReply {
    fn from(given_up: &WriteOff) -> Self {
        Self {
            amount: given_up.amount.get(),
            reason: given_up.reason.get().to_string(),
            business_date: given_up.business_day.to_string(),
            written_off_by: (&given_up.by).into(),
            approved_by: given_up.approved_by.as_ref().map(Into::into),
            written_off_at: given_up.at,
        }
    }
}

impl InvoiceReply {
    /// An invoice as it stands today.
    ///
    /// # Errors
    /// 404 if it was never issued.
    pub(crate) fn of(invoice: &Invoice, version: i64) -> Result<Self, ApiError> {
        Ok(Self::of_bill(invoice.issued()?, version))
    }

    fn of_bill(bill: &Bill, version: i64) -> Self {
        let (today, owed) = (today(), bill.owed());
        let late = if owed.is_positive() { overdue_days(bill.due_on, today) } else { 0 };
        Self {
            id: bill.id.get(),
            version,
            invoice_number: bill.number.as_ref().map(ToString::to_string),
            customer_id: bill.customer_id.get(),
            customer_name: bill.customer_name.get().to_string(),
            month: bill.month.to_string(),
            issued_on: bill.issued_on.to_string(),
            due_on: bill.due_on.to_string(),
            status: bill.status(today).name(),
            overdue_days: late,
            total: bill.total.get(),
            owed: owed.get(),
            written_off: bill.written_off().get(),
            lines: bill.lines.iter().map(Into::into).collect(),
            payments: bill.payments.iter().map(Into::into).collect(),
            write_offs: bill.write_offs.iter().map(Into::into).collect(),
            created_at: bill.issued_at,
            updated_at: bill.updated_at,
            allowed: bill.allowed().to_vec(),
        }
    }
}

/// What was paid: the invoices, the payments it was laid out in, and what goes back.
pub(crate) struct PaidParts {
    pub invoices: Vec<InvoiceReply>,
    pub payments: Vec<PaymentReply>,
    /// In Rupiah.
    pub change: i64,
    /// Where in the log.
    pub position: i64,
}

impl PaidParts {
    pub(crate) fn of(paid: &Paid) -> Result<Self, ApiError> {
        let receipts = paid.payments.iter().filter_map(|payment| payment.state.receipt());
        let positions = paid.invoices.iter().map(|invoice| invoice.position);
        Ok(Self {
            change: receipts.map(|receipt| receipt.change.get()).sum(),
            position: positions.max().unwrap_or_default(),
            invoices: paid
                .invoices
                .iter()
                .map(|invoice| InvoiceReply::of(&invoice.state, invoice.sequence))
                .collect::<Result<_, _>>()?,
            payments: paid
                .payments
                .iter()
                .map(|payment| PaymentReply::of(&payment.state, payment.sequence))
                .collect::<Result<_, _>>()?,
        })
    }
}
