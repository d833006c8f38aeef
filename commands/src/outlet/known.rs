//! The outlet a command speaks of.

use domain::outlet::Outlet;
use domain::values::{self, OutletId};
use infra::event_log::{Attempt, Loaded};

use crate::CommandError;

/// The outlet of that id; the first is there from the start, with or without an event. Whoever
/// decides by its calendar adds it to what their draft relies on. `field`: what names it.
pub(crate) async fn outlet(
    attempt: &Attempt,
    id: OutletId,
    field: &'static str,
) -> Result<Loaded<Outlet>, CommandError> {
    let outlet: Loaded<Outlet> = attempt.load(id.get()).await?;
    if outlet.state.place().is_none() && id != values::Outlet::first().id {
        return Err(CommandError::Unknown { field, what: format!("outlet {id}") });
    }
    Ok(outlet)
}
