//! A call that changes one entry of the schedule.

use axum::extract::{FromRequest, FromRequestParts, Request};
use commands::order::OrderTarget;
use commands::{Call, CommandError, Desk, Done};
use domain::order::{Order, OrderError, ServiceType, Step};
use domain::values::OrderId;
use infra::event_log::Loaded;

use super::entry::{DeliveryEntry, Viewer};
use crate::body::{Body, Fields};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Reply};
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// The reply to a change of an entry, made from the order itself.
pub(super) type Changed = Result<Reply<Envelope<DeliveryEntry>>, ApiError>;

/// A call that changes one entry.
pub(crate) struct DeliveryCall {
    till: Till,
    staff: Staff,
    body: Body,
    pub(super) target: OrderTarget,
}

/// The order of water behind an entry.
pub(super) const fn target(id: OrderId, version: Option<i64>) -> OrderTarget {
    OrderTarget { id, service: Some(ServiceType::WaterDelivery), version }
}

impl FromRequest<Till> for DeliveryCall {
    type Rejection = ApiError;

    async fn from_request(request: Request, till: &Till) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        let staff = Staff::from_request_parts(&mut parts, till).await?;
        let PathId(id) = PathId::from_request_parts(&mut parts, till).await?;
        let id = OrderId::new(id).map_err(|_| OrderError::NotFound)?;
        let target = target(id, if_match(&parts.headers)?);
        let body = Body::from_request(Request::from_parts(parts, body), till).await?;
        Ok(Self { till: till.clone(), staff, body, target })
    }
}

impl DeliveryCall {
    /// What was said, read field by field; whoever may not call at all is told that first.
    pub(super) async fn said<T>(
        &self,
        step: Step,
        read: impl FnOnce(&mut Fields) -> Option<T>,
    ) -> Result<T, ApiError> {
        self.staff.said(step.permission(), self.body.read(read)).await
    }

    /// What commands are carried out with.
    pub(super) const fn desk(&self) -> &Desk {
        &self.till.desk
    }

    /// The call, now.
    pub(super) fn call(&self) -> Call {
        self.staff.call(&self.body)
    }

    /// The entry, as the caller may see it.
    pub(super) fn reply(&self, done: Result<Done<Loaded<Order>>, CommandError>) -> Changed {
        let done = done?;
        let order = &done.what;
        let reply = Reply::ok(entry(&self.staff, order)?).at(order.position);
        Ok(reply.version(order.sequence).replayed(done.replayed))
    }
}

/// The entry of an order that was just changed, as the caller may see it.
pub(super) fn entry(staff: &Staff, order: &Loaded<Order>) -> Result<DeliveryEntry, ApiError> {
    DeliveryEntry::of(&order.state, order.sequence, &Viewer::of(staff, staff.role()))
}
