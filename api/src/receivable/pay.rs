//! `POST /receivables/payments`

use axum::extract::State;
use commands::invoice::{ForWhat, WantedMoney};
use domain::user::Permission;
use domain::values::CustomerId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Body, Fields, number};
use crate::error::ApiError;
use crate::invoice::pay::money;
use crate::invoice::reply::{InvoiceReply, PaidParts};
use crate::payment::reply::PaymentReply;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Money for all that a customer owes on invoices.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct PayReceivablesRequest {
    customer_id: i64,
    /// How much is settled, in Rupiah, up to what is owed on invoices.
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

/// Invoices that were paid, or some of them.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaidReceivablesReply {
    /// Those of which some was settled, the first due first.
    invoices: Vec<InvoiceReply>,
    /// One for each delivery that was paid.
    payments: Vec<PaymentReply>,
    /// What goes back of all of them, in Rupiah.
    change: i64,
}

fn read(fields: &mut Fields) -> Option<WantedMoney> {
    let customer = fields.required("customerId", number(CustomerId::new));
    let money = money(fields);
    Some(money?(ForWhat::Customer(customer?)))
}

/// Takes money for the invoices of a customer, the first due first, each one's deliveries oldest first.
#[utoipa::path(post, path = "/api/v1/receivables/payments", tag = "receivables",
    security(("bearer" = [])), request_body = PayReceivablesRequest,
    responses((status = 201, body = Envelope<PaidReceivablesReply>), Refusals))]
pub(crate) async fn pay(
    State(till): State<Till>,
    staff: Staff,
    body: Body,
) -> Result<Reply<Envelope<PaidReceivablesReply>>, ApiError> {
    let wanted = staff.said(Permission::PaymentsCreate, body.read(read)).await?;
    let done = commands::invoice::pay(&till.desk, &staff.call(&body), &wanted).await?;
    let PaidParts { invoices, payments, change, position } = PaidParts::of(&done.what)?;
    let reply = PaidReceivablesReply { invoices, payments, change };
    Ok(Reply::created(reply).at(position).replayed(done.replayed))
}
