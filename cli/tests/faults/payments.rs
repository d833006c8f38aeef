//! API processes are killed while people pay. Clients say the same thing again, under the same key,
//! to whichever process answers, until they are told what became of it: each payment is booked once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::{Value, json};
use sqlx::Row;
use test_shop::{Http, TestDatabase};
use tokio::sync::watch;

use crate::dice::Dice;
use crate::storm::Fleet;
use crate::till::{open_shop, place_bus, start};

const PAYMENTS: usize = 5_000;
const ORDERS: usize = 250;
const CLIENTS: usize = 16;
const PROCESSES: usize = 2;
/// At most so many payments are answered between one kill and the next.
const BETWEEN: u64 = 400;
/// The drawer's float, in Rupiah.
const FLOAT: i64 = 500_000;

/// A payment somebody means to make, once.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wanted {
    order: i64,
    /// In Rupiah: all of an order's are a little less than it costs.
    amount: i64,
    method: &'static str,
}

impl Wanted {
    fn of(number: usize, orders: &[i64]) -> Self {
        let spread = i64::try_from(number % 7).unwrap();
        Self {
            // A few at a time pay for the same order.
            order: orders[number / 4 % ORDERS],
            amount: 18_000 - 100 * spread,
            method: if number.is_multiple_of(3) { "cash" } else { "card" },
        }
    }
}

fn key(number: usize) -> String {
    format!("payment-{number}")
}

/// One of those who pay.
struct Client {
    number: usize,
    dice: Dice,
    kasir: Vec<Http>,
    orders: Arc<Vec<i64>>,
    answered: watch::Sender<usize>,
}

impl Client {
    /// Makes this client's payments, each until it is answered; tells how often it was asked again,
    /// and how many had been booked by a try that was not answered.
    async fn work(mut self) -> (usize, usize) {
        let (mut again, mut replayed) = (0, 0);
        for number in (self.number..PAYMENTS).step_by(CLIENTS) {
            let wanted = Wanted::of(number, &self.orders);
            let begun = Instant::now();
            while let Err(why) = self.ask(number, &wanted, &mut replayed).await {
                let waits = begun.elapsed();
                assert!(waits < Duration::from_mins(5), "{wanted:?} is never answered: {why}");
                again += 1;
                tokio::time::sleep(Duration::from_millis(self.dice.up_to(20))).await; // then again
            }
            self.answered.send_modify(|answered| *answered += 1);
        }
        (again, replayed)
    }

    /// Pays once; gives what was said if that was no answer.
    async fn ask(
        &mut self,
        number: usize,
        wanted: &Wanted,
        replayed: &mut usize,
    ) -> Result<(), String> {
        let headers = [("idempotency-key", key(number)), ("x-request-id", key(number))];
        let Wanted { order, amount, method } = wanted;
        let body = json!({"orderId": order, "amount": amount, "paymentMethod": method});
        let at = usize::try_from(self.dice.up_to(PROCESSES as u64 - 1)).unwrap();
        // Some hang up before there can be an answer.
        let patience = if self.dice.up_to(9) == 0 { self.dice.up_to(15) } else { 8_000 };
        let asking =
            self.kasir[at].send(Method::POST, "/api/v1/payments", &headers, Some(body.to_string()));
        match tokio::time::timeout(Duration::from_millis(patience), asking).await {
            Ok(Ok(reply)) if reply.status == 201 => {
                assert_eq!(reply.body["data"]["amount"], *amount, "{}", reply.text);
                assert_eq!(reply.body["data"]["orderId"], *order, "{}", reply.text);
                *replayed += usize::from(reply.headers.contains_key("idempotent-replayed"));
                Ok(())
            }
            // Lost its races, or not known what became of it.
            Ok(Ok(reply)) if [409, 503].contains(&reply.status) => Err(reply.text),
            Ok(Ok(reply)) => panic!("{wanted:?}: {} {}", reply.status, reply.text),
            Ok(Err(why)) => Err(why),
            Err(_) => Err("no patience".to_owned()),
        }
    }
}

/// What the log says of one request.
#[derive(Debug, Default, PartialEq, Eq)]
struct Booked {
    received: Vec<(i64, i64, String)>,
    credited: Vec<(i64, i64)>,
    /// What went into the drawer.
    cash: Vec<i64>,
    others: usize,
}

impl Booked {
    fn take(&mut self, kind: &str, event: &Value) {
        let number = |field: &str| event[field].as_i64().unwrap();
        match kind {
            "PaymentReceived" => {
                let method = event["method"].as_str().unwrap().to_owned();
                self.received.push((number("orderId"), number("amount"), method));
            }
            "PaymentCredited" => self.credited.push((number("orderId"), number("amount"))),
            "CashTaken" => self.cash.push(number("amount")),
            _ => self.others += 1,
        }
    }

    fn once(wanted: &Wanted) -> Self {
        let Wanted { order, amount, method } = wanted;
        Self {
            received: vec![(*order, *amount, (*method).to_owned())],
            credited: vec![(*order, *amount)],
            cash: if *method == "cash" { vec![*amount] } else { Vec::new() },
            others: 0,
        }
    }
}

/// The raw log by request, and its head.
async fn read_log(database: &TestDatabase) -> (BTreeMap<String, Booked>, i64) {
    let sql = "SELECT position, event_type, payload, metadata FROM events ORDER BY position";
    let rows = sqlx::query(sql).fetch_all(&mut database.admin().await).await.unwrap();
    let (mut booked, mut head) = (BTreeMap::<String, Booked>::new(), 0);
    for row in rows {
        head += 1;
        assert_eq!(row.get::<i64, _>(0), head, "dense");
        let (kind, payload, metadata): (String, Value, Value) =
            (row.get(1), row.get(2), row.get(3));
        let request = metadata["requestId"].as_str().unwrap_or_default().to_owned();
        booked.entry(request).or_default().take(&kind, &payload[&kind]);
    }
    (booked, head)
}

/// What the takings' read model has of each means of payment: how many, and how much, in Rupiah.
async fn takings(database: &TestDatabase, kasir: &Http, head: i64) -> BTreeMap<String, (i64, i64)> {
    let begun = Instant::now();
    loop {
        let health = kasir.get("/health").await;
        let projections = health.body["projections"].as_array().unwrap();
        if projections.iter().all(|p| p["position"].as_i64() >= Some(head)) {
            break;
        }
        assert!(begun.elapsed() < Duration::from_mins(5), "the workers do not catch up");
        tokio::time::sleep(Duration::from_millis(10)).await; // until the condition holds
    }
    let sql = "SELECT payment_method, CAST(SUM(payments) AS SIGNED), CAST(SUM(amount) AS SIGNED)
               FROM takings_by_method GROUP BY payment_method";
    let rows = sqlx::query(sql).fetch_all(&database.read_as_admin().pool(1)).await.unwrap();
    rows.iter().map(|row| (row.get(0), (row.get(1), row.get(2)))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_payments_are_booked_once_while_processes_are_killed() {
    let mut dice = Dice::new();
    let database = TestDatabase::create().await;
    open_shop(&database).await;
    let fleet = Fleet::start(&database, PROCESSES).await;
    let mut orders = Vec::new();
    for _ in 0..ORDERS {
        orders.push(place_bus(&fleet.kasir[0]).await);
    }
    let orders = Arc::new(orders);
    let (answered, mut watched) = watch::channel(0);
    let clients = (0..CLIENTS).map(|number| {
        let (kasir, orders) = (fleet.kasir.clone(), orders.clone());
        let answered = answered.clone();
        Client { number, dice: dice.another(), kasir, orders, answered }
    });
    let working: Vec<_> = clients.collect();
    let working: Vec<_> = working.into_iter().map(|client| tokio::spawn(client.work())).collect();

    let mut kills = 0;
    loop {
        let next = *watched.borrow() + usize::try_from(dice.up_to(BETWEEN)).unwrap();
        if next >= PAYMENTS {
            break;
        }
        watched.wait_for(|answered| *answered >= next).await.unwrap();
        fleet.kill_and_restart(dice.pick(&[0, 1]), &database).await;
        kills += 1;
    }
    let (mut again, mut replayed) = (0, 0);
    for client in working {
        let told = client.await.unwrap();
        (again, replayed) = (again + told.0, replayed + told.1);
    }
    println!("{kills} kills, {again} asked again, {replayed} were booked already");
    assert!(kills >= 8, "{kills} kills");

    let (mut log, head) = read_log(&database).await;
    let (mut cash, mut takings_are) = (0, BTreeMap::<String, (i64, i64)>::new());
    for number in 0..PAYMENTS {
        let wanted = Wanted::of(number, &orders);
        let booked = log.remove(&key(number)).unwrap_or_default();
        assert_eq!(booked, Booked::once(&wanted), "payment {number}");
        cash += booked.cash.iter().sum::<i64>();
        let (count, sum) = takings_are.entry(wanted.method.to_owned()).or_default();
        (*count, *sum) = (*count + 1, *sum + wanted.amount);
    }
    let strangers: usize = log.values().map(|booked| booked.received.len()).sum();
    assert_eq!(strangers, 0, "nobody else paid");
    // The workers come late: they read what happened in large bites, then.
    let _worker = start(&database.variables, &["work"]);
    assert_eq!(takings(&database, &fleet.kasir[0], head).await, takings_are);
    let counted = json!({"countedBalance": FLOAT + cash});
    let closed = fleet.kasir[0].post("/api/v1/cash-drawer/close", counted).await.expect(200);
    assert_eq!((&closed["expected"], &closed["variance"]), (&json!(FLOAT + cash), &json!(0)));
}
