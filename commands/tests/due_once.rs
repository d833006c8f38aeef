//! An order for each due date exactly once, however many processes make them and wherever they are
//! cut off.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, clippy::needless_pass_by_value)] // tests

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use commands::customer::{Target as Person, deactivate, merge};
use commands::order::Named;
use commands::subscription::{NewSubscription, Ran, Run, run, start};
use commands::{Call, Desk, demo};
use domain::customer::NewAddress;
use domain::order::{Details, Order, OrderEvent};
use domain::subscription::{Frequency, SkippedBecause, Subscription, SubscriptionEvent};
use domain::values::{
    Address, AddressId, BusinessDay, CustomerId, Money, OrderId, Quantity, SubscriptionId,
};
use infra::event_log::{ClaimBook, ClaimTable, EventLog, IdBlocks, Loaded, RawLog, ShopEvent};
use infra::keyed_hash::KeyedHash;
use test_shop::TestDatabase;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn now() -> DateTime<Utc> {
    at("2026-11-23T03:00:00Z")
}

fn call(username: &str) -> Call {
    Call {
        till_id: None,
        user_id: demo::login_id(username).unwrap(),
        at: now(),
        request_id: "due once".to_owned(),
        client_ip: None,
        key: None,
        approval: None,
    }
}

/// A process of its own, as far as the log can tell.
async fn desk(database: &TestDatabase) -> Desk {
    let primary = &database.config.primary;
    let (pool, hash) = (primary.pool(8), KeyedHash::new(&database.config.hash_secret));
    let (log, _) =
        EventLog::open(primary.options(), pool.clone(), hash, database.config.personal_keys())
            .await
            .unwrap();
    Desk { log, ids: IdBlocks::new(pool) }
}

fn person(id: i64) -> Person {
    Person { id: CustomerId::new(id).unwrap(), version: None }
}

async fn lives_at(desk: &Desk, customer: i64, address: &str) {
    let address = Address::parse(address).unwrap();
    let new = NewAddress { label: None, address, city: None, distance: None };
    let to = person(customer);
    commands::customer::add_address(desk, &call("kasir"), to, &new, false).await.unwrap();
}

/// An open shop in which customers 1 and 2 have an address each.
async fn shop(database: &TestDatabase) -> Desk {
    let desk = desk(database).await;
    demo::open_shop(&desk, now()).await.unwrap();
    lives_at(&desk, 1, "Jl. Melati No. 5").await;
    lives_at(&desk, 2, "Jl. Anggrek No. 7").await;
    desk
}

fn gallons(customer: i64, frequency: Frequency) -> NewSubscription {
    NewSubscription {
        outlet: None,
        customer: CustomerId::new(customer).unwrap(),
        product: Named::Id(1),
        quantity: Quantity::whole(2).unwrap(),
        frequency,
        next_date: BusinessDay::parse("2026-11-23").unwrap(),
        address_id: None,
        terms: None,
        window: None,
        notes: None,
    }
}

async fn subscribe(desk: &Desk, new: NewSubscription) -> SubscriptionId {
    let done = start(desk, &call("kasir"), &new).await.unwrap();
    SubscriptionId::new(done.what.id).unwrap()
}

fn on(day: &str) -> Run {
    Run { at: at(&format!("{day}T03:00:00Z")), request_id: "run".to_owned(), until: None }
}

/// What became of each due date, by the log; and the orders that say which due date they are for.
#[derive(Debug, Default)]
struct Written {
    settled: BTreeMap<(i64, BusinessDay), Option<OrderId>>,
    orders: BTreeMap<OrderId, (i64, BusinessDay)>,
}

/// A moment of the log. Who was cut off may still be saving: what comes later is not looked at.
async fn written(database: &TestDatabase) -> Written {
    let primary = database.config.primary.pool(2);
    let (table, head) = ClaimTable::read(&primary).await.unwrap();
    let mut written = Written::default();
    let mut events =
        RawLog::with_keys(primary, database.config.personal_keys()).read(1, head.mark.position);
    let mut book = ClaimBook::new(KeyedHash::new(&database.config.hash_secret));
    while let Some(chunk) = events.next().await.unwrap() {
        for event in chunk.events() {
            let event = event.unwrap();
            book.event(&event).unwrap();
            match event.decode().unwrap() {
                ShopEvent::Subscription(event) => settled(&mut written, *event),
                ShopEvent::Order(event) => ordered(&mut written, *event),
                _ => {}
            }
        }
    }
    assert_eq!(book.compare(&table), [], "what was settled is claimed");
    written
}

fn settled(written: &mut Written, event: SubscriptionEvent) {
    let (id, due, order) = match event {
        SubscriptionEvent::DeliveryOrdered { subscription_id, due, order_id, .. } => {
            (subscription_id, due, Some(order_id))
        }
        SubscriptionEvent::DeliverySkipped { subscription_id, due, .. } => {
            (subscription_id, due, None)
        }
        _ => return,
    };
    assert_eq!(written.settled.insert((id.get(), due), order), None, "{id} {due}: settled twice");
}

fn ordered(written: &mut Written, event: OrderEvent) {
    let OrderEvent::OrderPlaced { order_id, details: Details::WaterDelivery(water), .. } = event
    else {
        return;
    };
    let due = water.due.unwrap();
    written.orders.insert(order_id, (due.subscription_id.get(), due.day));
}

impl Written {
    /// Each due date has the order that says it is for it, and there are no other orders.
    fn is_one_to_one(&self) {
        let of_settled: BTreeMap<OrderId, (i64, BusinessDay)> =
            self.settled.iter().filter_map(|(due, order)| Some(((*order)?, *due))).collect();
        assert_eq!(of_settled, self.orders);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_make_each_order_once() {
    let database = TestDatabase::create().await;
    let ours = shop(&database).await;
    let theirs = desk(&database).await;
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(subscribe(&ours, gallons(1, Frequency::Daily)).await);
    }
    let ten_days = on("2026-12-02");
    let (one, other) = tokio::join!(run(&ours, &ten_days, &ids), run(&theirs, &ten_days, &ids));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.ordered + other.ordered, 60, "{one:?} {other:?}");
    let written = written(&database).await;
    written.is_one_to_one();
    assert_eq!(written.orders.len(), 60);
    let again = run(&theirs, &ten_days, &ids).await.unwrap();
    assert_eq!(again, Ran { settled_before: 6, ..Ran::default() });
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_cut_off_anywhere_is_gone_on_with() {
    let database = TestDatabase::create().await;
    let ours = shop(&database).await;
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(subscribe(&ours, gallons(2, Frequency::Daily)).await);
    }
    let ten_days = on("2026-12-02");
    for millis in 1..40 {
        let theirs = desk(&database).await;
        let cut_off = run(&theirs, &ten_days, &ids);
        let _ = tokio::time::timeout(Duration::from_millis(millis % 13), cut_off).await;
        written(&database).await.is_one_to_one();
    }
    run(&ours, &ten_days, &ids).await.unwrap();
    let written = written(&database).await;
    written.is_one_to_one();
    assert_eq!(written.orders.len(), 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_left_is_skipped_and_holds_nobody_up() {
    let database = TestDatabase::create().await;
    let desk = shop(&database).await;
    let left = subscribe(&desk, gallons(1, Frequency::Weekly)).await;
    let stays = subscribe(&desk, gallons(2, Frequency::Weekly)).await;
    deactivate(&desk, &call("manajer"), person(1), None).await.unwrap();
    let ran = run(&desk, &on("2026-11-23"), &[left, stays]).await.unwrap();
    assert_eq!(ran, Ran { ordered: 1, skipped: 1, ..Ran::default() });
    let known: Loaded<Subscription> = desk.log.load(left.get()).await.unwrap();
    let skipped = known.state.agreement().unwrap().skipped.unwrap();
    assert_eq!(
        (skipped.0.to_string().as_str(), skipped.1),
        ("2026-11-23", SkippedBecause::CustomerGone)
    );
    // Who comes back is brought what is due next; what was skipped stays so.
    commands::customer::reactivate(&desk, &call("manajer"), person(1)).await.unwrap();
    let ran = run(&desk, &on("2026-11-30"), &[left]).await.unwrap();
    assert_eq!(ran, Ran { ordered: 1, ..Ran::default() });
    written(&database).await.is_one_to_one();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_due_while_nobody_looked_is_brought_today() {
    let database = TestDatabase::create().await;
    let desk = shop(&database).await;
    let weekly = subscribe(&desk, gallons(1, Frequency::Weekly)).await;
    run(&desk, &on("2026-12-01"), &[weekly]).await.unwrap();
    let written = written(&database).await;
    for (order, (_, due)) in &written.orders {
        let order: Loaded<Order> = desk.log.load(order.get()).await.unwrap();
        let ticket = order.state.ticket().unwrap();
        let day = ticket.delivery.as_ref().unwrap().schedule.as_ref().unwrap().date;
        assert_eq!(day.to_string(), "2026-12-01", "due on {due}");
        assert_eq!(ticket.business_day.to_string(), "2026-12-01");
        assert_eq!(ticket.price.pricing.total, Money::rupiah(40_000));
        assert_eq!(ticket.placed_by.username.get().to_string(), "kasir");
    }
    assert_eq!(written.orders.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_was_merged_is_brought_water_to_the_same_place() {
    let database = TestDatabase::create().await;
    let desk = shop(&database).await;
    lives_at(&desk, 1, "Jl. Kenanga No. 9").await;
    let there =
        NewSubscription { address_id: AddressId::new(2).ok(), ..gallons(1, Frequency::Weekly) };
    let weekly = subscribe(&desk, there).await;
    lives_at(&desk, 2, "Jl. Dahlia No. 11").await; // also a second one
    merge(&desk, &call("manajer"), person(1), person(2).id).await.unwrap();
    let ran = run(&desk, &on("2026-11-23"), &[weekly]).await.unwrap();
    assert_eq!(ran.ordered, 1);
    let written = written(&database).await;
    let order: Loaded<Order> =
        desk.log.load(written.orders.keys().next().unwrap().get()).await.unwrap();
    let ticket = order.state.ticket().unwrap();
    assert_eq!(ticket.customer.as_ref().unwrap().id.get(), 2);
    let Details::WaterDelivery(water) = &ticket.details else { panic!("water") };
    let address = water.destination.as_ref().unwrap().address.get().to_string();
    assert_eq!(address, "Jl. Kenanga No. 9");
}
