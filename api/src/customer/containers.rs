//! `GET, POST /customers/{id}/containers`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::customer::Handed;
use domain::customer::HeldContainers;
use domain::user::Permission;
use domain::values::{ContainerCount, ProductId};
use serde::Serialize;
use utoipa::ToSchema;

use super::reply::{marked, profile};
use super::{one, target};
use crate::body::{Body, Fields, Problem, number};
use crate::error::ApiError;
use crate::query::{Params, PathId};
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Containers of ours that a customer has.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContainersReply {
    product_id: i64,
    /// How many are out.
    balance: i64,
}

impl From<&HeldContainers> for ContainersReply {
    fn from(held: &HeldContainers) -> Self {
        Self { product_id: held.product_id.get(), balance: held.quantity }
    }
}

/// Containers that change hands: lent or returned, one of the two.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct HandContainersRequest {
    /// Of a product of the water delivery.
    product_id: i64,
    /// How many the customer takes, 1 to 1000.
    lent: Option<i64>,
    /// How many come back, 1 to 1000, and not more than are out.
    returned: Option<i64>,
}

fn read(fields: &mut Fields) -> Option<(ProductId, Handed)> {
    let product = fields.required("productId", number(ProductId::new));
    let (has_lent, has_returned) = (fields.has("lent"), fields.has("returned"));
    let lent = fields.optional("lent", number(ContainerCount::new));
    let returned = fields.optional("returned", number(ContainerCount::new));
    if has_lent == has_returned {
        let code = if has_lent { "INVALID_FORMAT" } else { "MISSING_FIELD" };
        let message = "one of lent and returned must be given, and only one".to_owned();
        fields.refuse("lent", Problem(code, message));
    }
    let handed = lent.map(Handed::Lent).or(returned.map(Handed::Returned));
    Some((product?, handed?))
}

/// How many containers of ours a customer has, product by product.
#[utoipa::path(get, path = "/api/v1/customers/{id}/containers", tag = "customers",
    security(("bearer" = [])),
    params(("id" = i64, Path), ("includeDeleted" = Option<bool>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<Vec<ContainersReply>>), Refusals))]
pub(crate) async fn list(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<Vec<ContainersReply>>>, ApiError> {
    staff.may(Permission::CustomerDetailsRead).await?;
    let (row, position) = one(&till, id, params, &headers).await?;
    let held = profile(&row.customer)?.containers.iter().map(Into::into).collect();
    Ok(Reply::ok(held).at(position).version(row.version))
}

/// Lends a customer containers, or takes them back.
#[utoipa::path(post, path = "/api/v1/customers/{id}/containers", tag = "customers",
    security(("bearer" = [])), params(("id" = i64, Path)), request_body = HandContainersRequest,
    responses((status = 201, body = Envelope<ContainersReply>), Refusals))]
pub(crate) async fn hand(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<ContainersReply>>, ApiError> {
    let (product, handed) = staff.said(Permission::CustomersUpdate, body.read(read)).await?;
    let (call, target) = (staff.call(&body), target(id, &headers)?);
    let done = commands::customer::containers(&till.desk, &call, target, product, handed).await?;
    let balance = profile(&done.what.state)?.containers_of(product);
    let reply = ContainersReply { product_id: product.get(), balance };
    Ok(marked(Reply::created(reply), &done))
}
