//! `GET /payment-methods`

use domain::payment::PaymentMethod;
use domain::user::Permission;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;

/// A means by which people pay.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MethodReply {
    /// What requests call it.
    code: &'static str,
    name: &'static str,
    /// Whether a payment by it needs its `referenceNumber`, unless it is pending.
    needs_reference: bool,
    /// Whether change is given.
    gives_change: bool,
    /// Whether it can be `pending`.
    can_be_pending: bool,
}

/// By what means people can pay.
#[utoipa::path(get, path = "/api/v1/payment-methods", tag = "payments", security(("bearer" = [])),
    responses((status = 200, body = Envelope<Vec<MethodReply>>), Refusals))]
pub(crate) async fn methods(staff: Staff) -> Result<Reply<Envelope<Vec<MethodReply>>>, ApiError> {
    staff.may(Permission::CatalogRead).await?;
    let method = |method: PaymentMethod| MethodReply {
        code: method.name(),
        name: match method {
            PaymentMethod::Cash => "Tunai",
            PaymentMethod::Card => "Kartu",
            PaymentMethod::BankTransfer => "Transfer bank",
            PaymentMethod::EWallet => "Dompet digital",
        },
        needs_reference: method.needs_reference(),
        gives_change: method == PaymentMethod::Cash,
        can_be_pending: method.can_be_announced(),
    };
    Ok(Reply::ok(PaymentMethod::ALL.map(method).into()))
}
