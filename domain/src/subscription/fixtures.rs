//! Subscriptions the tests of this folder speak of.

use super::{
    Frequency, OrderDue, StartSubscription, Subscription, SubscriptionEvent, order_due, start,
};
use crate::customer::WaterTerms;
use crate::log::replay;
use crate::order::fixtures::{kasir, now};
use crate::values::*;

pub(crate) fn day(text: &str) -> BusinessDay {
    BusinessDay::parse(text).unwrap()
}

/// Two gallons every Wednesday, from the 25th of November 2026 on; today is Monday.
pub(crate) fn gallons() -> StartSubscription {
    StartSubscription {
        subscription_id: SubscriptionId::new(1).unwrap(),
        outlet_id: OutletId::new(1).unwrap(),
        customer_id: CustomerId::new(2).unwrap(),
        product_id: ProductId::new(1).unwrap(),
        quantity: Quantity::whole(2).unwrap(),
        frequency: Frequency::Weekly,
        next_date: day("2026-11-25"),
        address_id: None,
        terms: Some(WaterTerms::Cod),
        window: TimeWindow::parse("08:00-12:00").ok(),
        notes: Notes::parse("taruh di teras").ok(),
        today: day("2026-11-23"),
        by: kasir(),
        at: now(),
    }
}

pub(crate) fn subscribed() -> Subscription {
    replay(start(&Subscription::default(), gallons()).unwrap())
}

/// The subscription with what was decided.
pub(crate) fn after(subscription: &Subscription, events: Vec<SubscriptionEvent>) -> Subscription {
    let mut changed = subscription.clone();
    for event in events {
        changed.evolve(event);
    }
    changed
}

pub(crate) fn ordered(subscription: &Subscription, due: &str) -> Subscription {
    let cmd = OrderDue { due: day(due), order_id: OrderId::new(7).unwrap(), at: now() };
    after(subscription, order_due(subscription, cmd).unwrap())
}
