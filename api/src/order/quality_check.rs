//! `PATCH /{service}/orders/{id}/submit-quality-check` and `…/quality-check`

use commands::order::Verdict;
use domain::order::{CheckPoint, MOST_POINTS, Step};
use domain::values::{CatalogName, Notes};
use serde_json::Value;
use utoipa::ToSchema;

use super::call::{Changed, OrderCall};
use super::reply::OrderReply;
use crate::body::{Fields, Problem, one_of, text, yes_or_no};
use crate::reply::{Envelope, Refusals};

/// What came of looking it over.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct VerdictRequest {
    /// pass or fail
    result: String,
    /// Up to 20 points.
    checklist: Option<Vec<PointRequest>>,
    /// Up to 500 characters.
    notes: Option<String>,
}

#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(super) struct PointRequest {
    point: String,
    passed: bool,
}

/// Pass or fail.
pub(super) fn passed(value: &Value) -> Result<bool, Problem> {
    let name = |passed: bool| if passed { "pass" } else { "fail" };
    one_of(&[true, false], name)(value)
}

/// What was looked at, point by point.
pub(super) fn checklist(fields: &mut Fields) -> Vec<CheckPoint> {
    let checklist = fields.objects("checklist", MOST_POINTS, |point| {
        let named = point.required("point", text(CatalogName::parse));
        let passed = point.required("passed", yes_or_no);
        Some(CheckPoint { point: named?, passed: passed? })
    });
    checklist.unwrap_or_default()
}

fn read(fields: &mut Fields) -> Option<Verdict> {
    let passed = fields.required("result", passed);
    let checklist = checklist(fields);
    let notes = fields.optional("notes", text(Notes::parse));
    Some(Verdict { passed: passed?, checklist, notes })
}

/// Has the work looked over.
#[utoipa::path(patch, path = "/api/v1/{service}/orders/{id}/submit-quality-check", tag = "orders",
    security(("bearer" = [])),
    params(("service" = String, Path), ("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn submit_quality_check(order: OrderCall) -> Changed {
    order.nothing_said(Step::SubmitQualityCheck.permission()).await?;
    let (call, target) = (order.call(), order.target);
    order.reply(commands::order::submit_quality_check(order.desk(), &call, target).await)
}

/// Says what came of looking it over: completed, or back to work.
#[utoipa::path(patch, path = "/api/v1/{service}/orders/{id}/quality-check", tag = "orders",
    security(("bearer" = [])),
    params(("service" = String, Path), ("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    request_body = VerdictRequest,
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn quality_check(order: OrderCall) -> Changed {
    let verdict = order.said(Step::PassQualityCheck.permission(), read).await?;
    let (call, target) = (order.call(), order.target);
    order.reply(commands::order::quality_check(order.desk(), &call, target, &verdict).await)
}
