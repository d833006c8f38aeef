//! Placing an order for a car wash.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::state::subject_of;
use super::{
    CarWash, Details, Order, OrderCustomer, OrderError, OrderEvent, PricedAddOn, WalkIn,
    price_car_wash,
};
use crate::catalog::{AddOn, ServicePackage, VehicleType};
use crate::employee::Worker;
use crate::user::Actor;
use crate::values::{
    BasisPoints, EmployeeId, Money, Notes, OrderId, Outlet, PersonName, Personal, Phone, Plate,
};

/// Places an order for a car wash. Catalog, customer and workers were looked up before.
#[derive(Debug, Clone)]
pub struct PlaceCarWash {
    /// The new order's id.
    pub order_id: OrderId,
    /// Where.
    pub outlet: Outlet,
    /// The kind of vehicle.
    pub vehicle_type: VehicleType,
    /// The package.
    pub package: ServicePackage,
    /// Extras; the same one twice is priced twice.
    pub add_ons: Vec<AddOn>,
    /// The car's plate.
    pub license_plate: Option<Plate>,
    /// Who orders, if they have a record.
    pub customer: Option<OrderCustomer>,
    /// The name typed, if any.
    pub walk_in_name: Option<PersonName>,
    /// The phone typed, if any.
    pub walk_in_phone: Option<Phone>,
    /// Who will work on it, so far.
    pub employees: Vec<Worker>,
    /// The tax on car washes.
    pub tax: BasisPoints,
    /// What was written down.
    pub notes: Option<Notes>,
    /// Who takes the order.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the order comes to be, and what it costs.
///
/// # Errors
/// [`OrderError::SameEmployeeTwice`], [`OrderError::TotalTooLarge`], [`OrderError::AlreadyPlaced`].
pub fn place_car_wash(order: &Order, cmd: PlaceCarWash) -> Result<Vec<OrderEvent>, OrderError> {
    if order.ticket().is_some() {
        return Err(OrderError::AlreadyPlaced);
    }
    each_once(&cmd.employees)?;
    let discount_bp = cmd.customer.as_ref().map_or(BasisPoints::ZERO, OrderCustomer::discount);
    let pricing = price_car_wash(
        cmd.package.price,
        cmd.vehicle_type.multiplier,
        cmd.add_ons.iter().map(|item| item.price),
        discount_bp,
        cmd.tax,
    );
    if pricing.total > Money::LIMIT {
        return Err(OrderError::TotalTooLarge);
    }
    let subject = subject_of(cmd.order_id, cmd.customer.as_ref());
    let walk_in = (cmd.walk_in_name.is_some() || cmd.walk_in_phone.is_some()).then(|| WalkIn {
        name: cmd.walk_in_name.map(|name| Personal::about(subject, name)),
        phone: cmd.walk_in_phone.map(|phone| Personal::about(subject, phone)),
    });
    let add_ons = cmd.add_ons.into_iter();
    Ok(vec![OrderEvent::OrderPlaced {
        order_id: cmd.order_id,
        order_number: None,
        outlet_id: cmd.outlet.id,
        details: Details::CarWash(CarWash {
            vehicle_type: cmd.vehicle_type,
            package: cmd.package,
            add_ons: add_ons
                .map(|AddOn { id, code, name, price }| PricedAddOn { id, code, name, price })
                .collect(),
            license_plate: cmd.license_plate.map(|plate| Personal::about(subject, plate)),
        }),
        customer: cmd.customer,
        walk_in,
        employees: cmd.employees,
        pricing,
        discount_bp,
        tax_bp: cmd.tax,
        notes: cmd.notes.map(|notes| Personal::about(subject, notes)),
        placed_by: cmd.by,
        occurred_at: cmd.at,
        business_day: cmd.outlet.business_day(cmd.at),
    }])
}

/// Nobody works twice on one order (CW-VAL-001b).
pub(super) fn each_once(workers: &[Worker]) -> Result<(), OrderError> {
    let mut seen: HashSet<EmployeeId> = HashSet::new();
    match workers.iter().find(|worker| !seen.insert(worker.id)) {
        Some(worker) => Err(OrderError::SameEmployeeTwice(worker.id)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{ahmad, now, place, vip};
    use super::*;
    use crate::log::{LogEvent, replay};
    use crate::values::Subject;

    #[test]
    fn an_order_is_priced_by_the_catalog_and_waits() {
        let order: Order = replay(place_car_wash(&Order::default(), place()).unwrap());
        let ticket = order.ticket().unwrap();
        assert_eq!(ticket.pricing.total, Money::rupiah(75_000));
        assert_eq!(ticket.status().name(), "pending");
        assert_eq!(ticket.outstanding(), Money::rupiah(75_000));
    }

    #[test]
    fn a_vip_pays_less_without_asking() {
        let cmd = PlaceCarWash { customer: Some(vip()), ..place() };
        let order: Order = replay(place_car_wash(&Order::default(), cmd).unwrap());
        let pricing = order.ticket().unwrap().pricing;
        assert_eq!(pricing.discount, Money::rupiah(11_250));
        assert_eq!(pricing.total, Money::rupiah(63_750));
    }

    #[test]
    fn the_same_employee_twice_is_refused() {
        let cmd = PlaceCarWash { employees: vec![ahmad(), ahmad()], ..place() };
        let refused = place_car_wash(&Order::default(), cmd).unwrap_err();
        assert_eq!(refused, OrderError::SameEmployeeTwice(ahmad().id), "VAL-23");
    }

    #[test]
    fn what_a_walk_in_says_of_themselves_is_marked_as_theirs() {
        let cmd = PlaceCarWash {
            walk_in_name: Some(PersonName::parse("Budi").unwrap()),
            license_plate: Some(Plate::parse("B 1 X").unwrap()),
            ..place()
        };
        let order: Order = replay(place_car_wash(&Order::default(), cmd).unwrap());
        let ticket = order.ticket().unwrap();
        let Details::CarWash(wash) = &ticket.details;
        let theirs = Subject::WalkIn(ticket.id);
        assert_eq!(wash.license_plate.as_ref().unwrap().subject(), theirs);
        assert_eq!(ticket.customer_name(), Some("Budi"));
    }

    #[test]
    fn the_number_counts_in_the_year_of_the_outlets_day() {
        let new_year = "2026-12-31T17:30:00Z".parse().unwrap(); // half past midnight in Jakarta
        let cmd = PlaceCarWash { at: new_year, ..place() };
        let events = place_car_wash(&Order::default(), cmd).unwrap();
        assert_eq!(events[0].series().unwrap().key(), "CW-2027");
        assert_eq!(now().to_rfc3339(), "2026-11-23T03:00:00+00:00");
    }

    #[test]
    fn a_placed_order_is_not_placed_again() {
        let order: Order = replay(place_car_wash(&Order::default(), place()).unwrap());
        assert_eq!(place_car_wash(&order, place()), Err(OrderError::AlreadyPlaced));
    }
}
