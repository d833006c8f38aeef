//! Cashiers at work: whatever happens to projections, no command of theirs may fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use axum::http::Method;
use serde_json::json;
use test_shop::{Http, Reply};
use tokio::task::JoinHandle;

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
        crate::shop::until("the cashiers", || async { self.done() >= enough }).await;
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
        loop {
            let reply = self.kasir.send(method.clone(), path, &[], Some(body.clone())).await;
            let reply = reply.unwrap();
            // All cash goes through one drawer: who lost three races for it asks again.
            if reply.status != 409 {
                assert!([200, 201].contains(&reply.status), "{path}: {}", reply.text);
                self.done.fetch_add(1, Ordering::SeqCst);
                return reply;
            }
        }
    }
}
