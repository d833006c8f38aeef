//! The days before the demonstration shop opened: plausible, made once, and finished by the next
//! start if they were broken off.
#![allow(clippy::unwrap_used)] // tests

use chrono::{DateTime, Utc};
use commands::{Desk, demo};
use domain::drawer::Drawer;
use domain::order::{Order, State};
use domain::values::{DrawerId, OrderId};
use infra::event_log::{EventLog, IdBlocks, Loaded};
use infra::keyed_hash::KeyedHash;
use test_shop::TestDatabase;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn shop(database: &TestDatabase) -> Desk {
    let primary = &database.config.primary;
    let (pool, hash) = (primary.pool(8), KeyedHash::new(&database.config.hash_secret));
    let (log, _) =
        EventLog::open(primary.options(), pool.clone(), hash, database.config.personal_keys())
            .await
            .unwrap();
    let desk = Desk { log, ids: IdBlocks::new(pool) };
    demo::open_shop(&desk, opening()).await.unwrap();
    desk
}

fn opening() -> DateTime<Utc> {
    at("2026-11-21T03:00:00Z")
}

/// Every order, in the order of their ids. A command that was carried out before draws an id in vain.
async fn orders(desk: &Desk) -> Vec<Order> {
    let mut all = Vec::new();
    for id in (1..500).map(|id| OrderId::new(id).unwrap()) {
        let order: Loaded<Order> = desk.log.load(id.get()).await.unwrap();
        if order.state.ticket().is_some() {
            all.push(order.state);
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn days_that_were_broken_off_are_finished_by_the_next_start() {
    let (noon, evening) = (at("2026-11-22T05:00:00Z"), at("2026-11-23T12:00:00Z"));
    let database = TestDatabase::create().await;
    let desk = shop(&database).await;
    assert_eq!(demo::opening(&desk, evening).await.unwrap(), opening(), "it stands in the lists");
    demo::days_before(&desk, opening(), noon).await.unwrap();
    let begun = orders(&desk).await;
    assert!(!begun.is_empty());

    // As after a kill at noon: the same days, and the rest of them.
    demo::days_before(&desk, opening(), evening).await.unwrap();
    let broken_off = orders(&desk).await;
    assert!(broken_off.len() > begun.len());
    let head = desk.log.head().await.unwrap();
    demo::days_before(&desk, opening(), evening).await.unwrap();
    assert_eq!(desk.log.head().await.unwrap(), head, "a start after that adds nothing");

    let database = TestDatabase::create().await;
    let desk = shop(&database).await;
    demo::days_before(&desk, opening(), evening).await.unwrap();
    assert_eq!(desk.log.head().await.unwrap(), head, "as if it had never been broken off");
    let at_once = orders(&desk).await;
    let totals = |orders: &[Order]| -> Vec<(State, i64, i64)> {
        let ticket = |order: &Order| {
            let ticket = order.ticket().unwrap();
            (ticket.state(), ticket.price.pricing.total.get(), ticket.paid.get())
        };
        orders.iter().map(ticket).collect()
    };
    assert_eq!(totals(&broken_off), totals(&at_once));
    let settled = totals(&at_once).iter().filter(|(state, ..)| *state >= State::Paid).count();
    assert!(settled * 2 > at_once.len(), "{settled} of {}", at_once.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_that_sells_already_is_left_alone() {
    let database = TestDatabase::create().await;
    let desk = shop(&database).await;
    let kasir = commands::Call {
        user_id: demo::login_id("kasir").unwrap(),
        at: at("2026-11-22T03:00:00Z"),
        request_id: "a wash".to_owned(),
        till_id: None,
        client_ip: None,
        key: None,
        approval: None,
    };
    let code = |text| domain::values::CatalogCode::parse(text).ok();
    let wash = commands::order::WantedWash {
        vehicle_type: code("sedan"),
        package: code("basic"),
        ..commands::order::WantedWash::default()
    };
    let new = commands::order::NewOrder {
        wanted: commands::order::Wanted::CarWash(wash),
        outlet: None,
        customer: None,
        walk_in_name: None,
        walk_in_phone: None,
        employees: Vec::new(),
        price: None,
        quoted: None,
        delivery: None,
        scheduled_at: None,
        ordered: None,
        notes: None,
    };
    commands::order::place(&desk, &kasir, &new).await.unwrap();
    let head = desk.log.head().await.unwrap();
    demo::days_before(&desk, opening(), at("2026-11-23T12:00:00Z")).await.unwrap();
    assert_eq!(desk.log.head().await.unwrap(), head);
}

async fn drawer(desk: &Desk) -> Drawer {
    let drawer: Loaded<Drawer> = desk.log.load(DrawerId::FIRST.get()).await.unwrap();
    drawer.state
}

#[tokio::test(flavor = "multi_thread")]
async fn the_drawer_is_counted_every_evening_and_open_in_the_end_whatever_the_hour() {
    let database = TestDatabase::create().await;
    let desk = shop(&database).await;
    let at_night = at("2026-11-24T15:00:00Z"); // three days, and the last one is over
    demo::days_before(&desk, opening(), at_night).await.unwrap();
    let now = drawer(&desk).await;
    let (open, counted) = (now.session().unwrap(), now.last_counted().unwrap());
    assert_eq!((open.opened_at, open.id.get()), (at_night, counted.session.id.get() + 1));
    assert_eq!(counted.closed_at.date_naive(), at_night.date_naive(), "in the evening");
    assert_eq!(open.id.get(), 4, "three evenings, and the night");
    let head = desk.log.head().await.unwrap();
    demo::open_drawer(&desk, at_night).await.unwrap();
    demo::days_before(&desk, opening(), at_night).await.unwrap();
    assert_eq!(desk.log.head().await.unwrap(), head, "it is open");

    let without = TestDatabase::create().await;
    let desk = shop(&without).await;
    demo::open_drawer(&desk, opening()).await.unwrap();
    assert!(drawer(&desk).await.session().is_some(), "in a shop without a past, too");
}
