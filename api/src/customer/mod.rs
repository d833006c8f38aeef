//! Customers, as the till sees them.

pub(crate) mod addresses;
pub(crate) mod containers;
pub(crate) mod deactivate;
pub(crate) mod delete;
pub(crate) mod edit;
pub(crate) mod erase;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod merge;
pub(crate) mod orders;
pub(crate) mod personal_data;
pub(crate) mod reactivate;
pub(crate) mod register;
mod reply;
pub(crate) mod search;
pub(crate) mod vehicles;

use axum::http::HeaderMap;
use commands::customer::Target;
use domain::customer::CustomerError;
use domain::values::{CustomerId, PersonName, ValueError};
use projections::Snapshot;
use projections::customers::{CustomerRow, Customers, find};
use projections::runtime::Projection;

use crate::error::ApiError;
use crate::query::Params;
use crate::staff::{if_match, min_position};
use crate::state::Till;

/// Names are stored up to 128 characters long, for those from before; new ones are shorter (K-79).
fn name(text: &str) -> Result<PersonName, ValueError> {
    let name = PersonName::parse(text);
    let long = |name: &PersonName| name.as_str().chars().count() > 100;
    match name {
        Ok(name) if !long(&name) => Ok(name),
        Ok(_) | Err(ValueError::Length { .. }) => Err(ValueError::Length { min: 1, max: 100 }),
        Err(other) => Err(other),
    }
}

fn known_id(id: i64) -> Result<CustomerId, ApiError> {
    CustomerId::new(id).map_err(|_| CustomerError::NotFound.into())
}

/// The customer of a command's path, at the version the caller insists on.
fn target(id: i64, headers: &HeaderMap) -> Result<Target, ApiError> {
    Ok(Target { id: known_id(id)?, version: if_match(headers)? })
}

/// The customer of a query's path, and the position this is as of.
async fn one(
    till: &Till,
    id: i64,
    mut params: Params,
    headers: &HeaderMap,
) -> Result<(CustomerRow, i64), ApiError> {
    let include_deleted = params.flag("includeDeleted").unwrap_or(false);
    params.finish()?;
    let id = known_id(id)?;
    let mut snapshot = till.read_db.snapshot(Customers::NAME, min_position(headers)?).await?;
    let row = known(&mut snapshot, id, include_deleted).await?;
    Ok((row, snapshot.position))
}

/// A customer there is. One that was deleted is there only for those who ask for deleted ones, too.
async fn known(
    snapshot: &mut Snapshot,
    id: CustomerId,
    include_deleted: bool,
) -> Result<CustomerRow, ApiError> {
    let row = find(snapshot, id).await?.filter(|row| include_deleted || !is_deleted(row));
    Ok(row.ok_or(CustomerError::NotFound)?)
}

fn is_deleted(row: &CustomerRow) -> bool {
    use domain::customer::Standing;
    row.customer.profile().is_none_or(|profile| profile.standing == Standing::Deleted)
}
