//! `kharisma bench http`: what a till's requests take over HTTP; with `--login`, beside them while many
//! sign in at once.

mod client;
mod clients;
mod served;
mod shop;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use infra::config::{Account, Config};
use tokio::task::JoinHandle;

pub use served::{Row, Served};
pub use shop::Program;

use crate::BenchError;
use crate::machine::Machine;
use clients::{Answered, at_the_door, at_the_till};
use served::Phase;
use shop::Shop;

/// What is measured.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Seconds of each phase of a round.
    pub seconds: f64,
    /// Rounds: in each, the till alone, then with those who sign in, then those alone.
    pub rounds: u32,
    /// The till's clients.
    pub concurrency: u32,
    /// Those who sign in at once; none: the till alone is measured.
    pub logins: u32,
}

type Asking = JoinHandle<Result<Vec<Answered>, BenchError>>;

/// Measures it.
///
/// # Errors
/// [`BenchError`]; any request that is refused, too: its figures would be worth nothing.
pub async fn measure(
    plan: Plan,
    machine: Machine,
    (config, admin): (&Config, &Account),
    program: &Program,
    progress: impl Fn(&str),
) -> Result<Served, BenchError> {
    progress("opening a shop");
    let shop = Shop::open(plan.logins, (config, admin), program).await?;
    let (mut quiet, mut busy, mut alone) = (Phase::default(), Phase::default(), Phase::default());
    // What is slow the first time does not count.
    phase(&shop, Plan { logins: 0, ..plan }, &mut Phase::default()).await?;
    for round in 1..=plan.rounds {
        progress(&format!("round {round} of {}: the till alone", plan.rounds));
        phase(&shop, Plan { logins: 0, ..plan }, &mut quiet).await?;
        if plan.logins > 0 {
            progress(&format!("round {round}: {} sign in", plan.logins));
            phase(&shop, plan, &mut busy).await?;
            progress(&format!("round {round}: they sign in and nobody is at the till"));
            phase(&shop, Plan { concurrency: 0, ..plan }, &mut alone).await?;
        }
    }
    Ok(Served::of(plan, machine, config.access.passwords, [&quiet, &busy, &alone]))
}

/// Has everybody ask for a while. Those who sign in are all in line before the till's clients begin, and
/// stay until those are done.
async fn phase(shop: &Shop, plan: Plan, measured: &mut Phase) -> Result<(), BenchError> {
    let (till_closes, door_closes) =
        (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let door: Vec<Asking> = (0..plan.logins)
        .map(|n| tokio::spawn(at_the_door(shop.url.clone(), n, Arc::clone(&door_closes))))
        .collect();
    if plan.logins > 0 {
        tokio::time::sleep(Duration::from_secs_f64(plan.seconds.min(1.0))).await;
    }
    let kasir = shop.kasir().await?;
    let begun = Instant::now();
    let till: Vec<Asking> = (0..plan.concurrency)
        .map(|_| tokio::spawn(at_the_till(kasir.clone(), Arc::clone(&till_closes))))
        .collect();
    tokio::time::sleep(Duration::from_secs_f64(plan.seconds)).await;
    till_closes.store(true, Ordering::Relaxed);
    let asked = all(till).await?;
    let ended = Instant::now();
    door_closes.store(true, Ordering::Relaxed);
    measured.add(ended - begun, asked);
    let within = |(_, at, _): &Answered| (begun..=ended).contains(at);
    measured.add(Duration::ZERO, all(door).await?.into_iter().filter(within).collect());
    Ok(())
}

async fn all(asking: Vec<Asking>) -> Result<Vec<Answered>, BenchError> {
    let mut answered = Vec::new();
    for one in asking {
        answered.extend(one.await.map_err(|error| BenchError::Served(error.to_string()))??);
    }
    Ok(answered)
}
