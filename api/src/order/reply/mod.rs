//! What an order looks like from outside, whether a command or a query shows it.

mod services;

use chrono::{DateTime, Utc};
use domain::order::{
    Agreed, Cancellation, Completion, Details, Line, Order, OrderError, Price, Step, Ticket,
};
use domain::user::{Actor, Role};
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use self::services::DeliveryReply;
use self::services::ServiceReply;
use crate::error::ApiError;
use crate::reply::decimal;

/// An order. Which of the service's fields it has goes by its service.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OrderReply {
    id: i64,
    order_number: Option<String>,
    /// To be sent as `If-Match`.
    version: i64,
    service_type: &'static str,
    /// pending, in_progress, completed, paid, closed, cancelled
    status: &'static str,
    /// What of its state the status does not tell: quality_check, ready, handed_over, rework; of
    /// what is brought: scheduled, out, failed, delivered.
    sub_status: Option<&'static str>,
    outlet_id: i64,
    customer_id: Option<i64>,
    customer: Option<OrderCustomerReply>,
    walk_in: Option<WalkInReply>,
    #[serde(flatten)]
    service: ServiceReply,
    /// Every line with what it costs; adjusted prices make the total before tax.
    lines: Vec<OrderLineReply>,
    pricing: PricingReply,
    /// How the price came to differ from the catalog's, if it does.
    price_agreement: Option<AgreementReply>,
    /// unpaid, partial, overdue, paid, refunded (all that was paid went back)
    payment_status: &'static str,
    /// The last day on which it is paid in time, once it stands on an invoice.
    due_on: Option<String>,
    /// In Rupiah.
    paid: i64,
    /// In Rupiah.
    refunded: i64,
    /// What coins could not pay, in Rupiah: settled as if it were paid.
    rounding: i64,
    /// In Rupiah.
    outstanding: i64,
    employees: Vec<AssignedEmployeeReply>,
    /// Until it is completed: what it would earn.
    #[serde(skip_serializing_if = "Option::is_none")]
    income_preview: Option<IncomePreviewReply>,
    /// Once completed: who got what.
    #[serde(skip_serializing_if = "Option::is_none")]
    income: Option<IncomeReply>,
    /// Its place in the queue, while it has one.
    queue: Option<QueuePlaceReply>,
    ordered_at: DateTime<Utc>,
    /// The outlet's day it was ordered on.
    business_date: String,
    scheduled_at: Option<DateTime<Utc>>,
    started_at: Option<DateTime<Utc>>,
    completed_at: Option<DateTime<Utc>>,
    handed_over_at: Option<DateTime<Utc>>,
    cancelled_at: Option<DateTime<Utc>>,
    cancel_reason: Option<String>,
    /// Once called off: what is to be given back of what was paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    refund_proposal: Option<RefundProposalReply>,
    /// Once called off in work: what those who had begun keep, in Rupiah.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kept_shares: Vec<ShareReply>,
    notes: Option<String>,
    created_by: ActorReply,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted_at: Option<DateTime<Utc>>,
    /// The steps it can take next.
    allowed: Vec<&'static str>,
}

#[derive(Debug, Serialize, ToSchema)]
struct OrderCustomerReply {
    id: i64,
    name: String,
    phone: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct WalkInReply {
    name: Option<String>,
    phone: Option<String>,
}

/// One line; prices in Rupiah.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrderLineReply {
    no: usize,
    /// service, add_on, delivery
    kind: &'static str,
    item_id: i64,
    code: String,
    name: String,
    /// Of laundry: how fast it is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    service_level: Option<String>,
    /// pcs, lusin, kg, m, m2
    unit: &'static str,
    quantity: f64,
    unit_price: i64,
    /// By the catalog.
    line_price: i64,
    /// After discount or raise.
    adjusted_price: i64,
}

/// total = subtotal − discount + tax, in Rupiah.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PricingReply {
    subtotal: i64,
    discount: i64,
    tax: i64,
    total: i64,
}

/// How the price came to differ from the catalog's.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AgreementReply {
    /// automatic (the customer's own discount), discount, raise
    kind: &'static str,
    reason: Option<String>,
    approved_by: Option<ActorReply>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AssignedEmployeeReply {
    id: i64,
    name: String,
}

/// gross = employeeCut + businessNet, in Rupiah.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct IncomeReply {
    gross: i64,
    tax: i64,
    employee_cut: i64,
    business_net: i64,
    shares: Vec<ShareReply>,
}

/// In Rupiah.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct IncomePreviewReply {
    employee_cut: i64,
    business_net: i64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ShareReply {
    employee_id: i64,
    name: String,
    amount: i64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct QueuePlaceReply {
    since: DateTime<Utc>,
    /// 0 is its turn, 9 goes before all.
    priority: u8,
    bay: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct RefundProposalReply {
    /// Of what was paid.
    percent: f64,
    /// In Rupiah.
    amount: i64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActorReply {
    id: i64,
    username: String,
    full_name: String,
}

impl From<&Actor> for ActorReply {
    fn from(actor: &Actor) -> Self {
        Self {
            id: actor.id.get(),
            username: actor.username.get().to_string(),
            full_name: actor.full_name.get().to_string(),
        }
    }
}

/// An order's lines, numbered from 1.
pub(super) fn lines(price: &Price) -> Vec<OrderLineReply> {
    let line = |(no, line): (usize, &Line)| OrderLineReply {
        no,
        kind: line.kind.name(),
        item_id: line.item_id,
        code: line.code.to_string(),
        name: line.name.to_string(),
        service_level: None,
        unit: line.unit.name(),
        quantity: decimal(line.quantity.get()),
        unit_price: line.unit_price.get(),
        line_price: line.price.get(),
        adjusted_price: line.adjusted_price.get(),
    };
    (1..).zip(&price.lines).map(line).collect()
}

/// An order's lines, with how fast each thing is laundered.
fn lines_of(ticket: &Ticket) -> Vec<OrderLineReply> {
    let mut lines = lines(&ticket.price);
    if let Details::Laundry(laundry) = &ticket.details {
        for (line, thing) in lines.iter_mut().zip(&laundry.things) {
            line.service_level = Some(laundry.level_of(thing).code.to_string());
        }
    }
    lines
}

/// An order's sums.
pub(super) fn pricing(price: &Price) -> PricingReply {
    let pricing = price.pricing;
    PricingReply {
        subtotal: pricing.subtotal.get(),
        discount: pricing.discount.get(),
        tax: pricing.tax.get(),
        total: pricing.total.get(),
    }
}

impl OrderReply {
    /// An order as that role may see it.
    ///
    /// # Errors
    /// 404 if it was never placed.
    pub(crate) fn of(order: &Order, version: i64, role: Role) -> Result<Self, ApiError> {
        let ticket = order.ticket().ok_or(OrderError::NotFound)?;
        Ok(Self::of_ticket(ticket, version, role))
    }

    fn of_ticket(ticket: &Ticket, version: i64, role: Role) -> Self {
        let phone = |phone: &str| shown_to(role, phone);
        let cancellation = ticket.cancellation.as_ref();
        Self {
            id: ticket.id.get(),
            order_number: ticket.number.as_ref().map(ToString::to_string),
            version,
            service_type: ticket.service().name(),
            status: ticket.state().public(),
            sub_status: ticket.sub_status(),
            outlet_id: ticket.outlet_id.get(),
            customer_id: ticket.customer.as_ref().map(|customer| customer.id.get()),
            customer: ticket.customer.as_ref().map(|customer| OrderCustomerReply {
                id: customer.id.get(),
                name: customer.name.get().to_string(),
                phone: phone(customer.phone.get().as_str()),
            }),
            walk_in: ticket.walk_in.as_ref().map(|person| WalkInReply {
                name: person.name.as_ref().map(|name| name.get().to_string()),
                phone: person.phone.as_ref().map(|number| phone(number.get().as_str())),
            }),
            service: ServiceReply::of(ticket),
            lines: lines_of(ticket),
            pricing: pricing(&ticket.price),
            price_agreement: ticket.price.agreed.as_ref().map(agreement),
            payment_status: crate::payment::reply::payment_status(ticket),
            due_on: ticket.invoiced.map(|invoiced| invoiced.due_on.to_string()),
            paid: ticket.paid.get(),
            refunded: ticket.refunded.get(),
            rounding: ticket.rounding.get(),
            outstanding: ticket.outstanding().get(),
            employees: ticket
                .employees
                .iter()
                .map(|worker| AssignedEmployeeReply {
                    id: worker.id.get(),
                    name: worker.name.get().to_string(),
                })
                .collect(),
            income_preview: preview(ticket),
            income: ticket.completion.as_ref().map(income),
            queue: ticket.queue.as_ref().map(|place| QueuePlaceReply {
                since: place.since,
                priority: place.priority.get(),
                bay: place.bay.as_ref().map(ToString::to_string),
            }),
            ordered_at: ticket.ordered_at,
            business_date: ticket.business_day.to_string(),
            scheduled_at: ticket.scheduled_at,
            started_at: ticket.started_at,
            completed_at: ticket.completion.as_ref().map(|completion| completion.at),
            handed_over_at: ticket.handed_over_at,
            cancelled_at: cancellation.map(|off| off.at),
            cancel_reason: cancellation.map(|off| off.reason.get().to_string()),
            refund_proposal: cancellation.map(|off| proposal(off, ticket)),
            kept_shares: cancellation.map(|off| shares(&off.kept_shares)).unwrap_or_default(),
            notes: ticket.notes.as_ref().map(|notes| notes.get().to_string()),
            created_by: (&ticket.placed_by).into(),
            created_at: ticket.placed_at,
            updated_at: ticket.updated_at,
            deleted_at: ticket.deleted_at,
            allowed: ticket.allowed().into_iter().map(Step::name).collect(),
        }
    }
}

fn agreement(agreed: &Agreed) -> AgreementReply {
    let (kind, reason, approved_by) = match agreed {
        Agreed::Automatic => ("automatic", None, None),
        Agreed::Discount { reason, approved_by } => {
            ("discount", Some(reason), approved_by.as_ref())
        }
        Agreed::Raise { reason } => ("raise", reason.as_ref(), None),
    };
    AgreementReply {
        kind,
        reason: reason.map(|reason| reason.get().to_string()),
        approved_by: approved_by.map(Into::into),
    }
}

fn proposal(cancellation: &Cancellation, ticket: &Ticket) -> RefundProposalReply {
    RefundProposalReply {
        percent: f64::from(cancellation.refund.share.get()) / 100.0,
        // A payment may have been voided since.
        amount: cancellation.refund.up_to(ticket.paid).amount.get(),
    }
}

/// What an order would earn were it completed now; nothing for one that is done or called off.
fn preview(ticket: &Ticket) -> Option<IncomePreviewReply> {
    if ticket.completion.is_some() || ticket.cancellation.is_some() {
        return None;
    }
    let gross = ticket.price.pricing.gross();
    let cut = ticket.details.income_rule().of(gross);
    Some(IncomePreviewReply { employee_cut: cut.get(), business_net: (gross - cut).get() })
}

fn shares(shares: &[domain::order::Share]) -> Vec<ShareReply> {
    let share = |share: &domain::order::Share| ShareReply {
        employee_id: share.employee_id.get(),
        name: share.name.get().to_string(),
        amount: share.amount.get(),
    };
    shares.iter().map(share).collect()
}

fn income(completion: &Completion) -> IncomeReply {
    let income = &completion.income;
    IncomeReply {
        gross: income.gross.get(),
        tax: income.tax.get(),
        employee_cut: income.employee_cut.get(),
        business_net: income.business_net.get(),
        shares: shares(&income.shares),
    }
}

/// Service staff see the end of a phone number only (K-24).
pub(crate) fn shown_to(role: Role, phone: &str) -> String {
    if role != Role::ServiceStaff {
        return phone.to_owned();
    }
    let hidden = phone.chars().count().saturating_sub(3);
    phone.chars().enumerate().map(|(i, c)| if i < hidden { '*' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_staff_see_the_end_of_a_phone_number() {
        assert_eq!(shown_to(Role::ServiceStaff, "0812-3456-789"), "**********789");
        assert_eq!(shown_to(Role::Cashier, "0812-3456-789"), "0812-3456-789");
    }
}
