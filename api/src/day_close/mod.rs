//! Closing days, and what they came to.

pub(crate) mod close;
mod figures;
pub(crate) mod get;
pub(crate) mod list;
mod reply;

use domain::outlet::OutletError;
use domain::values::{Outlet, OutletId};
use projections::places::{Places, outlet};
use projections::runtime::Projection;

use crate::error::ApiError;
use crate::query::{Params, id};
use crate::state::Till;

/// The outlet a query names; the first if none.
fn named(params: &mut Params) -> OutletId {
    params.take("outletId", id(OutletId::new)).unwrap_or(Outlet::first().id)
}

/// The first outlet is there from the start; of others there must be a row.
async fn known(till: &Till, id: OutletId, at_least: Option<i64>) -> Result<(), ApiError> {
    if id == Outlet::first().id {
        return Ok(());
    }
    let mut snapshot = till.read_db.snapshot(Places::NAME, at_least).await?;
    outlet(&mut snapshot, id).await?.ok_or(OutletError::NotFound)?;
    Ok(())
}
