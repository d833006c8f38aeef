//! What an order looks like from outside, whether a command or a query shows it.

use chrono::{DateTime, Utc};
use domain::order::{Completion, Details, Order, OrderError, Step, Ticket};
use domain::user::Role;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;

/// An order.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OrderReply {
    id: i64,
    order_number: Option<String>,
    /// To be sent as `If-Match`.
    version: i64,
    service_type: &'static str,
    /// pending, in_progress, completed, paid
    status: &'static str,
    sub_status: Option<String>,
    customer_id: Option<i64>,
    customer: Option<CustomerReply>,
    walk_in: Option<WalkInReply>,
    vehicle_type: String,
    service_package: String,
    add_ons: Vec<AddOnReply>,
    license_plate: Option<String>,
    pricing: PricingReply,
    /// unpaid, partial, paid
    payment_status: &'static str,
    /// In Rupiah.
    paid: i64,
    /// In Rupiah.
    refunded: i64,
    /// In Rupiah.
    outstanding: i64,
    employees: Vec<EmployeeReply>,
    /// Once completed: who got what.
    #[serde(skip_serializing_if = "Option::is_none")]
    income: Option<IncomeReply>,
    ordered_at: DateTime<Utc>,
    /// The outlet's day it was placed on.
    business_date: String,
    scheduled_at: Option<DateTime<Utc>>,
    started_at: Option<DateTime<Utc>>,
    completed_at: Option<DateTime<Utc>>,
    handed_over_at: Option<DateTime<Utc>>,
    cancelled_at: Option<DateTime<Utc>>,
    cancel_reason: Option<String>,
    notes: Option<String>,
    created_by: ActorReply,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    /// The steps it can take next.
    allowed: Vec<&'static str>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CustomerReply {
    id: i64,
    name: String,
    phone: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct WalkInReply {
    name: Option<String>,
    phone: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AddOnReply {
    id: i64,
    code: String,
    name: String,
    /// In Rupiah.
    price: i64,
}

/// total = subtotal − discount + tax, in Rupiah.
#[derive(Debug, Serialize, ToSchema)]
struct PricingReply {
    subtotal: i64,
    discount: i64,
    tax: i64,
    total: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct EmployeeReply {
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

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ShareReply {
    employee_id: i64,
    name: String,
    amount: i64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ActorReply {
    id: i64,
    username: String,
    full_name: String,
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
        let Details::CarWash(wash) = &ticket.details;
        let phone = |phone: &str| shown_to(role, phone);
        let pricing = ticket.pricing;
        Self {
            id: ticket.id.get(),
            order_number: ticket.number.as_ref().map(ToString::to_string),
            version,
            service_type: ticket.details.service().name(),
            status: ticket.status().name(),
            sub_status: None,
            customer_id: ticket.customer.as_ref().map(|customer| customer.id.get()),
            customer: ticket.customer.as_ref().map(|customer| CustomerReply {
                id: customer.id.get(),
                name: customer.name.get().to_string(),
                phone: phone(customer.phone.get().as_str()),
            }),
            walk_in: ticket.walk_in.as_ref().map(|person| WalkInReply {
                name: person.name.as_ref().map(|name| name.get().to_string()),
                phone: person.phone.as_ref().map(|number| phone(number.get().as_str())),
            }),
            vehicle_type: wash.vehicle_type.code.to_string(),
            service_package: wash.package.code.to_string(),
            add_ons: wash
                .add_ons
                .iter()
                .map(|item| AddOnReply {
                    id: item.id,
                    code: item.code.to_string(),
                    name: item.name.to_string(),
                    price: item.terms.price.get(),
                })
                .collect(),
            license_plate: wash.license_plate.as_ref().map(|p| p.get().as_str().to_owned()),
            pricing: PricingReply {
                subtotal: pricing.subtotal.get(),
                discount: pricing.discount.get(),
                tax: pricing.tax.get(),
                total: pricing.total.get(),
            },
            payment_status: ticket.payment_status().name(),
            paid: ticket.paid.get(),
            refunded: 0,
            outstanding: ticket.outstanding().get(),
            employees: ticket
                .employees
                .iter()
                .map(|worker| EmployeeReply {
                    id: worker.id.get(),
                    name: worker.name.get().to_string(),
                })
                .collect(),
            income: ticket.completion.as_ref().map(income),
            ordered_at: ticket.placed_at,
            business_date: ticket.business_day.to_string(),
            scheduled_at: None,
            started_at: ticket.started_at,
            completed_at: ticket.completion.as_ref().map(|completion| completion.at),
            handed_over_at: None,
            cancelled_at: None,
            cancel_reason: None,
            notes: ticket.notes.as_ref().map(|notes| notes.get().to_string()),
            created_by: ActorReply {
                id: ticket.placed_by.id.get(),
                username: ticket.placed_by.username.get().to_string(),
                full_name: ticket.placed_by.full_name.get().to_string(),
            },
            created_at: ticket.placed_at,
            updated_at: ticket.updated_at,
            allowed: ticket.allowed().iter().copied().map(Step::name).collect(),
        }
    }
}

fn income(completion: &Completion) -> IncomeReply {
    let income = &completion.income;
    IncomeReply {
        gross: income.gross.get(),
        tax: income.tax.get(),
        employee_cut: income.employee_cut.get(),
        business_net: income.business_net.get(),
        shares: income
            .shares
            .iter()
            .map(|share| ShareReply {
                employee_id: share.employee_id.get(),
                name: share.name.get().to_string(),
                amount: share.amount.get(),
            })
            .collect(),
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
