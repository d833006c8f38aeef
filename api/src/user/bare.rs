//! A verb about a login that has nothing more to say: its body is empty.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use commands::Call;
use commands::user::UserTarget;
use domain::user::Permission;

use super::fields::target;
use crate::body::Body;
use crate::error::ApiError;
use crate::query::PathId;
use crate::staff::Staff;
use crate::state::Till;

/// Such a request: who asks, and about which login.
pub(crate) struct Bare {
    staff: Staff,
    id: i64,
    headers: HeaderMap,
    body: Body,
}

impl FromRequest<Till> for Bare {
    type Rejection = ApiError;

    async fn from_request(request: Request, till: &Till) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        let staff = Staff::from_request_parts(&mut parts, till).await?;
        let PathId(id) = PathId::from_request_parts(&mut parts, till).await?;
        let headers = parts.headers.clone();
        let body = Body::from_request(Request::from_parts(parts, body), till).await?;
        Ok(Self { staff, id, headers, body })
    }
}

impl Bare {
    /// What is told to the shop, and about which login.
    ///
    /// # Errors
    /// What is wrong with the body, or who may not call at all; 404 for an id nothing has.
    pub(super) async fn told(
        &self,
        permission: Permission,
    ) -> Result<(Call, UserTarget), ApiError> {
        self.staff.said(permission, self.body.read(|_| Some(()))).await?;
        Ok((self.staff.call(&self.body), target(self.id, &self.headers)?))
    }
}
