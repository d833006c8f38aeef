//! `GET /reports/daily-sales`

use axum::extract::State;
use axum::http::HeaderMap;
use chrono::Utc;
use domain::user::Permission;
use domain::values::{BusinessDay, Outlet};
use projections::takings::{self, DayTakings};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// A day's sales, in Rupiah. Orders count on the day they were completed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DailySales {
    /// The business day.
    date: String,
    total_orders: i64,
    /// Orders' totals, tax included (K-81).
    total_revenue: i64,
    total_discount: i64,
    total_tax: i64,
    /// Revenue without tax.
    net_revenue: i64,
    /// What went back to customers that day, whenever it had come in.
    total_refunds: i64,
    /// Revenue less what went back.
    net_sales: i64,
    /// What coins could not pay of what was settled that day; negative where more came in.
    total_rounding: i64,
    by_service: Vec<ServiceSales>,
    /// Payments that day that were not voided, and their sum less what went back; it may differ from
    /// the day's revenue.
    by_payment_method: Vec<MethodSales>,
    /// Refunds paid out that day; byPaymentMethod is less by them already.
    refunds_by_payment_method: Vec<MethodSales>,
    /// The position of the log the figures stand at.
    as_of_position: i64,
}

#[derive(Serialize, ToSchema)]
struct ServiceSales {
    service: &'static str,
    count: i64,
    revenue: i64,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MethodSales {
    payment_method: &'static str,
    count: i64,
    amount: i64,
}

impl DailySales {
    fn of(day: BusinessDay, takings: &DayTakings, as_of_position: i64) -> Self {
        let services = &takings.services;
        let total_revenue: i64 = services.iter().map(|line| line.revenue).sum();
        let total_refunds: i64 = services.iter().map(|line| line.refunded).sum();
        let total_tax: i64 = services.iter().map(|line| line.tax).sum();
        Self {
            date: day.to_string(),
            total_orders: services.iter().map(|line| line.orders).sum(),
            total_revenue,
            total_discount: services.iter().map(|line| line.discount).sum(),
            total_tax,
            net_revenue: total_revenue - total_tax,
            total_refunds,
            net_sales: total_revenue - total_refunds,
            total_rounding: takings.methods.iter().map(|line| line.rounding).sum(),
            by_service: services
                .iter()
                .map(|line| ServiceSales {
                    service: line.service.name(),
                    count: line.orders,
                    revenue: line.revenue,
                })
                .collect(),
            by_payment_method: takings
                .methods
                .iter()
                .map(|line| MethodSales {
                    payment_method: line.method.name(),
                    count: line.payments,
                    amount: line.amount - line.refunded,
                })
                .collect(),
            refunds_by_payment_method: takings
                .methods
                .iter()
                .map(|line| MethodSales {
                    payment_method: line.method.name(),
                    count: line.refunds,
                    amount: line.refunded,
                })
                .collect(),
            as_of_position,
        }
    }
}

/// What a day brought in; today unless a date is given.
#[utoipa::path(get, path = "/api/v1/reports/daily-sales", tag = "reports",
    security(("bearer" = [])),
    params(("date" = Option<String>, Query, description = "such as 2026-11-23"),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<DailySales>), Refusals))]
pub(crate) async fn daily_sales(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<DailySales>>, ApiError> {
    staff.may(Permission::ReportsRead).await?;
    let day = params.take("date", |text| BusinessDay::parse(text).map_err(|e| e.to_string()));
    params.finish()?;
    let day = day.unwrap_or_else(|| Outlet::first().business_day(Utc::now()));
    let at_least = min_position(&headers)?;
    let view = &till.views.takings;
    let (takings, position) = takings::day(view, &till.read_db, day, at_least).await?;
    Ok(Reply::ok(DailySales::of(day, &takings, position)).at(position))
}
