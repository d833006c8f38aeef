//! Those who ask: a till's clients, which do one thing after the other, and those who sign in and again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use hyper::Method;
use serde_json::{Value, json};

use super::client::Client;
use super::shop::{PASSWORD, address, username};
use crate::BenchError;

/// What a till's client asks, in turn.
pub(super) const REQUESTS: [&str; 5] = ["order", "start", "look", "complete", "queue"];

/// A request: which, when it was answered, and after how many milliseconds.
pub(super) type Answered = (&'static str, Instant, f64);

struct Asking<'a> {
    client: &'a Client,
    answered: Vec<Answered>,
}

impl Asking<'_> {
    async fn ask(
        &mut self,
        what: &'static str,
        (method, path): (Method, &str),
        body: Option<&Value>,
        expected: u16,
    ) -> Result<Value, BenchError> {
        let begun = Instant::now();
        let data = self.client.ask(method, path, body, expected).await?;
        let now = Instant::now();
        self.answered.push((what, now, (now - begun).as_secs_f64() * 1000.0));
        Ok(data)
    }
}

/// A car is ordered, washed, looked at, done; and the board is read. Again and again until told to stop.
pub(super) async fn at_the_till(
    client: Client,
    stop: Arc<AtomicBool>,
) -> Result<Vec<Answered>, BenchError> {
    let client = client.another();
    let mut asking = Asking { client: &client, answered: Vec::new() };
    let wanted = json!({
        "vehicleType": "sedan", "servicePackage": "basic", "licensePlate": "B 1 KH",
        "employeeIds": [1],
    });
    let nothing = json!({});
    while !stop.load(Ordering::Relaxed) {
        let orders = "/api/v1/car-wash/orders";
        let order = asking.ask("order", (Method::POST, orders), Some(&wanted), 201).await?;
        let order = format!("{orders}/{}", order["id"]);
        for verb in ["start", "complete"] {
            let path = format!("{order}/{verb}");
            asking.ask(verb, (Method::PATCH, &path), Some(&nothing), 200).await?;
            if verb == "start" {
                asking.ask("look", (Method::GET, &order), None, 200).await?;
            }
        }
        asking.ask("queue", (Method::GET, "/api/v1/queue"), None, 200).await?;
    }
    Ok(asking.answered)
}

/// One of many signs in, and again, until told to stop.
pub(super) async fn at_the_door(
    url: String,
    n: u32,
    stop: Arc<AtomicBool>,
) -> Result<Vec<Answered>, BenchError> {
    let (client, username) = (Client::new(&url, address(n)), username(n));
    let mut answered = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let begun = Instant::now();
        client.sign_in(&username, PASSWORD).await?;
        let now = Instant::now();
        answered.push(("login", now, (now - begun).as_secs_f64() * 1000.0));
    }
    Ok(answered)
}
