//! Monthly bills.

pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod pay;
pub(crate) mod reply;
pub(crate) mod run;
pub(crate) mod write_off;

use axum::http::HeaderMap;
use commands::invoice::InvoiceTarget;
use domain::invoice::InvoiceError;
use domain::values::InvoiceId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::receivable;
use crate::staff::if_match;
use crate::state::Till;

/// Everything about invoices, and what is owed on them.
pub(crate) fn routes(router: OpenApiRouter<Till>) -> OpenApiRouter<Till> {
    router
        .routes(routes!(list::list))
        .routes(routes!(run::run))
        .routes(routes!(get::get))
        .routes(routes!(pay::pay))
        .routes(routes!(write_off::write_off))
        .routes(routes!(receivable::ageing::ageing))
        .routes(routes!(receivable::pay::pay))
}

fn known_id(id: i64) -> Result<InvoiceId, ApiError> {
    InvoiceId::new(id).map_err(|_| InvoiceError::NotFound.into())
}

/// The invoice of a command's path, at the version the caller insists on.
fn target(id: i64, headers: &HeaderMap) -> Result<InvoiceTarget, ApiError> {
    Ok(InvoiceTarget { id: known_id(id)?, version: if_match(headers)? })
}
