//! A call that changes one order: who calls, which order, which version, and what is said.

use axum::extract::{FromRequest, FromRequestParts, Request, State};
use commands::order::OrderTarget;
use commands::{Call, CommandError, Desk, Done};
use domain::order::{Order, ServiceType};
use domain::user::Permission;
use infra::event_log::Loaded;

use super::path::OrderPath;
use super::reply::OrderReply;
use crate::body::{Body, Fields};
use crate::error::ApiError;
use crate::reply::{Envelope, Reply};
use crate::staff::{Staff, if_match};
use crate::state::Till;

/// The reply to a change of an order, made from the order itself.
pub(crate) type Changed = Result<Reply<Envelope<OrderReply>>, ApiError>;

/// A call that changes one order.
pub(crate) struct OrderCall {
    till: Till,
    staff: Staff,
    body: Body,
    pub target: OrderTarget,
}

impl FromRequest<Till> for OrderCall {
    type Rejection = ApiError;

    async fn from_request(request: Request, till: &Till) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        let State(till) = match State::<Till>::from_request_parts(&mut parts, till).await {
            Ok(state) => state,
            Err(never) => match never {},
        };
        let staff = Staff::from_request_parts(&mut parts, &till).await?;
        let OrderPath { service, id } = OrderPath::from_request_parts(&mut parts, &till).await?;
        let version = if_match(&parts.headers)?;
        let body = Body::from_request(Request::from_parts(parts, body), &till).await?;
        let target = OrderTarget { id, service: Some(service), version };
        Ok(Self { till, staff, body, target })
    }
}

impl OrderCall {
    /// The call, of a path that only water has.
    pub(super) fn of_water(self) -> Result<Self, ApiError> {
        if self.target.service == Some(ServiceType::WaterDelivery) {
            return Ok(self);
        }
        Err(ApiError::not_found("such path"))
    }

    /// What was said, read field by field; whoever may not call at all is told that first.
    pub(super) async fn said<T>(
        &self,
        permission: Permission,
        read: impl FnOnce(&mut Fields) -> Option<T>,
    ) -> Result<T, ApiError> {
        self.staff.said(permission, self.body.read(read)).await
    }

    /// Nothing was said.
    pub(super) async fn nothing_said(&self, permission: Permission) -> Result<(), ApiError> {
        self.said(permission, |_| Some(())).await
    }

    /// What commands are carried out with.
    pub(super) const fn desk(&self) -> &Desk {
        &self.till.desk
    }

    /// The call, now.
    pub(super) fn call(&self) -> Call {
        self.staff.call(&self.body)
    }

    /// The whole order, as the caller may see it.
    pub(super) fn reply(&self, done: Result<Done<Loaded<Order>>, CommandError>) -> Changed {
        let done = done.map_err(|refusal| self.staff.refused(&self.body, refusal))?;
        let order = &done.what;
        let reply = OrderReply::of(&order.state, order.sequence, self.staff.role())?;
        Ok(Reply::ok(reply).at(order.position).version(order.sequence).replayed(done.replayed))
    }
}
