//! `PATCH /employees/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::employee::EmployeeEdits;
use domain::employee::EmployeeError;
use domain::user::Permission;
use domain::values::{EmployeeId, OutletId, PersonName, Phone};
use utoipa::ToSchema;

use super::reply::{EmployeeReply, changed};
use crate::body::{Body, Fields, number, text};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// What to correct; what is missing stays as it is.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct EditEmployeeRequest {
    /// 1 to 128 characters; nobody else who works here has it, in whatever letters.
    name: Option<String>,
    /// A mobile number; null takes it away.
    phone: Option<String>,
    /// Where they work from now on.
    outlet_id: Option<i64>,
}

fn read(fields: &mut Fields) -> EmployeeEdits {
    let name = fields.optional("name", text(PersonName::parse));
    let phone = fields.change("phone", text(Phone::mobile));
    let outlet_id = fields.optional("outletId", number(OutletId::new));
    EmployeeEdits { name, phone, outlet_id }
}

/// Corrects what is known of a worker. Orders keep the name they were assigned under.
#[utoipa::path(patch, path = "/api/v1/employees/{id}", tag = "employees",
    security(("bearer" = [])), params(("id" = i64, Path)), request_body = EditEmployeeRequest,
    responses((status = 200, body = Envelope<EmployeeReply>), Refusals))]
pub(crate) async fn edit(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<EmployeeReply>>, ApiError> {
    let edits =
        staff.said(Permission::EmployeesWrite, body.read(|fields| Some(read(fields)))).await?;
    let id = EmployeeId::new(id).map_err(|_| EmployeeError::NotFound)?;
    let version = if_match(&headers)?;
    let call = staff.call(&body);
    changed(&commands::employee::edit(&till.desk, &call, id, version, &edits).await?)
}
