//! `POST /settlements`

use axum::extract::State;
use commands::settlement::WantedSettlement;
use domain::payment::PaymentMethod;
use domain::settlement::SettlementError;
use domain::user::Permission;
use domain::values::{BusinessDay, Notes, PaymentId, ReferenceNumber, RefundId};
use utoipa::ToSchema;

use super::reply::SettlementReply;
use crate::body::{Body, Fields, Problem, number, one_of, rupiah, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Money that a bank or a wallet sent, as its statement says.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct SettlementRequest {
    /// card or e_wallet
    payment_method: String,
    /// Whose money it is: with `refundIds` 1 to 500 of one outlet.
    payment_ids: Option<Vec<i64>>,
    /// Which refunds were taken off it.
    refund_ids: Option<Vec<i64>>,
    /// What arrived, in Rupiah: at most what the payments less the refunds come to, at least 10 % of
    /// the payments less. Below 0 if more was taken than sent.
    received: i64,
    /// The day it arrived; today unless one is given.
    settled_on: Option<String>,
    /// What the bank or the wallet calls it: 1 to 64 characters, once for each method.
    reference_number: String,
    /// Up to 500 characters.
    note: Option<String>,
}

fn read(fields: &mut Fields) -> Option<WantedSettlement> {
    let method = fields
        .required("paymentMethod", one_of(&PaymentMethod::SETTLED_LATER, PaymentMethod::name));
    if fields.is_empty("paymentIds") && fields.is_empty("refundIds") {
        let message = "name 1 to 500 payments, or the refunds that were taken off".to_owned();
        fields.refuse("paymentIds", Problem("MISSING_FIELD", message));
    }
    let most = SettlementError::MOST_LINES;
    let payment_ids = fields.list("paymentIds", most, number(PaymentId::new));
    let refund_ids = fields.list("refundIds", most, number(RefundId::new));
    let received = fields.required("received", rupiah);
    let settled_on = fields.optional("settledOn", text(BusinessDay::parse));
    let reference_number = fields.required("referenceNumber", text(ReferenceNumber::parse));
    let note = fields.optional("note", text(Notes::parse));
    Some(WantedSettlement {
        method: method?,
        payment_ids,
        refund_ids,
        received: received?,
        settled_on,
        reference_number: reference_number?,
        note,
    })
}

/// Writes down what a bank or a wallet sent, and for which payments; what is missing is the fee, of
/// which each payment bears its part. The takings of the days on which they were paid stay as they
/// are.
#[utoipa::path(post, path = "/api/v1/settlements", tag = "settlements",
    security(("bearer" = [])), request_body = SettlementRequest,
    responses((status = 201, body = Envelope<SettlementReply>), Refusals))]
pub(crate) async fn record(
    State(till): State<Till>,
    staff: Staff,
    body: Body,
) -> Result<Reply<Envelope<SettlementReply>>, ApiError> {
    let wanted = staff.said(Permission::SettlementsRecord, body.read(read)).await?;
    let done = commands::settlement::record(&till.desk, &staff.call(&body), &wanted).await?;
    let settlement = &done.what;
    let reply = SettlementReply::of(&settlement.state, settlement.sequence)?;
    let reply = Reply::created(reply).at(settlement.position).version(settlement.sequence);
    Ok(reply.replayed(done.replayed))
}
