//! Clients that repeat a command with its key, wherever somebody answers, until they are told what
//! became of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use test_shop::{Http, Reply};
use tokio::sync::Mutex;

use super::command::Command;
use super::waits::{Wait, Waits};
use crate::dice::Dice;

/// How long most wait for an answer before they ask again.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long the impatient do.
const IMPATIENCE: Duration = Duration::from_millis(300);

/// What everyone works on.
pub(crate) struct Shop {
    /// Orders that everyone pays for and assigns people to.
    pub(crate) shared: Vec<i64>,
    /// Orders that were placed in the storm.
    placed: Mutex<Vec<i64>>,
    pub(crate) waits: Waits,
    closed: AtomicBool,
}

impl Shop {
    pub(crate) fn open(shared: Vec<i64>) -> Arc<Self> {
        let (placed, waits) = (Mutex::default(), Waits::default());
        Arc::new(Self { shared, placed, waits, closed: AtomicBool::default() })
    }

    pub(crate) fn is_open(&self) -> bool {
        !self.closed.load(Ordering::SeqCst)
    }

    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
    }
}

/// What a client was told in the end.
#[derive(Debug)]
pub(crate) struct Told {
    /// The `X-Request-Id` of all its tries, which its events carry.
    pub(crate) request: String,
    pub(crate) command: Command,
    /// Whether it was carried out; refused if not.
    pub(crate) acknowledged: bool,
    /// Whether it turned out to have been carried out by an earlier try.
    pub(crate) replayed: bool,
    /// Tries whose outcome nobody told.
    pub(crate) unknown: usize,
}

pub(crate) struct Client {
    number: usize,
    dice: Dice,
    shop: Arc<Shop>,
    kasir: Vec<Http>,
}

impl Client {
    pub(crate) fn new(number: usize, dice: Dice, shop: Arc<Shop>, kasir: Vec<Http>) -> Self {
        Self { number, dice, shop, kasir }
    }

    /// Works until the shop closes, and until everything asked for by then is answered.
    pub(crate) async fn work(mut self) -> Vec<Told> {
        let mut told = Vec::new();
        while self.shop.is_open() {
            let command = self.think().await;
            let request = format!("client-{}-{}", self.number, told.len());
            told.push(self.carry_out(command, request).await);
        }
        told
    }

    async fn think(&mut self) -> Command {
        let shared = self.dice.pick(&self.shop.shared);
        match self.dice.up_to(99) {
            0 => Command::TooLarge,
            1..=3 => Command::Malformed,
            4..=49 => Command::PayOne(shared),
            50..=59 => {
                let first = self.dice.pick(&[1, 2, 3, 4]);
                let second = self.dice.pick(&[1, 2, 3, 4]);
                let employees = if first == second { vec![first] } else { vec![first, second] };
                Command::Assign(shared, employees)
            }
            60..=74 => {
                let placed = self.shop.placed.lock().await;
                if placed.is_empty() {
                    return Command::Place;
                }
                Command::Start(self.dice.pick(&placed))
            }
            _ => Command::Place,
        }
    }

    async fn carry_out(&mut self, command: Command, request: String) -> Told {
        let begun = Instant::now();
        let mut unknown = 0;
        loop {
            let process = self.dice.pick(&[0, 1, 2]) % self.kasir.len();
            let patience = if self.dice.up_to(3) == 0 { IMPATIENCE } else { PATIENCE };
            let answer = self.ask(process, &command, &request, patience).await;
            let answered = match answer {
                Err(_) => None,
                // Lost its races, or was too much at once: not carried out, to be repeated.
                Ok(reply) if reply.status == 409 => Some(None),
                Ok(reply) if reply.status == 503 && !reply.text.contains("not known") => Some(None),
                Ok(reply) if reply.status == 503 => None,
                Ok(reply) => Some(Some(reply)),
            };
            if let Some(Some(reply)) = answered {
                let acknowledged = reply.status < 300;
                assert!(
                    acknowledged || command.refusals().contains(&reply.status),
                    "{command:?}: {} {}",
                    reply.status,
                    reply.text
                );
                let replayed = reply.headers.contains_key("idempotent-replayed");
                if acknowledged && command == Command::Place {
                    let id = reply.body["data"]["id"].as_i64().unwrap();
                    self.shop.placed.lock().await.push(id);
                }
                return Told { request, command, acknowledged, replayed, unknown };
            }
            unknown += usize::from(answered.is_none());
            // A server may hang up on a body it does not want before the whole of it was sent.
            if command == Command::TooLarge && unknown > 20 {
                return Told { request, command, acknowledged: false, replayed: false, unknown };
            }
            assert!(begun.elapsed() < Duration::from_mins(5), "{command:?} is never answered");
            tokio::time::sleep(Duration::from_millis(10 + self.dice.up_to(40))).await; // then again
        }
    }

    async fn ask(
        &self,
        process: usize,
        command: &Command,
        request: &str,
        patience: Duration,
    ) -> Result<Reply, String> {
        let (method, path, body) = command.request();
        let headers =
            [("idempotency-key", request.to_owned()), ("x-request-id", request.to_owned())];
        let begun = Instant::now();
        let asking = self.kasir[process].send(method, &path, &headers, Some(body));
        let answer = tokio::time::timeout(patience, asking).await;
        let refused_to_answer = matches!(answer, Ok(Err(_)));
        if !refused_to_answer {
            self.shop.waits.note(Wait { process, begun, ended: Instant::now() });
        }
        answer.unwrap_or_else(|_| Err("no patience".to_owned()))
    }
}
