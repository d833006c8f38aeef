//! `PATCH` and `DELETE /{service}/orders/{id}`

use commands::order::Corrections;
use domain::order::{ServiceType, Step};
use domain::values::{CustomerId, Notes, PersonName, Phone};

use super::ask::{instant, wanted};
use super::call::{Changed, OrderCall};
use super::reply::OrderReply;
use crate::body::{Fields, number, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};

#[allow(clippy::unnecessary_wraps)] // as every reader of a body
fn read(fields: &mut Fields, service: ServiceType) -> Option<Corrections> {
    let wanted = wanted(fields, service, false);
    let customer = fields.change("customerId", number(CustomerId::new));
    let (walk_in_name, walk_in_phone) = fields.object("walkIn", |person| {
        (person.change("name", text(PersonName::parse)), person.change("phone", text(Phone::parse)))
    });
    let scheduled_at = fields.change("scheduledAt", instant);
    let notes = fields.change("notes", text(Notes::parse));
    Some(Corrections { wanted, customer, walk_in_name, walk_in_phone, scheduled_at, notes })
}

/// Puts an order right, until it is completed: what is missing stays, null takes away. What changes
/// of what was ordered is priced by the catalog of now, the rest as it was.
#[utoipa::path(patch, path = "/api/v1/{service}/orders/{id}", tag = "orders",
    security(("bearer" = [])),
    params(("service" = String, Path), ("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn correct(order: OrderCall) -> Changed {
    let service = order.target.service.unwrap_or(ServiceType::CarWash);
    let said = order.said(Step::Correct.permission(), |f| read(f, service)).await?;
    let target = order.target;
    order.reply(commands::order::correct(order.desk(), &order.call(), target, &said).await)
}

/// Takes an order from view that nothing came of; the log keeps it.
#[utoipa::path(delete, path = "/api/v1/{service}/orders/{id}", tag = "orders",
    security(("bearer" = [])),
    params(("service" = String, Path), ("id" = i64, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 204), Refusals))]
pub(crate) async fn delete(order: OrderCall) -> Result<Reply<()>, ApiError> {
    order.nothing_said(Step::Delete.permission()).await?;
    let done = commands::order::delete(order.desk(), &order.call(), order.target).await?;
    Ok(Reply::nothing().at(done.what.position).replayed(done.replayed))
}
