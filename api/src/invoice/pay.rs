//! `POST /invoices/{id}/payments`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::invoice::{ForWhat, WantedMoney};
use domain::order::SaidTime;
use domain::payment::PaymentMethod;
use domain::user::Permission;
use domain::values::{DrawerId, Notes, ReferenceNumber};
use serde::Serialize;
use utoipa::ToSchema;

use super::reply::{InvoiceReply, PaidParts};
use super::target;
use crate::body::{Body, Fields, number, one_of, rupiah, text};
use crate::error::ApiError;
use crate::order::instant;
use crate::payment::reply::PaymentReply;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Money for an invoice.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct PayInvoiceRequest {
    /// How much is settled, in Rupiah, up to what is owed.
    amount: i64,
    /// cash, card, bank_transfer, e_wallet
    payment_method: String,
    /// Cash only: what the customer hands over, in Rupiah.
    amount_tendered: Option<i64>,
    /// Needed for a bank transfer.
    reference_number: Option<String>,
    /// The drawer cash goes into; the first outlet's first if none is given.
    drawer_id: Option<i64>,
    /// When it came in, if not now.
    paid_at: Option<String>,
    /// Why that is written down only now.
    backdate_reason: Option<String>,
    /// Up to 500 characters.
    notes: Option<String>,
}

/// An invoice that was paid, or some of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaidInvoiceReply {
    invoice: InvoiceReply,
    /// One for each delivery that was paid, oldest first.
    payments: Vec<PaymentReply>,
    /// What goes back of all of them, in Rupiah.
    change: i64,
}

/// What money comes in for something that is named elsewhere.
pub(crate) fn money(fields: &mut Fields) -> Option<impl FnOnce(ForWhat) -> WantedMoney + use<>> {
    let amount = fields.required("amount", rupiah);
    let method = fields.required("paymentMethod", one_of(&PaymentMethod::ALL, PaymentMethod::name));
    let amount_tendered = fields.optional("amountTendered", rupiah);
    let reference_number = fields.optional("referenceNumber", text(ReferenceNumber::parse));
    let drawer_id = fields.optional("drawerId", number(DrawerId::new));
    let paid_at = fields.optional("paidAt", instant);
    let reason = fields.optional("backdateReason", text(Notes::parse));
    let notes = fields.optional("notes", text(Notes::parse));
    let (amount, method) = (amount?, method?);
    Some(move |what| WantedMoney {
        what,
        amount,
        method,
        amount_tendered,
        reference_number,
        drawer_id,
        received: paid_at.map(|at| SaidTime { at, reason }),
        notes,
    })
}

/// Takes money for an invoice: it is laid onto its deliveries, oldest first, a payment for each.
#[utoipa::path(post, path = "/api/v1/invoices/{id}/payments", tag = "receivables",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = PayInvoiceRequest,
    responses((status = 201, body = Envelope<PaidInvoiceReply>), Refusals))]
pub(crate) async fn pay(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<PaidInvoiceReply>>, ApiError> {
    let money = staff.said(Permission::PaymentsCreate, body.read(money)).await?;
    let wanted = money(ForWhat::Invoice(target(id, &headers)?));
    let done = commands::invoice::pay(&till.desk, &staff.call(&body), &wanted).await?;
    let PaidParts { invoices, payments, change, position } = PaidParts::of(&done.what)?;
    let version = done.what.invoices.first().map(|invoice| invoice.sequence);
    let invoice = invoices.into_iter().next();
    let invoice = invoice.ok_or(domain::invoice::InvoiceError::NotFound)?;
    let reply = PaidInvoiceReply { invoice, payments, change };
    let reply = Reply::created(reply).at(position).version(version.unwrap_or_default());
    Ok(reply.replayed(done.replayed))
}
