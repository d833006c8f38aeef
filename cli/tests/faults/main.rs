//! Processes are killed in the middle of the shop's day. Afterwards nothing acknowledged is lost,
//! nothing is there twice, the log is dense, and every read model equals its rebuild from the log.
//! The instants are random; a failing run prints its seed, and KHARISMA_SEED=… repeats it.
#![allow(clippy::unwrap_used)] // tests

mod day;
mod dice;
mod payments;
#[allow(dead_code)] // the tests of `up` use more of it
#[path = "../up/process.rs"]
mod process;
mod storm;
mod till;

use std::time::Duration;

use nix::sys::signal::Signal;

use day::Day;
use dice::Dice;
use till::{Process, Till};

#[tokio::test(flavor = "multi_thread")]
async fn api_and_workers_killed_in_the_middle_of_200_orders() {
    let mut dice = Dice::new();
    let till = Till::open().await;
    let day = Day::begin(&till, 8, 25);
    while !day.over() {
        // An instant of chance: not by the clock, so that on a slow machine it is the same day.
        let (process, requests) = (dice.pick(&[Process::Serve, Process::Work]), dice.up_to(80));
        day.goes_on_for(usize::try_from(requests).unwrap()).await;
        till.kill_and_restart(process).await;
    }
    day.check(&till).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_process_frozen_anywhere_holds_nobody_up_for_long() {
    let mut dice = Dice::new();
    let till = Till::open().await;
    let day = Day::begin(&till, 4, 40);
    // A second API process, whose tills the first may not hold up.
    let other = till.another_serve().await;
    let (mut longest, mut beside_nobody) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..3 {
        let begun = std::time::Instant::now();
        other.place("beside one that works").await.unwrap();
        beside_nobody = beside_nobody.max(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(dice.up_to(150))).await; // a random instant
        till.signal(Process::Serve, Signal::SIGSTOP).await;
        let begun = std::time::Instant::now();
        other.place("beside a frozen one").await.unwrap();
        longest = longest.max(begun.elapsed());
        till.signal(Process::Serve, Signal::SIGCONT).await;
    }
    // As long as the server lets a silent session hold the log, and what a command takes anyway.
    let limit = Duration::from_secs(5) + 5 * beside_nobody;
    assert!(longest < limit, "{longest:?}, and {beside_nobody:?} beside nobody");
    day.finish().await;
    day.check(&till).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_at_once_count_everything_once() {
    let till = Till::open().await;
    let _second = till.another_worker();
    let day = Day::begin(&till, 4, 15);
    day.finish().await;
    day.check(&till).await;
}
