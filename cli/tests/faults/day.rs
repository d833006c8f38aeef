//! A day's work while processes are being killed, and what must be true when it is over.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::http::Method;
use domain::order::OrderEvent;
use domain::payment::PaymentEvent;
use infra::database::Database;
use infra::event_log::{RawLog, ShopEvent};
use infra::migrations::migrate_read;
use projections::runtime::read_everything;
use serde_json::json;
use test_shop::{Http, TestDatabase};
use tokio::sync::Mutex;

use crate::till::{Till, place};

/// What was acknowledged, by what was written on it.
#[derive(Default)]
struct Acknowledged {
    placed: BTreeSet<String>,
    /// Orders whose payment was acknowledged.
    paid: BTreeSet<i64>,
}

pub(crate) struct Day {
    acknowledged: Arc<Mutex<Acknowledged>>,
    at_work: Arc<AtomicUsize>,
    /// Requests that were answered.
    answered: Arc<AtomicUsize>,
}

impl Day {
    /// Lets `tills` cashiers place `orders` each, and wash and cash up every one that they can.
    pub(crate) fn begin(till: &Till, tills: usize, orders: usize) -> Self {
        let at_work = Arc::new(AtomicUsize::new(tills));
        let day = Self { acknowledged: Arc::default(), at_work, answered: Arc::default() };
        for number in 0..tills {
            let kasir = till.kasir.clone();
            let (acknowledged, at_work) = (day.acknowledged.clone(), day.at_work.clone());
            let answered = day.answered.clone();
            tokio::spawn(async move {
                for order in 0..orders {
                    let note = format!("till {number}, order {order}");
                    serve_one(&kasir, &note, &acknowledged, &answered).await;
                }
                at_work.fetch_sub(1, Ordering::SeqCst);
            });
        }
        day
    }

    pub(crate) fn over(&self) -> bool {
        self.at_work.load(Ordering::SeqCst) == 0
    }

    /// Waits until so many more requests were answered, or the day is over.
    pub(crate) async fn goes_on_for(&self, requests: usize) {
        let enough = self.answered.load(Ordering::SeqCst) + requests;
        while !self.over() && self.answered.load(Ordering::SeqCst) < enough {
            tokio::time::sleep(Duration::from_millis(1)).await; // until they were
        }
    }

    pub(crate) async fn finish(&self) {
        let begun = Instant::now();
        while !self.over() {
            assert!(begun.elapsed() < Duration::from_mins(5), "the day does not end");
            tokio::time::sleep(Duration::from_millis(5)).await; // until all went home
        }
    }

    /// Nothing acknowledged is lost, nothing is there twice, the log is dense, and the read models
    /// equal a rebuild.
    pub(crate) async fn check(&self, till: &Till) {
        let acknowledged = self.acknowledged.lock().await;
        let log = Log::read(&till.database).await;
        for note in &acknowledged.placed {
            assert_eq!(log.notes.iter().filter(|other| *other == note).count(), 1, "{note}");
        }
        for order in &acknowledged.paid {
            assert_eq!(log.paid.iter().filter(|other| *other == order).count(), 1, "order {order}");
        }
        let most = log.notes.len() / 2;
        assert!(acknowledged.placed.len() > most, "only {} got through", acknowledged.placed.len());
        let live = wait_until_in_step(till, log.head).await;
        assert_eq!(live, rebuilt(&till.database).await, "read models equal their rebuild");
    }
}

/// One order from the door to the till. Whatever is not acknowledged is left as it is: the cashier
/// cannot know.
async fn serve_one(
    kasir: &Http,
    note: &str,
    acknowledged: &Mutex<Acknowledged>,
    answered: &AtomicUsize,
) {
    let Ok(id) = place(kasir, note).await else { return rest(kasir).await };
    answered.fetch_add(1, Ordering::SeqCst);
    acknowledged.lock().await.placed.insert(note.to_owned());
    for verb in ["start", "complete"] {
        let path = format!("/api/v1/car-wash/orders/{id}/{verb}");
        match kasir.send(Method::PATCH, &path, &[], None).await {
            Ok(reply) if reply.status == 200 => {
                answered.fetch_add(1, Ordering::SeqCst);
            }
            _ => return rest(kasir).await,
        }
    }
    let body = json!({"orderId": id, "amount": 75_000, "paymentMethod": "cash"}).to_string();
    match kasir.send(Method::POST, "/api/v1/payments", &[], Some(body)).await {
        Ok(reply) if reply.status == 201 => {
            answered.fetch_add(1, Ordering::SeqCst);
            acknowledged.lock().await.paid.insert(id);
        }
        _ => rest(kasir).await,
    }
}

/// Nobody gives up one order after the other at a till that is down: it is waited for.
async fn rest(kasir: &Http) {
    while kasir.send(Method::GET, "/health/live", &[], None).await.is_err() {
        tokio::time::sleep(Duration::from_millis(20)).await; // until it answers
    }
}

struct Log {
    head: i64,
    /// What was written on each order placed.
    notes: Vec<String>,
    /// The order of each payment received.
    paid: Vec<i64>,
}

impl Log {
    async fn read(database: &TestDatabase) -> Self {
        let keys = database.config.personal_keys();
        let raw = RawLog::with_keys(database.primary_as_admin().pool(1), keys);
        let mut events = raw.read(1, raw.head().await.unwrap().mark.position);
        let mut log = Self { head: 0, notes: Vec::new(), paid: Vec::new() };
        while let Some(chunk) = events.next().await.unwrap() {
            for event in chunk.events().map(Result::unwrap) {
                log.head += 1;
                assert_eq!(event.mark.position, log.head, "dense");
                let event = event.decode().unwrap();
                if let ShopEvent::Order(event) = &event
                    && let OrderEvent::OrderPlaced { notes: Some(note), .. } = &**event
                {
                    log.notes.push(note.get().as_str().to_owned());
                }
                if let ShopEvent::Payment(PaymentEvent::PaymentReceived { order_id, .. }) = event {
                    log.paid.push(order_id.get());
                }
            }
        }
        log
    }
}

/// The rows of all read tables once the workers have caught up.
async fn wait_until_in_step(till: &Till, head: i64) -> Vec<String> {
    let begun = Instant::now();
    loop {
        if let Ok(reply) = till.kasir.send(Method::GET, "/health", &[], None).await
            && let Some(projections) = reply.body["projections"].as_array()
            && projections.iter().all(|p| p["position"] == head)
        {
            return TestDatabase::read_rows(&till.database.read_as_admin()).await;
        }
        assert!(begun.elapsed() < Duration::from_mins(5), "the workers do not catch up");
        tokio::time::sleep(Duration::from_millis(10)).await; // until the condition holds
    }
}

/// The rows of read tables filled anew from the log, one event at a time.
async fn rebuilt(database: &TestDatabase) -> Vec<String> {
    let mut config = database.config.clone();
    config.read.name.push_str("_check");
    config.work.name.push_str("_check");
    let admin = config.admin.clone().unwrap();
    migrate_read(&config, &admin).await.unwrap();
    let keys = config.personal_keys();
    let as_admin = Database { user: admin.user, password: admin.password, ..config.work };
    read_everything(&as_admin.named(&config.primary.name), &keys, &as_admin).await.unwrap();
    TestDatabase::read_rows(&as_admin).await
}
