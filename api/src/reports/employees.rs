//! `GET /reports/employee-income` and `GET /reports/employee-performance`

use std::cmp::Reverse;

use axum::extract::State;
use axum::http::HeaderMap;
use domain::user::Permission;
use domain::values::{DayRange, Money};
use projections::employees::Employees;
use projections::income::{Earner, Income, earners};
use projections::runtime::Projection;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::payment::reply::today;
use crate::query::{Params, one_of};
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// What a worker earned. Amounts in Rupiah.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EarnerReply {
    employee_id: i64,
    name: String,
    /// Jobs that were done, and those that were called off and paid a part.
    jobs: i64,
    /// What they were given by those.
    earned: i64,
    /// What refunds took back of it, whenever it was earned.
    taken_back: i64,
    /// earned − takenBack
    total: i64,
    /// total ÷ jobs, half a Rupiah rounded up; 0 without a job.
    average_per_job: i64,
    /// Days with a job.
    days_worked: i64,
    /// total ÷ daysWorked, half a Rupiah rounded up; 0 without such a day.
    daily_average: i64,
}

impl From<Earner> for EarnerReply {
    fn from(earner: Earner) -> Self {
        let total = earner.total();
        Self {
            employee_id: earner.employee_id,
            name: earner.name,
            jobs: earner.jobs,
            earned: earner.earned.get(),
            taken_back: earner.taken_back.get(),
            total: total.get(),
            average_per_job: total.average(earner.jobs).get(),
            days_worked: earner.days_worked,
            daily_average: total.average(earner.days_worked).get(),
        }
    }
}

/// What everybody earned in a period. Amounts in Rupiah.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EmployeesReport {
    start_date: String,
    end_date: String,
    /// Of all of them; a job that several shared counts for each.
    jobs: i64,
    earned: i64,
    taken_back: i64,
    /// earned − takenBack
    total: i64,
    /// All who work here, and who did and earned something then.
    employees: Vec<EarnerReply>,
    /// The position of the log the figures stand at.
    as_of_position: i64,
}

impl EmployeesReport {
    fn of(days: DayRange, earners: Vec<Earner>, as_of_position: i64) -> Self {
        let sum = |of: fn(&Earner) -> Money| earners.iter().map(of).sum::<Money>().get();
        Self {
            start_date: days.first().to_string(),
            end_date: days.last().to_string(),
            jobs: earners.iter().map(|earner| earner.jobs).sum(),
            earned: sum(|earner| earner.earned),
            taken_back: sum(|earner| earner.taken_back),
            total: sum(Earner::total),
            employees: earners.into_iter().map(Into::into).collect(),
            as_of_position,
        }
    }
}

async fn report(
    till: &Till,
    headers: &HeaderMap,
    days: DayRange,
    sort: impl FnOnce(&mut Vec<Earner>),
) -> Result<Reply<Envelope<EmployeesReport>>, ApiError> {
    let names = [Income::NAME, Employees::NAME];
    let mut snapshot = till.read_db.snapshot_of(&names, min_position(headers)?).await?;
    let mut earners = earners(&mut snapshot, days).await?;
    sort(&mut earners);
    let position = snapshot.position;
    Ok(Reply::ok(EmployeesReport::of(days, earners, position)).at(position))
}

/// What everybody earned in a period, by name: this month unless dates are given.
#[utoipa::path(get, path = "/api/v1/reports/employee-income", tag = "reports",
    security(("bearer" = [])),
    params(("startDate" = Option<String>, Query, description = "such as 2026-11-01"),
        ("endDate" = Option<String>, Query, description = "such as 2026-11-30"),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<EmployeesReport>), Refusals))]
pub(crate) async fn employee_income(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<EmployeesReport>>, ApiError> {
    staff.may(Permission::ReportsRead).await?;
    let days = params.days(today());
    params.finish()?;
    report(&till, &headers, days, |_| {}).await
}

const SORTS: [&str; 3] = ["income", "transactions", "average"];

/// Who did how much in a period, the most first: by income unless sorted otherwise; this month unless
/// dates are given.
#[utoipa::path(get, path = "/api/v1/reports/employee-performance", tag = "reports",
    security(("bearer" = [])),
    params(("startDate" = Option<String>, Query, description = "such as 2026-11-01"),
        ("endDate" = Option<String>, Query, description = "such as 2026-11-30"),
        ("sort" = Option<String>, Query,
            description = "income, transactions (jobs) or average (per job)"),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<EmployeesReport>), Refusals))]
pub(crate) async fn employee_performance(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<EmployeesReport>>, ApiError> {
    staff.may(Permission::ReportsRead).await?;
    let days = params.days(today());
    let sort = params.take("sort", one_of(&SORTS, |name| name));
    params.finish()?;
    report(&till, &headers, days, |earners| {
        // Those who are alike stay in the order of their names.
        earners.sort_by_key(|earner| {
            Reverse(match sort {
                Some("transactions") => earner.jobs,
                Some("average") => earner.total().average(earner.jobs).get(),
                _ => earner.total().get(),
            })
        });
    })
    .await
}
