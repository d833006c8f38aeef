//! `PATCH /{service}/orders/{id}/price`

use commands::CommandError;
use domain::order::{Asked, OrderError, Override, Step};
use domain::values::Notes;
use utoipa::ToSchema;

use super::ask::price;
use super::call::{Changed, OrderCall};
use super::reply::OrderReply;
use crate::body::{Fields, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals};

/// Another price.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct PriceRequest {
    /// The wanted amount before tax, in Rupiah: lower is a discount, higher a raise.
    final_price: i64,
    /// A lower price needs one.
    reason: String,
}

fn read(fields: &mut Fields) -> Option<Override> {
    let last = fields.required("finalPrice", price);
    let reason = fields.optional("reason", text(Notes::parse));
    Some(Override { asked: Asked::FinalPrice(last?), reason })
}

/// Agrees on another price, until the order is completed.
#[utoipa::path(patch, path = "/api/v1/{service}/orders/{id}/price", tag = "orders",
    security(("bearer" = [])),
    params(("service" = String, Path), ("id" = i64, Path), ("If-Match" = Option<String>, Header),
        ("X-Approval" = Option<String>, Header,
            description = "Somebody's approval of a discount beyond the caller's limit.")),
    request_body = PriceRequest,
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn reprice(order: OrderCall) -> Changed {
    let wanted = order.said(Step::Reprice.permission(), read).await?;
    let target = order.target;
    match commands::order::reprice(order.desk(), &order.call(), target, &wanted).await {
        Err(CommandError::Order(OrderError::ReasonMissing)) => {
            let message = OrderError::ReasonMissing.to_string();
            Err(ApiError::invalid(vec![crate::error::Detail::of(
                "reason",
                message,
                "MISSING_FIELD",
            )]))
        }
        done => order.reply(done),
    }
}
