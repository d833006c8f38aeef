//! `PATCH /{service}/orders/{id}/employees`

use domain::order::Step;
use domain::values::EmployeeId;
use utoipa::ToSchema;

use super::call::{Changed, OrderCall};
use super::reply::OrderReply;
use crate::body::{Fields, Problem, number};
use crate::reply::{Envelope, Refusals};

/// Who works on it from now on.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct AssignRequest {
    /// All of them, in the order that decides about odd Rupiah.
    employee_ids: Vec<i64>,
}

#[allow(clippy::unnecessary_wraps)] // as every reader of a body
fn read(fields: &mut Fields) -> Option<Vec<EmployeeId>> {
    if !fields.has("employeeIds") {
        let message = "is required: all who work on it, or an empty list".to_owned();
        fields.refuse("employeeIds", Problem("MISSING_FIELD", message));
    }
    Some(fields.list("employeeIds", 50, number(EmployeeId::new)))
}

/// Decides who works on an order, until it is completed.
#[utoipa::path(patch, path = "/api/v1/{service}/orders/{id}/employees", tag = "orders",
    security(("bearer" = [])),
    params(("service" = String, Path), ("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = AssignRequest,
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn assign(order: OrderCall) -> Changed {
    let employees = order.said(Step::Assign.permission(), read).await?;
    let target = order.target;
    order.reply(commands::order::assign(order.desk(), &order.call(), target, &employees).await)
}
