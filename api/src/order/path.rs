//! The service and the order that a path names.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use domain::order::ServiceType;
use domain::values::OrderId;

use crate::error::{ApiError, Detail};

/// How paths write the services, and what the document calls them.
pub(crate) const SERVICES: [(&str, ServiceType); 4] = [
    ("car-wash", ServiceType::CarWash),
    ("laundry", ServiceType::Laundry),
    ("carpet", ServiceType::Carpet),
    ("water-delivery", ServiceType::WaterDelivery),
];

fn service(name: &str) -> Result<ServiceType, ApiError> {
    let known = SERVICES.iter().find(|(path, _)| *path == name);
    known.map(|(_, service)| *service).ok_or_else(|| ApiError::not_found("such endpoint"))
}

/// The `{service}` of a path.
pub(crate) struct ServicePath(pub ServiceType);

impl<S: Send + Sync> FromRequestParts<S> for ServicePath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Ok(Path(name)) = Path::<String>::from_request_parts(parts, state).await else {
            return Err(ApiError::not_found("such endpoint"));
        };
        service(&name).map(Self)
    }
}

/// The `{service}` and `{id}` of a path.
pub(crate) struct OrderPath {
    pub service: ServiceType,
    pub id: OrderId,
}

impl<S: Send + Sync> FromRequestParts<S> for OrderPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Ok(Path((name, id))) = path else {
            return Err(ApiError::not_found("such endpoint"));
        };
        Ok(Self { service: service(&name)?, id: order_id(&id)? })
    }
}

/// An order's id as a path names it.
fn order_id(text: &str) -> Result<OrderId, ApiError> {
    let id = text.parse().ok().and_then(|id| OrderId::new(id).ok());
    id.ok_or_else(|| {
        let message = "must be a whole number from 1";
        ApiError::invalid(vec![Detail::of("id", message, "INVALID_FORMAT")])
    })
}
