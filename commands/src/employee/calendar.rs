//! By which days a worker comes and goes.

use domain::employee::{Employee, EmployeeError};
use domain::values::Outlet;
use infra::event_log::Attempt;

use crate::CommandError;
use crate::outlet::outlet;
use crate::target::Opened;

/// The calendar of the outlet they work at, which the decision relies on from now on.
pub(super) async fn calendar(
    opened: &mut Opened<Employee>,
    attempt: &Attempt,
) -> Result<Outlet, CommandError> {
    let works = opened.record.state.employment().ok_or(EmployeeError::NotFound)?;
    let place = outlet(attempt, works.outlet_id, "outletId").await?;
    opened.draft.rely_on(&place);
    Ok(place.state.calendar())
}
