//! `POST /payments`

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use commands::payment::{Tender, WantedPayment, take as take_payment};
use domain::order::SaidTime;
use domain::payment::PaymentMethod;
use domain::user::Permission;
use domain::values::{DrawerId, Money, Notes, OrderId, ReferenceNumber};
use serde::Serialize;
use utoipa::ToSchema;

use super::reply::{PaidOrderReply, PaymentOfOrder, PaymentReply};
use crate::body::{Body, Fields, Problem, number, one_of, rupiah, text, yes_or_no};
use crate::error::ApiError;
use crate::order::instant;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// The most means by which one order is paid at once.
const MOST_TENDERS: usize = 10;

/// Money for an order: by one means (`amount` and `paymentMethod`), or by several at once
/// (`tenders`), of which all are taken or none.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct TakeRequest {
    order_id: i64,
    /// How much of the order it settles, in Rupiah, up to what is outstanding. Beside tenders: what
    /// they must sum to.
    amount: Option<i64>,
    /// cash, card, bank_transfer, e_wallet
    payment_method: Option<String>,
    /// Cash only: what the customer hands over, in Rupiah.
    amount_tendered: Option<i64>,
    /// Needed for a bank transfer that is not pending.
    reference_number: Option<String>,
    /// 1 to 10 of them.
    tenders: Option<Vec<TenderRequest>>,
    /// The money is announced, and not there yet: of transfers and wallets only. It counts once it
    /// is confirmed.
    pending: Option<bool>,
    /// The drawer cash goes into; the outlet's first if none is given.
    drawer_id: Option<i64>,
    /// When it came in, if not now.
    paid_at: Option<String>,
    /// Why that is written down only now.
    backdate_reason: Option<String>,
    /// Up to 500 characters.
    notes: Option<String>,
}

/// One means of several.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct TenderRequest {
    /// cash, card, bank_transfer, e_wallet
    payment_method: String,
    /// In Rupiah.
    amount: i64,
    /// Cash only: what the customer hands over, in Rupiah.
    amount_tendered: Option<i64>,
    /// Needed for a bank transfer that is not pending.
    reference_number: Option<String>,
}

/// Payments that were taken together.
#[derive(Serialize, ToSchema)]
pub(crate) struct SplitPaymentReply {
    payments: Vec<PaymentReply>,
    /// What goes back of all of them, in Rupiah.
    change: i64,
    order: PaidOrderReply,
}

fn tender(fields: &mut Fields) -> Option<Tender> {
    let amount = fields.required("amount", rupiah);
    let method = fields.required("paymentMethod", one_of(&PaymentMethod::ALL, PaymentMethod::name));
    let amount_tendered = fields.optional("amountTendered", rupiah);
    let reference_number = fields.optional("referenceNumber", text(ReferenceNumber::parse));
    Some(Tender { amount: amount?, method: method?, amount_tendered, reference_number })
}

fn tenders(fields: &mut Fields) -> Option<(Vec<Tender>, Option<Money>, bool)> {
    if !fields.was_sent("tenders") {
        return Some((vec![tender(fields)?], None, false));
    }
    for alone in ["paymentMethod", "amountTendered", "referenceNumber"] {
        if fields.has(alone) {
            let message = "is said of each of the tenders, not beside them".to_owned();
            fields.refuse(alone, Problem("INVALID_FORMAT", message));
        }
    }
    let whole = fields.optional("amount", rupiah);
    if fields.is_empty("tenders") {
        fields.refuse("tenders", Problem("INVALID_LENGTH", "must hold 1 to 10".to_owned()));
    }
    Some((fields.objects("tenders", MOST_TENDERS, tender)?, whole, true))
}

fn read(fields: &mut Fields) -> Option<WantedPayment> {
    let order_id = fields.required("orderId", number(OrderId::new));
    let said = tenders(fields);
    let pending = fields.optional("pending", yes_or_no).unwrap_or(false);
    let drawer_id = fields.optional("drawerId", number(DrawerId::new));
    let paid_at = fields.optional("paidAt", instant);
    let reason = fields.optional("backdateReason", text(Notes::parse));
    let notes = fields.optional("notes", text(Notes::parse));
    if pending && paid_at.is_some() {
        let message = "does not go with pending: that money is not there yet".to_owned();
        fields.refuse("paidAt", Problem("INVALID_FORMAT", message));
    }
    let (tenders, whole, split) = said?;
    Some(WantedPayment {
        order_id: order_id?,
        tenders,
        split,
        whole,
        pending,
        received: paid_at.map(|at| SaidTime { at, reason }),
        drawer_id,
        notes,
    })
}

/// Takes money for an order: the payments, the order and the drawer change together. Late money, for
/// an order that is closed or cancelled, is taken, and a refund of it stands beside it. One payment
/// is answered with `data` being that payment; `tenders` with {payments, change, order}.
#[utoipa::path(post, path = "/api/v1/payments", tag = "payments", security(("bearer" = [])),
    request_body = TakeRequest,
    responses((status = 201, body = Envelope<PaymentOfOrder>), Refusals))]
pub(crate) async fn take(
    State(till): State<Till>,
    staff: Staff,
    body: Body,
) -> Result<Response, ApiError> {
    let wanted = staff.said(Permission::PaymentsCreate, body.read(read)).await?;
    let done = take_payment(&till.desk, &staff.call(&body), &wanted).await?;
    let (taken, replayed) = (&done.what, done.replayed);
    let reached = taken.payments.iter().map(|payment| payment.position).max();
    let position = reached.unwrap_or_default().max(taken.order.position);
    if !wanted.split
        && let [payment] = &taken.payments[..]
    {
        let reply = PaymentOfOrder::of(payment, &taken.order)?;
        let reply = Reply::created(reply).at(position).version(payment.sequence);
        return Ok(reply.replayed(replayed).into_response());
    }
    let payments = taken.payments.iter();
    let change = payments.clone().filter_map(|payment| payment.state.receipt());
    let reply = SplitPaymentReply {
        change: change.map(|receipt| receipt.change.get()).sum(),
        payments: payments
            .map(|payment| PaymentReply::of(&payment.state, payment.sequence))
            .collect::<Result<_, _>>()?,
        order: PaidOrderReply::of(&taken.order)?,
    };
    Ok(Reply::created(reply).at(position).replayed(replayed).into_response())
}
