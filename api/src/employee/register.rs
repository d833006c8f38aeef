//! `POST /employees`

use axum::extract::State;
use chrono::NaiveDate;
use commands::employee::NewEmployee;
use domain::user::Permission;
use domain::values::{BusinessDay, OutletId, PersonName, Phone, ValueError};
use utoipa::ToSchema;

use super::reply::EmployeeReply;
use crate::body::{Body, Fields, number, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// A worker to register.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct RegisterEmployeeRequest {
    /// 1 to 128 characters; nobody else who works here has it, in whatever letters.
    name: String,
    /// A mobile number.
    phone: Option<String>,
    /// First day of work, such as 2026-11-23; today if none is given.
    hire_date: Option<String>,
    /// Where they work; 1 if none is given.
    outlet_id: Option<i64>,
}

fn date(text: &str) -> Result<NaiveDate, ValueError> {
    let day = BusinessDay::parse(text)?;
    if (1900..=2999).contains(&day.year()) {
        Ok(day.date())
    } else {
        Err(ValueError::Format("must be a date such as 2026-11-23"))
    }
}

fn read(fields: &mut Fields) -> Option<NewEmployee> {
    let name = fields.required("name", text(PersonName::parse));
    let phone = fields.optional("phone", text(Phone::mobile));
    let hire_date = fields.optional("hireDate", text(date));
    let outlet_id = fields.optional("outletId", number(OutletId::new));
    Some(NewEmployee { employee_id: None, name: name?, phone, hire_date, outlet_id })
}

/// Registers a paid worker. They need no login.
#[utoipa::path(post, path = "/api/v1/employees", tag = "employees", security(("bearer" = [])),
    request_body = RegisterEmployeeRequest,
    responses((status = 201, body = Envelope<EmployeeReply>), Refusals))]
pub(crate) async fn register(
    State(till): State<Till>,
    staff: Staff,
    body: Body,
) -> Result<Reply<Envelope<EmployeeReply>>, ApiError> {
    let new = staff.said(Permission::EmployeesWrite, body.read(read)).await?;
    let done = commands::employee::register(&till.desk, &staff.call(&body), &new).await?;
    let employee = &done.what;
    let reply = Reply::created(EmployeeReply::of(employee)?);
    Ok(reply.at(employee.position).version(employee.sequence).replayed(done.replayed))
}
