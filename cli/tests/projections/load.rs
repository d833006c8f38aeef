//! Cashiers at work: whatever happens to projections, no command of theirs may fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::json;
use test_shop::{Http, Reply};
use tokio::task::JoinHandle;

/// What their commands are told apart by.
static COMMANDS: AtomicUsize = AtomicUsize::new(0);

/// Cashiers, who work until they are told to go home.
pub(crate) struct Load {
    over: Arc<AtomicBool>,
    done: Arc<AtomicUsize>,
    begun: Instant,
    cashiers: Vec<JoinHandle<()>>,
}

impl Load {
    pub(crate) fn begin(kasir: &Http, cashiers: usize) -> Self {
        let (over, done) = (Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default());
        let cashiers = (0..cashiers)
            .map(|_| {
                let cashier = Cashier { kasir: kasir.clone(), done: Arc::clone(&done) };
                let over = Arc::clone(&over);
                tokio::spawn(async move {
                    while !over.load(Ordering::SeqCst) {
                        cashier.serve_one().await;
                    }
                })
            })
            .collect();
        Self { over, done, begun: Instant::now(), cashiers }
    }

    /// How many commands were carried out so far.
    pub(crate) fn done(&self) -> usize {
        self.done.load(Ordering::SeqCst)
    }

    /// Waits until so many more were.
    pub(crate) async fn go_on_for(&self, commands: usize) {
        let enough = self.done() + commands;
        crate::shop::until("the cashiers", || async {
            assert!(!self.cashiers.iter().any(JoinHandle::is_finished), "a cashier gave up");
            self.done() >= enough
        })
        .await;
    }

    /// How many commands there were, once everybody went home.
    pub(crate) async fn finish(self) -> usize {
        self.over.store(true, Ordering::SeqCst);
        for cashier in self.cashiers {
            cashier.await.unwrap();
        }
        let done = self.done.load(Ordering::SeqCst);
        println!("{done} commands in {:?}", self.begun.elapsed());
        done
    }
}

struct Cashier {
    kasir: Http,
    done: Arc<AtomicUsize>,
}

impl Cashier {
    /// One order from the door to the till.
    async fn serve_one(&self) {
        let wash =
            json!({"vehicleType": "sedan", "servicePackage": "basic", "employeeIds": [1, 2]});
        let orders = "/api/v1/car-wash/orders";
        let placed = self.command(Method::POST, orders, wash.to_string()).await;
        let id = placed.body["data"]["id"].as_i64().unwrap();
        for verb in ["start", "complete"] {
            self.command(Method::PATCH, &format!("{orders}/{id}/{verb}"), "{}".to_owned()).await;
        }
        let pay = json!({"orderId": id, "amount": 75_000, "paymentMethod": "cash"});
        self.command(Method::POST, "/api/v1/payments", pay.to_string()).await;
    }

    async fn command(&self, method: Method, path: &str, body: String) -> Reply {
        let number = COMMANDS.fetch_add(1, Ordering::SeqCst);
        let key = [("idempotency-key", format!("cashier-command-{number}"))];
        let begun = Instant::now();
        loop {
            let reply = self.kasir.send(method.clone(), path, &key, Some(body.clone())).await;
            let reply = reply.unwrap();
            match reply.status {
                200 | 201 => {
                    self.done.fetch_add(1, Ordering::SeqCst);
                    return reply;
                }
                // All cash goes through one drawer: who lost three races for it asks again. So does a till
                // when the disk is busy with something else.
                409 | 503 if begun.elapsed() < Duration::from_secs(30) => {
                    if reply.status == 503 {
                        println!("{path} once more: {}", reply.text);
                        tokio::time::sleep(Duration::from_millis(100)).await; // a till waits, too
                    }
                }
                _ => panic!("{path}: {}", reply.text),
            }
        }
    }
}
