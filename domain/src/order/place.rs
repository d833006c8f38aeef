//! Placing an order, of any service.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::{
    DatingLimits, Details, Order, OrderError, OrderEvent, Orderer, Override, PriceAuthority,
    PriceTerms, SaidTime, Schedule, dating, person, price,
};
use crate::customer::WaterTerms;
use crate::employee::Worker;
use crate::user::Actor;
use crate::values::{EmployeeId, Money, Notes, OrderId, Outlet, Personal};

/// Places an order. Catalog, customer and workers were looked up before.
#[derive(Debug, Clone)]
pub struct PlaceOrder {
    /// The new order's id.
    pub order_id: OrderId,
    /// Where.
    pub outlet: Outlet,
    /// What is ordered. What it says about a person is about [`Orderer::subject`].
    pub details: Details,
    /// Who orders.
    pub orderer: Orderer,
    /// Who will work on it, so far.
    pub employees: Vec<Worker>,
    /// The tax, and the customer's own discount.
    pub terms: PriceTerms,
    /// Another price, if somebody asks for it.
    pub wanted: Option<Override>,
    /// Who asks, and who stands behind them.
    pub authority: PriceAuthority,
    /// What the customer was told it would cost, in Rupiah.
    pub quoted: Option<Money>,
    /// The most water one order brings.
    pub most_water: i64,
    /// The day it is to be brought, if it is.
    pub schedule: Option<Schedule>,
    /// When the customer wants it done.
    pub scheduled_at: Option<DateTime<Utc>>,
    /// When it was ordered, if not now.
    pub ordered: Option<SaidTime>,
    /// How far from now that may be.
    pub dating: DatingLimits,
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
/// [`OrderError`], for what the shop does not take on.
pub fn place(order: &Order, cmd: PlaceOrder) -> Result<Vec<OrderEvent>, OrderError> {
    if order.ticket().is_some() {
        return Err(OrderError::AlreadyPlaced);
    }
    each_once(&cmd.employees)?;
    deliverable(&cmd.details, &cmd.orderer, cmd.most_water)?;
    if cmd.schedule.is_some() && !cmd.details.is_brought() {
        return Err(OrderError::AddressMissing);
    }
    let role = cmd.authority.role;
    let (ordered_at, backdated) =
        dating::settle("orderedAt", cmd.ordered, cmd.at, cmd.dating, role)?;
    let subject = person::subject_of(cmd.order_id, cmd.orderer.customer.as_ref());
    let about = |notes| Personal::about(subject, notes);
    let lines = cmd.details.lines()?;
    let price = price(lines, cmd.terms, cmd.wanted, &cmd.authority, about)?;
    if cmd.quoted.is_some_and(|told| told != price.pricing.total) {
        return Err(OrderError::PriceChanged { total: price.pricing.total });
    }
    let (customer, walk_in) = cmd.orderer.marked(cmd.order_id);
    Ok(vec![OrderEvent::OrderPlaced {
        order_id: cmd.order_id,
        order_number: None,
        outlet_id: cmd.outlet.id,
        details: cmd.details,
        price,
        customer,
        walk_in,
        employees: cmd.employees,
        schedule: cmd.schedule,
        scheduled_at: cmd.scheduled_at,
        notes: cmd.notes.map(about),
        ordered_at,
        backdated: backdated.map(about),
        business_day: cmd.outlet.business_day(ordered_at),
        by: cmd.by,
        occurred_at: cmd.at,
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

/// Water goes to somebody who can be found, in amounts that can be carried.
pub(super) fn deliverable(
    details: &Details,
    orderer: &Orderer,
    most_water: i64,
) -> Result<(), OrderError> {
    let Details::WaterDelivery(water) = details else { return Ok(()) };
    if !orderer.is_known() {
        return Err(OrderError::WhoOrders);
    }
    if water.terms == WaterTerms::Invoice && orderer.customer.is_none() {
        return Err(OrderError::InvoiceNeedsCustomer);
    }
    match water.quantity.as_whole() {
        Some(count) if count <= most_water => Ok(()),
        _ => Err(OrderError::TooMuchWater { most: most_water }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{ahmad, laundry, now, place_wash, vip, water};
    use super::super::{Agreed, Asked, CarWash};
    use super::*;
    use crate::log::{LogEvent, replay};
    use crate::user::Role;
    use crate::values::{BasisPoints, PersonName, Phone, Plate, Subject};

    fn placed(cmd: PlaceOrder) -> Order {
        replay(place(&Order::default(), cmd).unwrap())
    }

    fn refused(cmd: PlaceOrder) -> OrderError {
        place(&Order::default(), cmd).unwrap_err()
    }

    fn lower(to: i64, why: Option<&str>) -> Override {
        let asked = Asked::FinalPrice(Money::rupiah(to));
        Override { asked, reason: why.map(|why| Notes::parse(why).unwrap()) }
    }

    #[test]
    fn an_order_is_priced_by_the_catalog_and_waits() {
        let order = placed(place_wash());
        let ticket = order.ticket().unwrap();
        assert_eq!(ticket.price.pricing.total, Money::rupiah(75_000));
        assert_eq!(ticket.state().name(), "pending");
        assert_eq!(ticket.outstanding(), Money::rupiah(75_000));
        assert!(ticket.queue.is_some(), "a new order is queued by itself");
    }

    #[test]
    fn a_customers_own_discount_and_one_that_was_asked_for_do_not_add_up() {
        let terms =
            PriceTerms { automatic_bp: BasisPoints::new(1500).unwrap(), ..place_wash().terms };
        let cmd = PlaceOrder { terms, ..place_wash() };
        let price = placed(cmd.clone()).ticket().unwrap().price.clone();
        assert_eq!(price.pricing.discount, Money::rupiah(11_250));
        assert_eq!(price.agreed, Some(Agreed::Automatic));
        let more = PlaceOrder { wanted: Some(lower(70_000, Some("teman"))), ..cmd.clone() };
        assert_eq!(placed(more).ticket().unwrap().price.pricing.total, Money::rupiah(63_750));
        let most = PlaceOrder { wanted: Some(lower(60_000, Some("teman"))), ..cmd };
        assert_eq!(placed(most).ticket().unwrap().price.pricing.total, Money::rupiah(60_000));
    }

    #[test]
    fn a_lower_price_needs_a_reason_and_whoever_may_give_it() {
        let ask = |to, why| PlaceOrder { wanted: Some(lower(to, why)), ..place_wash() };
        assert_eq!(refused(ask(70_000, None)), OrderError::ReasonMissing);
        let price = placed(ask(25_001, Some("cuci ulang"))).ticket().unwrap().price.clone();
        assert_eq!(price.pricing.discount, Money::rupiah(49_999));
        assert_eq!(price.lines[0].adjusted_price, Money::rupiah(25_001));
        let (amount, role) = (Money::rupiah(50_000), Role::Manager);
        let too_much = refused(ask(25_000, Some("cuci ulang")));
        assert_eq!(too_much, OrderError::ApprovalRequired { amount, role }, "K-12");
        let mut by_manager = ask(25_000, Some("cuci ulang"));
        by_manager.authority.role = Role::Manager;
        assert_eq!(placed(by_manager).ticket().unwrap().price.pricing.discount, amount);
    }

    #[test]
    fn a_higher_price_raises_the_first_line() {
        let cmd = PlaceOrder { wanted: Some(lower(90_000, None)), ..place_wash() };
        let price = placed(cmd).ticket().unwrap().price.clone();
        assert_eq!(price.pricing.subtotal, Money::rupiah(90_000));
        assert_eq!(price.lines[0].adjusted_price, Money::rupiah(90_000));
        assert_eq!(price.agreed, Some(Agreed::Raise { reason: None }));
    }

    #[test]
    fn the_same_employee_twice_is_refused() {
        let cmd = PlaceOrder { employees: vec![ahmad(), ahmad()], ..place_wash() };
        assert_eq!(refused(cmd), OrderError::SameEmployeeTwice(ahmad().id), "VAL-23");
    }

    #[test]
    fn what_a_walk_in_says_of_themselves_is_marked_as_theirs() {
        let mut cmd = place_wash();
        cmd.orderer.name = PersonName::parse("Budi").ok();
        let theirs = cmd.orderer.subject(cmd.order_id);
        if let Details::CarWash(CarWash { license_plate, .. }) = &mut cmd.details {
            *license_plate = Some(Personal::about(theirs, Plate::parse("B 1 X").unwrap()));
        }
        let order = placed(cmd);
        let ticket = order.ticket().unwrap();
        assert_eq!(theirs, Subject::WalkIn(ticket.id));
        assert_eq!(ticket.walk_in.as_ref().unwrap().name.as_ref().unwrap().subject(), theirs);
        assert_eq!(ticket.customer_name(), Some("Budi"));
    }

    #[test]
    fn water_goes_to_somebody_who_can_be_found() {
        let who = |customer, name: Option<&str>, phone: Option<&str>| Orderer {
            customer,
            name: name.map(|name| PersonName::parse(name).unwrap()),
            phone: phone.map(|phone| Phone::parse(phone).unwrap()),
        };
        let phone = Some("08123456789");
        let cases = [
            ("CST-02", who(None, Some("John"), phone), true),
            ("CST-04", who(Some(vip()), Some("John"), phone), true),
            ("CST-05", who(None, Some("John"), None), false),
            ("CST-06", who(None, None, phone), false),
        ];
        for (id, orderer, taken) in cases {
            let cmd = PlaceOrder { orderer, ..water() };
            let outcome = place(&Order::default(), cmd);
            assert_eq!(outcome.is_ok(), taken, "{id}: {outcome:?}");
        }
        let anonymous = placed(place_wash());
        assert_eq!(anonymous.ticket().unwrap().customer_name(), None, "CST-07");
        let both = placed(PlaceOrder { orderer: who(Some(vip()), Some("John"), phone), ..water() });
        assert_eq!(both.ticket().unwrap().customer_name(), Some("John"), "CST-04");
        assert!(both.ticket().unwrap().customer.is_some(), "CST-04");
    }

    #[test]
    fn what_happened_earlier_is_written_down_by_a_manager_who_says_why() {
        let earlier = |days, why: Option<&str>, role| {
            let reason = why.map(|why| Notes::parse(why).unwrap());
            let mut cmd = place_wash();
            cmd.ordered = Some(SaidTime { at: now() - chrono::Duration::days(days), reason });
            cmd.authority.role = role;
            place(&Order::default(), cmd)
        };
        let why = Some("listrik mati");
        assert_eq!(earlier(1, why, Role::Cashier), Err(OrderError::BackdatingForbidden));
        assert_eq!(earlier(1, None, Role::Manager), Err(OrderError::BackdatingReasonMissing));
        let order: Order = replay(earlier(30, why, Role::Manager).unwrap());
        assert_eq!(order.ticket().unwrap().business_day.to_string(), "2026-10-24");
        let range = OrderError::DateOutOfRange { field: "orderedAt", back: 30, ahead: 1 };
        assert_eq!(earlier(31, why, Role::Admin), Err(range.clone()));
        assert_eq!(earlier(-2, None, Role::Cashier), Err(range), "DAT-08");
        assert!(earlier(-1, None, Role::Cashier).is_ok());
    }

    #[test]
    fn a_price_that_changed_since_it_was_told_is_not_charged() {
        let told = |total| PlaceOrder { quoted: Some(Money::rupiah(total)), ..place_wash() };
        assert!(place(&Order::default(), told(75_000)).is_ok());
        let total = Money::rupiah(75_000);
        assert_eq!(refused(told(70_000)), OrderError::PriceChanged { total });
    }

    #[test]
    fn the_number_counts_in_the_year_of_the_outlets_day() {
        let new_year = "2026-12-31T17:30:00Z".parse().unwrap(); // half past midnight in Jakarta
        let cmd = PlaceOrder { at: new_year, ..place_wash() };
        let events = place(&Order::default(), cmd).unwrap();
        assert_eq!(events[0].series().unwrap().key(), "CW-2027");
        let events = place(&Order::default(), laundry()).unwrap();
        assert_eq!(events[0].series().unwrap().key(), "LD-2026");
    }

    #[test]
    fn a_placed_order_is_not_placed_again() {
        let order = placed(place_wash());
        assert_eq!(place(&order, place_wash()), Err(OrderError::AlreadyPlaced));
    }
}
