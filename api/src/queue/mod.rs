//! The queue board, and what changes it.

pub(crate) mod arrange;
pub(crate) mod board;
pub(crate) mod join;
pub(crate) mod leave;
pub(crate) mod next;
mod reply;

use axum::http::HeaderMap;
use commands::order::OrderTarget;
use domain::order::{OrderError, ServiceType};
use domain::values::OrderId;

use crate::error::ApiError;
use crate::query::Params;
use crate::staff::if_match;

/// The order of a command's path, of whatever service, at the version the caller insists on.
fn target(id: i64, headers: &HeaderMap) -> Result<OrderTarget, ApiError> {
    let id = OrderId::new(id).map_err(|_| OrderError::NotFound)?;
    Ok(OrderTarget { id, service: None, version: if_match(headers)? })
}

/// `filter[serviceType]`, and nothing else.
fn service(mut params: Params) -> Result<Option<ServiceType>, ApiError> {
    let service = params.take("filter[serviceType]", |text| {
        let lower = text.to_ascii_lowercase();
        let known = ServiceType::ALL.into_iter().find(|service| service.name() == lower);
        known.ok_or_else(|| {
            format!("must be one of {}", ServiceType::ALL.map(ServiceType::name).join(", "))
        })
    });
    params.finish()?;
    Ok(service)
}
