//! Accounts and orders on terms the tests speak of.

use super::{Account, AccountEvent, Debt, MoveDebts, move_debts};
use crate::customer::WaterTerms;
use crate::log::replay;
use crate::order::fixtures::{complete_cmd, kasir, later, now, water};
use crate::order::{Details, Order, OrderEvent, PlaceOrder, StartOrder, complete, place, start};
use crate::values::{BusinessDay, CustomerId, Money, OrderId, Outlet};

pub(crate) fn debt(order: i64, owed: i64, delivered_on: Option<&str>) -> Debt {
    Debt {
        order_id: OrderId::new(order).unwrap(),
        outlet_id: Outlet::first().id,
        owed: Money::rupiah(owed),
        delivered_on: delivered_on.map(|day| BusinessDay::parse(day).unwrap()),
        invoice_id: None,
    }
}

pub(crate) fn moved(account: &Account, debts: Vec<Debt>) -> Vec<AccountEvent> {
    let (customer_id, at) = (CustomerId::new(1).unwrap(), now());
    let business_day = Outlet::first().business_day(at);
    move_debts(account, MoveDebts { customer_id, debts, business_day, at })
}

pub(crate) fn account(debts: Vec<Debt>) -> Account {
    replay(moved(&Account::default(), debts))
}

/// Two gallons on a monthly bill for Ibu Ratna, customer 1: 50,000 Rupiah.
pub(crate) fn on_terms(order: i64) -> PlaceOrder {
    let mut cmd = PlaceOrder { order_id: OrderId::new(order).unwrap(), ..water() };
    if let Details::WaterDelivery(water) = &mut cmd.details {
        water.terms = WaterTerms::Invoice;
    }
    cmd
}

/// The same, delivered.
pub(crate) fn delivered(order: i64) -> Vec<OrderEvent> {
    let mut events = place(&Order::default(), on_terms(order)).unwrap();
    let out = StartOrder { driver: None, by: kasir(), at: later() };
    events.extend(start(&replay(events.clone()), out).unwrap());
    events.extend(complete(&replay(events.clone()), complete_cmd()).unwrap());
    events
}
