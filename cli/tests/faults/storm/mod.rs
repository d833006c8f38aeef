//! Many clients, several API processes, a reader on the replica, and everything failing under them.
//! `KHARISMA_STORM_SECONDS` makes it longer, `KHARISMA_SEED` repeats its throws.

mod attacker;
mod client;
mod command;
mod evidence;
mod fleet;
mod naive;
mod reader;
mod servers;
mod waits;

use std::sync::Arc;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use test_shop::TestDatabase;

use crate::dice::Dice;
use crate::till::{open_shop, place_bus};
use attacker::{Attack, Attacker, Damage};
use client::{Client, Shop, Told};
use evidence::{Evidence, money_is_right};
pub(crate) use fleet::Fleet;
use reader::Reader;
use servers::{OwnServers, replicate_semi_synchronously, semi_sync_status};

const CLIENTS: usize = 64;
const SHARED: usize = 24;

/// One storm at a time: the second would only slow down the first.
static SKY: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Lets it rage over the clients, and judges what is left.
async fn storm(
    servers: &OwnServers,
    database: TestDatabase,
    seconds: u64,
    bag: &[Attack],
) -> Damage {
    let given = std::env::var("KHARISMA_STORM_SECONDS").ok().and_then(|s| s.parse().ok());
    let time = Duration::from_secs(given.unwrap_or(seconds));
    let mut dice = Dice::new();
    let database = Arc::new(database);
    let fleet = Arc::new(Fleet::start(&database, 3).await);
    let mut shared = Vec::new();
    for _ in 0..SHARED {
        shared.push(place_bus(&fleet.kasir[0]).await);
    }
    let reader = Reader::start(&database);
    let shop = Shop::open(shared);
    let working: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let client = Client::new(number, dice.another(), shop.clone(), fleet.kasir.clone());
            tokio::spawn(client.work())
        })
        .collect();
    let damage = Damage::default();
    let mut attacker =
        Attacker { database: database.clone(), fleet, shop: shop.clone(), dice, damage };
    attacker.rage(servers, bag, time).await;
    let mut told = Vec::new();
    for client in working {
        told.extend(client.await.unwrap());
    }
    let evidence = Evidence::gather(&database).await;
    let seen = reader.finish(evidence.end()).await;
    evidence.was_read_by(&seen);
    evidence.numbers_are_dense();
    evidence.agrees_with(&told);
    money_is_right(&database, &shop.shared, &told).await;
    let longest = shop.waits.longest_beside_a_frozen_one();
    report(&told, &attacker.damage, evidence.end(), longest);
    let limit = Duration::from_secs(5) + shop.waits.longest_in_peace();
    assert!(longest < limit, "held up by a frozen process for {longest:?}, of {limit:?}");
    attacker.damage
}

fn report(told: &[Told], damage: &Damage, events: i64, longest: Duration) {
    let acknowledged = told.iter().filter(|told| told.acknowledged).count();
    let unknown: usize = told.iter().map(|told| told.unknown).sum();
    let replayed = told.iter().filter(|told| told.replayed).count();
    println!(
        "{} commands, {acknowledged} acknowledged, {events} events; {unknown} tries without an \
         answer, {replayed} of them carried out; {damage:?}; beside a frozen process nobody \
         waited longer than {longest:?}",
        told.len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_over_three_processes_loses_and_doubles_nothing() {
    let _sky = SKY.lock().await;
    let servers = OwnServers::start();
    let database = servers.database().await;
    open_shop(&database).await;
    let bag = [
        Attack::KillServe,
        Attack::CutSessions,
        Attack::StopReplica,
        Attack::FreezeServe,
        Attack::KillServe,
        Attack::CutSessions,
        Attack::KillPrimary,
    ];
    let damage = storm(&servers, database, 13, &bag).await;
    assert!(damage.cut > 0 && damage.killed > 1 && damage.primary_killed == 1, "{damage:?}");
    assert!(damage.frozen > 0 && damage.replica_stopped > 0, "{damage:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_does_one_under_semi_synchronous_replication() {
    let _sky = SKY.lock().await;
    let servers = OwnServers::start();
    let database = servers.database().await;
    open_shop(&database).await;
    replicate_semi_synchronously(&database).await;
    let before = semi_sync_status(&database, "yes_tx").await;
    let watched = servers.database().await; // another database, the same servers
    let damage = storm(
        &servers,
        database,
        6,
        &[Attack::StopReplica, Attack::KillServe, Attack::StopReplica, Attack::CutSessions],
    )
    .await;
    assert!(damage.killed > 0 && damage.replica_stopped > 1, "{damage:?}");
    let waited_for = semi_sync_status(&watched, "yes_tx").await - before;
    assert!(waited_for > 10, "only {waited_for} commits waited for the replica");
    println!("{waited_for} commits waited for the replica");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_asked_to_stop_under_load_saves_what_it_acknowledges_and_leaves() {
    let _sky = SKY.lock().await;
    let mut dice = Dice::new();
    let database = TestDatabase::create().await;
    open_shop(&database).await;
    let fleet = Fleet::start(&database, 2).await;
    let shared = vec![place_bus(&fleet.kasir[0]).await, place_bus(&fleet.kasir[1]).await];
    let shop = Shop::open(shared);
    let working: Vec<_> = (0..16)
        .map(|number| {
            let client = Client::new(number, dice.another(), shop.clone(), fleet.kasir.clone());
            tokio::spawn(client.work())
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(800 + dice.up_to(400))).await; // a random instant
    let begun = Instant::now();
    fleet.signal(0, Signal::SIGTERM).await;
    assert!(fleet.ended(0).await, "it ends well");
    // It gives those it serves eight seconds, by its own clock; one that hung would never leave.
    println!("it left after {:?}", begun.elapsed());
    tokio::time::sleep(Duration::from_secs(1)).await; // the others go on at the other one
    shop.close();
    let mut told = Vec::new();
    for client in working {
        told.extend(client.await.unwrap());
    }
    Evidence::gather(&database).await.agrees_with(&told);
    money_is_right(&database, &shop.shared, &told).await;
}
