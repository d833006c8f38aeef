//! Who keeps a projection: one process at a time, whatever becomes of it.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use crate::dice::Dice;
use crate::load::Load;
use crate::shop::{Shop, Worker, until};

/// Whether that process keeps every projection.
async fn keeps_all(shop: &Shop, worker: &Worker) -> bool {
    kept_by(shop, &[worker]).await
}

/// Whether every projection is kept by one of those.
async fn kept_by(shop: &Shop, workers: &[&Worker]) -> bool {
    let said = shop.operator(&["list", "--json"]).await.json();
    let theirs: Vec<_> = workers.iter().map(|worker| format!(":{}", worker.pid())).collect();
    let kept = |owner: &str| theirs.iter().any(|process| owner.ends_with(process));
    let lines = said.as_array().unwrap();
    lines.len() == projections::runtime::ALL.len()
        && lines.iter().all(|line| line["owner"].as_str().is_some_and(kept))
}

/// How often somebody became an owner.
const EPOCHS: &str = "SELECT CAST(SUM(epoch) AS SIGNED) FROM owners";

/// Sessions of workers with the read database.
async fn sessions(shop: &Shop) -> i64 {
    let name = &shop.database.config.read.name;
    let sql = format!(
        "SELECT COUNT(*) FROM information_schema.processlist
         WHERE user = 'kharisma_work' AND db = '{name}'"
    );
    shop.ask(&sql).await
}

/// Starts a worker where another one keeps everything, and waits until it stands by.
async fn stand_by(shop: &Shop, before: &Worker) -> Worker {
    until("the first keeps everything", || keeps_all(shop, before)).await;
    let known = sessions(shop).await;
    let worker = shop.worker();
    until("the second is there", || async { sessions(shop).await > known }).await;
    worker
}

#[tokio::test(flavor = "multi_thread")]
async fn one_works_and_the_other_takes_over_when_it_is_killed_or_frozen() {
    let shop = Shop::open().await;
    let first = shop.worker();
    let second = stand_by(&shop, &first).await;
    let owners_so_far = shop.ask(EPOCHS).await;
    let load = Load::begin(&shop.kasir, 3);
    load.go_on_for(60).await;
    let both = [&first, &second];
    until("every projection is kept", || kept_by(&shop, &both)).await;
    // The other one stands by. Each may pass to it once, should the first be silent for three seconds.
    let most = i64::try_from(projections::runtime::ALL.len()).unwrap();
    assert!(shop.ask(EPOCHS).await <= owners_so_far + most, "they take it from each other");

    // What it takes to look, on this machine, while people work.
    let looked = Instant::now();
    until("every projection still is", || kept_by(&shop, &both)).await;
    let looking = looked.elapsed();
    let killed = Instant::now();
    first.kill().await;
    until("the second takes over", || keeps_all(&shop, &second)).await;
    let took = killed.elapsed();
    println!("taken over {took:?} after the kill");
    assert!(took < Duration::from_secs(8) + 10 * looking, "{took:?}, and {looking:?} to look");

    let third = stand_by(&shop, &second).await;
    second.signal(Signal::SIGSTOP);
    until("the third takes over", || keeps_all(&shop, &third)).await;
    load.go_on_for(60).await;
    second.signal(Signal::SIGCONT);
    load.go_on_for(60).await;
    load.finish().await;
    shop.is_exact().await;
    let both = [&second, &third];
    until("every projection is kept", || kept_by(&shop, &both)).await;

    // Whoever is asked to stop hands over at once.
    let asked = Instant::now();
    third.stop().await;
    until("the second has it again", || keeps_all(&shop, &second)).await;
    println!("handed over {:?} after it was asked", asked.elapsed());
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_instant_and_made_to_fight_they_count_everything_once() {
    let mut dice = Dice::new();
    let shop = Shop::open().await;
    let mut workers = vec![shop.worker(), shop.worker()];
    let load = Load::begin(&shop.kasir, 3);
    load.go_on_for(20).await;
    for _ in 0..6 {
        tokio::time::sleep(Duration::from_millis(dice.up_to(500))).await; // a random instant
        let one = usize::try_from(dice.up_to(1)).unwrap();
        workers.swap_remove(one).kill().await;
        workers.push(shop.worker());
    }
    // Each is told again and again that the other's time is over.
    let mut server = shop.tables().await;
    let before = shop.ask(EPOCHS).await;
    let (begun, enough) = (Instant::now(), load.done() + 150);
    // For as long as that takes, and until they took it from each other often enough.
    while load.done() < enough || shop.ask(EPOCHS).await <= before + 10 {
        assert!(begun.elapsed() < Duration::from_mins(5), "nobody takes what is free");
        let sql = "UPDATE owners SET until = '2000-01-01'";
        sqlx::Executor::execute(&mut server, sql).await.unwrap();
        tokio::time::sleep(Duration::from_millis(5)).await; // the pace of the fight
    }
    load.finish().await;
    shop.is_exact().await;
    assert_eq!(shop.operator(&["parked", "list"]).await.done(), "nothing is parked\n");
}
