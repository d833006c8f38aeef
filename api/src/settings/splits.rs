//! `GET, POST /settings/income-splits`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::settings::Wish;
use domain::order::ServiceType;
use domain::settings::{EffectiveSplit, IncomeSplit};
use domain::user::Permission;
use domain::values::{BasisPoints, BusinessDay, ValueError};
use projections::runtime::Projection;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Body, Fields, Problem, number, one_of, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, if_match, min_position};
use crate::state::Till;

/// How the income of a service is divided from a day on, until the day of the next.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServiceSplitReply {
    /// laundry, carpet, water_delivery
    service_type: &'static str,
    /// What the business keeps, in basis points.
    business_bp: u16,
    /// What goes to the employees, in basis points.
    employee_bp: u16,
    /// The first business day of which it is true.
    effective_from: String,
}

impl From<EffectiveSplit> for ServiceSplitReply {
    fn from(split: EffectiveSplit) -> Self {
        Self {
            service_type: split.service.name(),
            business_bp: split.split.business_bp().get(),
            employee_bp: split.split.employee_bp().get(),
            effective_from: split.effective_from.to_string(),
        }
    }
}

/// How the income of a service is to be divided.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct SplitRequest {
    /// laundry, carpet, water_delivery
    service_type: String,
    /// What the business keeps, in basis points.
    business_bp: u16,
    /// What goes to the employees, in basis points: the two make 10000.
    employee_bp: u16,
    /// The first business day of which it is true, such as 2027-01-01: today or later.
    effective_from: String,
}

fn day(text: &str) -> Result<BusinessDay, ValueError> {
    let sane = |day: &BusinessDay| (1900..=2999).contains(&day.year());
    let wrong = ValueError::Format("must be a date such as 2027-01-01");
    BusinessDay::parse(text).ok().filter(sane).ok_or(wrong)
}

fn read(fields: &mut Fields) -> Option<Wish> {
    let service = fields.required("serviceType", one_of(&ServiceType::ALL, ServiceType::name));
    let business = fields.required("businessBp", number(BasisPoints::new));
    let whole = |employee: BasisPoints| match business {
        Some(business) => IncomeSplit::new(business, employee),
        None => Ok(IncomeSplit::pool_of(employee)), // what is wrong with the other is named already
    };
    let split = fields.required("employeeBp", |value| {
        number(BasisPoints::new)(value).and_then(|employee| whole(employee).map_err(Problem::from))
    });
    let effective_from = fields.required("effectiveFrom", text(day));
    business?;
    let (service, split, effective_from) = (service?, split?, effective_from?);
    Some(Wish::IncomeSplit { service, split, effective_from })
}

/// Every split there was, is and will be: by service, then by day. A car wash has none: its
/// employees get the cut of its package.
#[utoipa::path(get, path = "/api/v1/settings/income-splits", tag = "settings",
    security(("bearer" = [])), params(("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<Vec<ServiceSplitReply>>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
) -> Result<Reply<Envelope<Vec<ServiceSplitReply>>>, ApiError> {
    staff.may(Permission::ConfigRead).await?;
    let name = projections::settings::Settings::NAME;
    let mut snapshot = till.read_db.snapshot(name, min_position(&headers)?).await?;
    let (settings, version) = projections::settings::current(&mut snapshot).await?;
    let splits = settings.splits().iter().copied().map(Into::into).collect();
    Ok(Reply::ok(splits).at(snapshot.position).version(version))
}

/// Sets how the income of a service is divided from a day on, today or later. Another for the same
/// day takes its place; what was completed keeps its shares.
#[utoipa::path(post, path = "/api/v1/settings/income-splits", tag = "settings",
    security(("bearer" = [])), request_body = SplitRequest,
    responses((status = 201, body = Envelope<ServiceSplitReply>), Refusals))]
pub(crate) async fn set(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<ServiceSplitReply>>, ApiError> {
    let wish = staff.said(Permission::ConfigWrite, body.read(read)).await?;
    let version = if_match(&headers)?;
    let done = commands::settings::set(&till.desk, &staff.call(&body), version, &wish).await?;
    let settings = &done.what;
    let wished = |known: &&EffectiveSplit| match &wish {
        Wish::IncomeSplit { service, effective_from, .. } => {
            (known.service, known.effective_from) == (*service, *effective_from)
        }
        Wish::Taxes(_) | Wish::Discounts(_) | Wish::General(..) => false,
    };
    let split = settings.state.splits().iter().find(wished).copied();
    let split = split.ok_or_else(|| ApiError::not_found("such split"))?;
    let reply = Reply::created(split.into());
    Ok(reply.at(settings.position).version(settings.sequence).replayed(done.replayed))
}
