//! Every delivery on terms on exactly one invoice, and one invoice for each customer and month: however
//! many processes write them, wherever they are cut off, and whenever they run.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // tests

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use commands::customer::{Target, merge};
use commands::invoice::{Ran, Run, run};
use commands::order::{
    Finished, Named, NewOrder, OrderTarget, Wanted, WantedWater, complete, place, start,
};
use commands::{Call, Desk, demo};
use domain::account::Account;
use domain::customer::WaterTerms;
use domain::invoice::{Invoice, InvoiceEvent};
use domain::order::Order;
use domain::values::{CustomerId, Money, Month, OrderId, Quantity};
use infra::event_log::{ClaimBook, ClaimTable, EventLog, IdBlocks, Loaded, RawLog, ShopEvent};
use infra::keyed_hash::KeyedHash;
use test_shop::TestDatabase;

fn at(day: &str) -> DateTime<Utc> {
    format!("{day}T03:00:00Z").parse().unwrap()
}

fn call(username: &str, day: &str) -> Call {
    Call {
        till_id: None,
        user_id: demo::login_id(username).unwrap(),
        at: at(day),
        request_id: "invoiced once".to_owned(),
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

async fn shop(database: &TestDatabase) -> Desk {
    let desk = desk(database).await;
    demo::open_shop(&desk, at("2026-10-01")).await.unwrap();
    desk
}

fn customer(id: i64) -> CustomerId {
    CustomerId::new(id).unwrap()
}

/// A gallon on a monthly bill, fetched that day: 20,000 Rupiah, but for discounts.
async fn delivered(desk: &Desk, of: i64, day: &str) -> OrderId {
    let kasir = call("kasir", day);
    let water = WantedWater {
        product: Some(Named::Id(1)),
        quantity: Quantity::whole(1).ok(),
        terms: Some(WaterTerms::Invoice),
        fetched: true,
        ..WantedWater::default()
    };
    let new = NewOrder {
        wanted: Wanted::WaterDelivery(water),
        outlet: None,
        customer: Some(customer(of)),
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
    let id = OrderId::new(place(desk, &kasir, &new).await.unwrap().what.id).unwrap();
    let target = OrderTarget { id, service: None, version: None };
    start(desk, &kasir, target, None).await.unwrap();
    complete(desk, &kasir, target, &Finished::default()).await.unwrap();
    id
}

fn of(month: &str, day: &str) -> Run {
    let month = Month::parse(month).unwrap();
    Run { month, at: at(day), request_id: "run".to_owned(), call: None }
}

/// Which orders stand on which invoice, by the log.
#[derive(Debug, Default)]
struct Written {
    invoices: BTreeMap<(i64, Month), Vec<OrderId>>,
    numbers: Vec<String>,
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
            let ShopEvent::Invoice(InvoiceEvent::InvoiceIssued {
                customer_id,
                month,
                lines,
                invoice_number,
                ..
            }) = event.decode().unwrap()
            else {
                continue;
            };
            let orders = lines.iter().map(|line| line.order_id).collect();
            let twice = written.invoices.insert((customer_id.get(), month), orders);
            assert_eq!(twice, None, "{customer_id} {month}: invoiced twice");
            written.numbers.push(invoice_number.unwrap().to_string());
        }
    }
    assert_eq!(book.compare(&table), [], "what was invoiced is claimed");
    let mut all: Vec<OrderId> = written.invoices.values().flatten().copied().collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count, "a delivery stands on one invoice");
    written
}

impl Written {
    fn orders(&self, of: i64, month: &str) -> Vec<OrderId> {
        let key = (of, Month::parse(month).unwrap());
        self.invoices.get(&key).cloned().unwrap_or_default()
    }
}

/// What the account says is what its orders owe.
async fn balances(desk: &Desk, of: i64, orders: &[OrderId]) -> Money {
    let account: Loaded<Account> = desk.log.load(of).await.unwrap();
    let mut owed = Money::ZERO;
    for id in orders {
        let order: Loaded<Order> = desk.log.load(id.get()).await.unwrap();
        owed = owed + order.state.ticket().unwrap().outstanding();
    }
    assert_eq!(account.state.owed(), owed);
    owed
}

#[tokio::test(flavor = "multi_thread")]
async fn three_processes_write_each_invoice_once() {
    let database = TestDatabase::create().await;
    let ours = shop(&database).await;
    let (second, third) = (desk(&database).await, desk(&database).await);
    let ids: Vec<CustomerId> = (1..=3).map(customer).collect();
    for id in &ids {
        delivered(&ours, id.get(), "2026-10-05").await;
        delivered(&ours, id.get(), "2026-10-31").await;
    }
    let october = of("2026-10", "2026-11-01");
    let (one, two, three) = tokio::join!(
        run(&ours, &october, &ids),
        run(&second, &october, &ids),
        run(&third, &october, &ids)
    );
    let all = [one.unwrap(), two.unwrap(), three.unwrap()];
    assert_eq!(all.iter().map(|ran| ran.issued.len()).sum::<usize>(), 3, "{all:?}");
    assert!(all.iter().all(|ran| ran.failed == 0), "{all:?}");
    let mut written = written(&database).await;
    assert!(written.invoices.values().all(|orders| orders.len() == 2), "{written:?}");
    written.numbers.sort_unstable();
    let expected: Vec<String> = (1..=3).map(|no| format!("INV-2026-10-00{no}")).collect();
    assert_eq!(written.numbers, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_cut_off_anywhere_is_gone_on_with() {
    let database = TestDatabase::create().await;
    let ours = shop(&database).await;
    let ids: Vec<CustomerId> = (1..=3).map(customer).collect();
    for id in &ids {
        delivered(&ours, id.get(), "2026-10-05").await;
    }
    let october = of("2026-10", "2026-11-01");
    for millis in 1..20 {
        let theirs = desk(&database).await;
        let cut_off = run(&theirs, &october, &ids);
        let _ = tokio::time::timeout(Duration::from_millis(millis % 7), cut_off).await;
        written(&database).await;
    }
    run(&ours, &october, &ids).await.unwrap();
    assert_eq!(written(&database).await.invoices.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_is_invoiced_once_a_year_later_too_and_what_came_late_is_on_the_next() {
    let database = TestDatabase::create().await;
    let desk = shop(&database).await;
    let one = [customer(1)];
    let first = delivered(&desk, 1, "2026-10-31").await;
    let second = delivered(&desk, 1, "2026-11-01").await;
    let ran = run(&desk, &of("2026-10", "2026-11-02"), &one).await.unwrap();
    let bill = ran.issued[0].state.bill().unwrap();
    let days = (bill.issued_on.to_string(), bill.due_on.to_string());
    assert_eq!(days, ("2026-10-31".to_owned(), "2026-11-30".to_owned()));
    for later in ["2026-11-02", "2026-12-01", "2027-11-02"] {
        let ran = run(&desk, &of("2026-10", later), &one).await.unwrap();
        assert_eq!((ran.issued.len(), ran.already_invoiced, ran.failed), (0, 1, 0), "{later}");
    }
    // Nobody ran November, nor any month since.
    let third = delivered(&desk, 1, "2027-03-05").await;
    let ran = run(&desk, &of("2027-03", "2027-11-02"), &one).await.unwrap();
    assert_eq!(ran.issued.len(), 1);
    let early = run(&desk, &of("2026-11", "2027-11-02"), &one).await.unwrap();
    assert_eq!((early.issued.len(), early.nothing_owed), (0, 1), "all of it stands on a bill");
    let written = written(&database).await;
    assert_eq!(written.orders(1, "2026-10"), [first]);
    assert_eq!(written.orders(1, "2027-03"), [second, third]);
    balances(&desk, 1, &[first, second, third]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_became_one_gets_one_invoice_for_all() {
    let database = TestDatabase::create().await;
    let desk = shop(&database).await;
    let first = delivered(&desk, 1, "2026-10-05").await;
    let second = delivered(&desk, 2, "2026-10-06").await;
    let from = Target { id: customer(1), version: None };
    merge(&desk, &call("manajer", "2026-10-07"), from, customer(2)).await.unwrap();
    // An order of the record that ended goes to the one that goes on.
    let third = delivered(&desk, 1, "2026-10-08").await;
    let gone: Loaded<Account> = desk.log.load(1).await.unwrap();
    assert_eq!((gone.state.owed(), gone.state.merged_into()), (Money::ZERO, Some(customer(2))));
    let owed = balances(&desk, 2, &[first, second, third]).await;
    // Whoever still looks for the one that ended finds the one that goes on.
    let ran = run(&desk, &of("2026-10", "2026-11-01"), &[customer(1), customer(2)]).await.unwrap();
    let Ran { issued, already_invoiced, nothing_owed, failed } = ran;
    assert_eq!((issued.len(), already_invoiced + nothing_owed, failed), (1, 1, 0));
    let invoice: &Loaded<Invoice> = &issued[0];
    assert_eq!(invoice.state.bill().unwrap().total, owed);
    assert_eq!(written(&database).await.orders(2, "2026-10"), [first, second, third]);
}
