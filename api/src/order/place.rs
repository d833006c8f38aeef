//! `POST /{service}/orders`

use axum::extract::State;
use commands::order::{DeliveryDay, NewOrder};
use commands::{Call, CommandError, Desk};
use domain::order::{SaidTime, ServiceType};
use domain::user::Permission;
use domain::values::{
    BusinessDay, CustomerId, EmployeeId, Notes, OutletId, PersonName, Phone, TimeWindow,
};

use super::ask::{instant, override_of, price, wanted};
use super::path::ServicePath;
use super::reply::OrderReply;
use crate::body::{Body, Fields, Problem, number, text};
use crate::error::{ApiError, Detail};
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// What a till asks for, and a code for a discount, if it sent one.
pub(super) struct Request {
    pub new: NewOrder,
    discount_code: Option<String>,
}

pub(super) fn read(fields: &mut Fields, service: ServiceType) -> Option<Request> {
    let wanted = wanted(fields, service, true);
    let outlet = fields.optional("outletId", number(OutletId::new));
    let customer = fields.optional("customerId", number(CustomerId::new));
    let (walk_in_name, walk_in_phone) = fields.object("walkIn", |person| {
        (
            person.optional("name", text(PersonName::parse)),
            person.optional("phone", text(Phone::parse)),
        )
    });
    let employees = fields.list("employeeIds", 50, number(EmployeeId::new));
    let asked = override_of(fields);
    let quoted = fields.optional("quotedTotal", price);
    let delivery = match service {
        ServiceType::WaterDelivery => day(fields),
        ServiceType::CarWash | ServiceType::Laundry | ServiceType::Carpet => None,
    };
    let scheduled_at = fields.optional("scheduledAt", instant);
    let ordered_at = fields.optional("orderedAt", instant);
    let reason = fields.optional("backdateReason", text(Notes::parse));
    let notes = fields.optional("notes", text(Notes::parse));
    let discount_code = fields.optional("discountCode", |value| {
        let code = value.as_str().map(str::to_owned);
        code.ok_or_else(|| Problem("INVALID_FORMAT", "must be a text".to_owned()))
    });
    let new = NewOrder {
        wanted: wanted?,
        outlet,
        customer,
        walk_in_name,
        walk_in_phone,
        employees,
        price: asked,
        quoted,
        delivery,
        scheduled_at,
        ordered: ordered_at.map(|at| SaidTime { at, reason }),
        notes,
    };
    Some(Request { new, discount_code })
}

/// The day something is brought, with its hours and driver, which make no sense without a day.
fn day(fields: &mut Fields) -> Option<DeliveryDay> {
    let date = fields.optional("scheduledDate", text(BusinessDay::parse));
    let (window, driver) = hours(fields);
    if date.is_none() && (window.is_some() || driver.is_some()) {
        let message = "is required beside window or driverId".to_owned();
        fields.refuse("scheduledDate", Problem("MISSING_FIELD", message));
    }
    Some(DeliveryDay { date: date?, window, driver })
}

/// The hours of a delivery, and who shall drive.
pub(super) fn hours(fields: &mut Fields) -> (Option<TimeWindow>, Option<EmployeeId>) {
    let window = fields.optional("window", text(TimeWindow::parse));
    let driver = fields.optional("driverId", number(EmployeeId::new));
    (window, driver)
}

impl Request {
    /// What is asked for, if it names no code for a discount: nobody has given out any. Whatever else
    /// it names that does not exist is named with it.
    pub(super) async fn known(self, desk: &Desk, call: &Call) -> Result<NewOrder, ApiError> {
        let Some(code) = self.discount_code else { return Ok(self.new) };
        let message = format!("there is no discount code {code}");
        let mut details = vec![Detail::of("discountCode", message.clone(), "NOT_FOUND")];
        if let Err(CommandError::Faults(faults)) =
            commands::order::quote(desk, call, &self.new).await
        {
            details.extend(ApiError::from(CommandError::Faults(faults)).info.details);
        }
        let status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
        Err(ApiError::new(status, "BUSINESS_RULE_VIOLATION", message).with(details))
    }
}

/// Places an order. It is priced by the catalog and joins the queue.
#[utoipa::path(post, path = "/api/v1/{service}/orders", tag = "orders", security(("bearer" = [])),
    params(("service" = String, Path), ("X-Approval" = Option<String>, Header,
        description = "Somebody's approval of a discount beyond the caller's limit.")),
    responses((status = 201, body = Envelope<OrderReply>), Refusals))]
pub(crate) async fn place(
    State(till): State<Till>,
    staff: Staff,
    ServicePath(service): ServicePath,
    body: Body,
) -> Result<Reply<Envelope<OrderReply>>, ApiError> {
    let request = body.read(|fields| read(fields, service));
    let request = staff.said(Permission::OrdersCreate, request).await?;
    let call = staff.call(&body);
    let new = request.known(&till.desk, &call).await?;
    let done = commands::order::place(&till.desk, &call, &new).await;
    let done = done.map_err(|refusal| staff.refused(&body, refusal))?;
    let order = &done.what;
    let reply = OrderReply::of(&order.state, order.sequence, staff.role())?;
    Ok(Reply::created(reply).at(order.position).version(order.sequence).replayed(done.replayed))
}
