//! `POST /payments`

use axum::extract::State;
use chrono::{DateTime, Utc};
use commands::payment::{Taken, WantedPayment, take as take_payment};
use domain::order::OrderError;
use domain::payment::{PaymentError, PaymentMethod};
use domain::user::Permission;
use domain::values::{Money, Notes, OrderId, ValueError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Body, Fields, number, one_of, rupiah, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Money for an order.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct TakeRequest {
    order_id: i64,
    /// In Rupiah, up to what is outstanding.
    amount: i64,
    /// cash, card, bank_transfer, e_wallet
    payment_method: String,
    /// Cash only: what the customer hands over, in Rupiah.
    amount_tendered: Option<i64>,
    /// Needed for a bank transfer.
    reference_number: Option<String>,
    notes: Option<String>,
}

/// A payment.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PaymentReply {
    id: i64,
    receipt_number: Option<String>,
    order_id: i64,
    order_number: Option<String>,
    /// In Rupiah.
    amount: i64,
    payment_method: &'static str,
    /// successful
    status: &'static str,
    amount_tendered: Option<i64>,
    /// What goes back, in Rupiah.
    change: i64,
    reference_number: Option<String>,
    notes: Option<String>,
    /// What the order owes now.
    order: PaidOrderReply,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// What an order owes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PaidOrderReply {
    id: i64,
    order_number: Option<String>,
    version: i64,
    status: &'static str,
    payment_status: &'static str,
    paid: i64,
    outstanding: i64,
}

impl PaymentReply {
    fn of(taken: &Taken) -> Result<Self, ApiError> {
        let ticket = taken.order.state.ticket().ok_or(OrderError::NotFound)?;
        let receipt = taken.payment.state.receipt();
        let receipt = receipt.ok_or_else(|| ApiError::internal(&PaymentError::AlreadyTaken))?;
        let order_number = ticket.number.as_ref().map(ToString::to_string);
        Ok(Self {
            id: receipt.id.get(),
            receipt_number: receipt.number.as_ref().map(ToString::to_string),
            order_id: receipt.order_id.get(),
            order_number: order_number.clone(),
            amount: receipt.amount.get(),
            payment_method: receipt.method.name(),
            status: "successful",
            amount_tendered: receipt.amount_tendered.map(Money::get),
            change: receipt.change.get(),
            reference_number: receipt.reference_number.clone(),
            notes: receipt.notes.as_ref().map(|notes| notes.get().to_string()),
            order: PaidOrderReply {
                id: ticket.id.get(),
                order_number,
                version: taken.order.sequence,
                status: ticket.state().public(),
                payment_status: ticket.payment_status().name(),
                paid: ticket.paid.get(),
                outstanding: ticket.outstanding().get(),
            },
            created_at: receipt.received_at,
            updated_at: receipt.received_at,
        })
    }
}

fn reference(text: &str) -> Result<String, ValueError> {
    let text = text.trim();
    if !(1..=64).contains(&text.chars().count()) {
        return Err(ValueError::Length { min: 1, max: 64 });
    }
    if text.chars().any(char::is_control) {
        return Err(ValueError::Format("may not hold control characters"));
    }
    Ok(text.to_owned())
}

fn read(fields: &mut Fields) -> Option<WantedPayment> {
    let order_id = fields.required("orderId", number(OrderId::new));
    let amount = fields.required("amount", rupiah);
    let method = fields.required("paymentMethod", one_of(&PaymentMethod::ALL, PaymentMethod::name));
    let amount_tendered = fields.optional("amountTendered", rupiah);
    let reference_number = fields.optional("referenceNumber", text(reference));
    let notes = fields.optional("notes", text(Notes::parse));
    Some(WantedPayment {
        order_id: order_id?,
        amount: amount?,
        method: method?,
        amount_tendered,
        reference_number,
        notes,
    })
}

/// Takes money for an order: the payment and the order change together.
#[utoipa::path(post, path = "/api/v1/payments", tag = "payments", security(("bearer" = [])),
    request_body = TakeRequest, responses((status = 201, body = Envelope<PaymentReply>), Refusals))]
pub(crate) async fn take(
    State(till): State<Till>,
    staff: Staff,
    body: Body,
) -> Result<Reply<Envelope<PaymentReply>>, ApiError> {
    let wanted = staff.said(Permission::PaymentsCreate, body.read(read)).await?;
    let done = take_payment(&till.desk, &staff.call(&body), &wanted).await?;
    let taken = &done.what;
    let position = taken.payment.position.max(taken.order.position);
    Ok(Reply::created(PaymentReply::of(taken)?).at(position).replayed(done.replayed))
}
