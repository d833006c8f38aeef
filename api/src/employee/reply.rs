//! What a worker looks like from outside, whether a command or a query shows them.

use commands::Done;
use domain::employee::{Employee, EmployeeError};
use infra::event_log::Loaded;
use projections::employees::EmployeeRow;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::reply::{Envelope, Reply};

/// A paid worker.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EmployeeReply {
    id: i64,
    name: String,
    phone: Option<String>,
    hire_date: String,
    /// Where they work.
    outlet_id: i64,
    /// active, inactive
    status: String,
    /// To be sent as `If-Match`.
    version: i64,
}

impl From<EmployeeRow> for EmployeeReply {
    fn from(row: EmployeeRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            phone: row.phone,
            hire_date: row.hire_date.to_string(),
            outlet_id: row.outlet_id,
            status: row.status,
            version: row.version,
        }
    }
}

impl EmployeeReply {
    /// A worker as they are in the log.
    ///
    /// # Errors
    /// 404 if nobody was ever registered there.
    pub(super) fn of(employee: &Loaded<Employee>) -> Result<Self, ApiError> {
        let known = employee.state.employment().ok_or(EmployeeError::NotFound)?;
        Ok(Self {
            id: known.worker.id.get(),
            name: known.worker.name.get().to_string(),
            phone: known.phone.as_ref().map(|phone| phone.get().as_str().to_owned()),
            hire_date: known.hire_date.to_string(),
            outlet_id: known.outlet_id.get(),
            status: known.status.name().to_owned(),
            version: employee.sequence,
        })
    }
}

/// The reply to a command on a worker, made from the worker themselves.
pub(super) fn changed(
    done: &Done<Loaded<Employee>>,
) -> Result<Reply<Envelope<EmployeeReply>>, ApiError> {
    let employee = &done.what;
    let reply = Reply::ok(EmployeeReply::of(employee)?);
    Ok(reply.at(employee.position).version(employee.sequence).replayed(done.replayed))
}
