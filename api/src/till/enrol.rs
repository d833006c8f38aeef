//! `POST /tills`

use axum::extract::State;
use commands::till::{NewTill, TillToken};
use domain::till::TillError;
use domain::user::Permission;
use domain::values::{OutletId, TillId, TillName};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::reply::TillReply;
use crate::body::{Body, Fields, number, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// A browser to enrol.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct EnrolTillRequest {
    /// 1 to 64 characters.
    name: String,
    /// Where it stands; 1 if none is given.
    outlet_id: Option<i64>,
}

/// A till, and the token that is shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct EnrolledReply {
    #[serde(flatten)]
    till: TillReply,
    /// To be kept by the browser and sent as `X-Till`. Nobody can show it again.
    token: String,
}

fn read(fields: &mut Fields) -> Option<NewTill> {
    let name = fields.required("name", text(TillName::parse));
    let outlet_id = fields.optional("outletId", number(OutletId::new));
    // 244 random bits of the system's.
    let secret = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    Some(NewTill { outlet_id, name: name?, secret })
}

/// Enrols a browser as a shared till. The reply holds a secret and is never made again, so there is
/// no Idempotency-Key: a till whose token was lost on its way is retired.
#[utoipa::path(post, path = "/api/v1/tills", tag = "tills", security(("bearer" = [])),
    request_body = EnrolTillRequest,
    responses((status = 201, body = Envelope<EnrolledReply>), Refusals))]
pub(crate) async fn enrol(
    State(till): State<Till>,
    staff: Staff,
    body: Body,
) -> Result<Reply<Envelope<EnrolledReply>>, ApiError> {
    let new = staff.said(Permission::TillsWrite, body.read(read)).await?;
    let enrolled = commands::till::enrol(&till.desk, &staff.call(&body), &new).await?;
    let id = TillId::new(enrolled.id).map_err(|_| TillError::NotFound)?;
    let token = TillToken::written(id, &new.secret);
    let reply = Reply::created(EnrolledReply { till: TillReply::of(&enrolled)?, token });
    Ok(reply.at(enrolled.position).version(enrolled.sequence))
}
