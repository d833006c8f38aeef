//! What an entry of the schedule looks like from outside.

use domain::customer::WaterTerms;
use domain::order::{Delivery, DeliveryStatus, Details, Order, Step, Ticket, Water};
use domain::user::Role;
use domain::values::EmployeeId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::order::{DeliveryReply, shown_to};
use crate::reply::decimal;
use crate::staff::Staff;

/// Water to be brought, as a driver needs to know it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeliveryEntry {
    /// That of the order.
    id: i64,
    order_id: i64,
    order_number: Option<String>,
    /// To be sent as `If-Match`.
    version: i64,
    customer_id: Option<i64>,
    customer_name: Option<String>,
    /// Whole to the driver whose delivery it is; to other service staff its end only.
    phone: Option<String>,
    address: Option<String>,
    distance_km: Option<f64>,
    zone: Option<String>,
    /// Its code.
    product: String,
    quantity: i64,
    /// prepaid, cod, invoice
    terms: &'static str,
    /// What is to be taken at the door, in Rupiah: nothing of what is billed by the month.
    amount_due: i64,
    #[serde(flatten)]
    delivery: DeliveryReply,
    /// Of a delivery that failed: the day after the one it was brought on.
    suggested_date: Option<String>,
    /// The subscription that ordered it.
    subscription_id: Option<i64>,
    notes: Option<String>,
    /// What can come next: dispatch, deliver, fail-delivery, reschedule.
    allowed: Vec<&'static str>,
}

const STEPS: [Step; 4] = [Step::Dispatch, Step::Deliver, Step::FailDelivery, Step::Reschedule];

/// Who looks at it.
pub(super) struct Viewer {
    role: Role,
    works_as: Option<EmployeeId>,
}

impl Viewer {
    /// The caller, in that role.
    pub(super) fn of(staff: &Staff, role: Role) -> Self {
        Self { role, works_as: staff.works_as() }
    }

    fn phone(&self, ticket: &Ticket) -> Option<String> {
        let typed = ticket.walk_in.as_ref().and_then(|person| person.phone.as_ref());
        let known = ticket.customer.as_ref().map(|customer| &customer.phone);
        let phone = typed.or(known)?.get();
        let theirs = self.works_as.is_some_and(|employee| ticket.is_work_of(employee));
        let phone = phone.as_str();
        Some(if theirs { phone.to_owned() } else { shown_to(self.role, phone) })
    }
}

/// The water and the delivery of an order that is to be brought, if it stands in the schedule: with
/// a day, or once it was sent.
fn scheduled(ticket: &Ticket) -> Option<(&Water, &Delivery)> {
    let (Details::WaterDelivery(water), Some(delivery)) = (&ticket.details, &ticket.delivery)
    else {
        return None;
    };
    let planned = delivery.schedule.is_some() || delivery.status != DeliveryStatus::Scheduled;
    let gone = ticket.deleted_at.is_some() || ticket.cancellation.is_some();
    (planned && !gone).then_some((water, delivery))
}

impl DeliveryEntry {
    /// The entry of an order.
    ///
    /// # Errors
    /// 404 if it does not stand in the schedule.
    pub(super) fn of(order: &Order, version: i64, viewer: &Viewer) -> Result<Self, ApiError> {
        let missing = || ApiError::not_found("such delivery");
        let ticket = order.ticket().ok_or_else(missing)?;
        let (water, delivery) = scheduled(ticket).ok_or_else(missing)?;
        let there = water.destination.as_ref();
        let failed = delivery.status == DeliveryStatus::Failed;
        let planned = delivery.schedule.as_ref().filter(|_| failed);
        let steps = ticket.stand().allowed().into_iter().filter(|step| STEPS.contains(step));
        Ok(Self {
            id: ticket.id.get(),
            order_id: ticket.id.get(),
            order_number: ticket.number.as_ref().map(ToString::to_string),
            version,
            customer_id: ticket.customer.as_ref().map(|customer| customer.id.get()),
            customer_name: ticket.customer_name().map(str::to_owned),
            phone: viewer.phone(ticket),
            address: there.map(|there| there.address.get().to_string()),
            distance_km: there.and_then(|there| there.distance).map(|far| decimal(far.get())),
            zone: there.and_then(|there| there.zone.as_ref()).map(|zone| zone.name.to_string()),
            product: water.product.code.to_string(),
            quantity: water.quantity.as_whole().unwrap_or_default(),
            terms: water.terms.name(),
            amount_due: match water.terms {
                WaterTerms::Prepaid | WaterTerms::Cod => ticket.outstanding().get(),
                WaterTerms::Invoice => 0,
            },
            delivery: delivery.into(),
            suggested_date: planned.map(|plan| plan.date.following().to_string()),
            subscription_id: water.due.map(|due| due.subscription_id.get()),
            notes: ticket.notes.as_ref().map(|notes| notes.get().to_string()),
            allowed: steps.map(Step::name).collect(),
        })
    }
}
