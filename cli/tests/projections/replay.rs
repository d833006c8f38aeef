//! For every projection: whatever the batches, whoever makes them, and however often they come, the
//! same log makes the same rows.

use std::path::Path;

use chrono::{Days, Utc};
use commands::demo;
use infra::database::Database;
use infra::event_log::{Mark, ShopEvent, Tail};
use infra::migrations::migrate_read;
use infra::personal::PersonalKeys;
use infra::redis::Redis;
use projections::Workers;
use projections::runtime::{
    ALL, Site, Wanted, parked, read_everything, read_in_batches, rebuild, verify,
};
use test_shop::TestDatabase;
use tokio::sync::watch;

use crate::dice::Dice;
use crate::plant::{Plant, plant};
use crate::shop::until;

/// Everything that a filling of the tables holds, what is parked included.
async fn rows_of(tables: &Database, log: &str, keys: &PersonalKeys) -> Vec<String> {
    let mut rows = TestDatabase::read_rows(tables).await;
    let site = Site::of(tables, log, keys.clone()).await.unwrap();
    for definition in ALL {
        for event in parked(&site, definition.name).await.unwrap() {
            let (name, at, keys) = (definition.name, event.position, event.keys);
            rows.push(format!("{name} parked at {at}: {keys:?}, {:?}", event.error));
        }
    }
    rows
}

/// Empty read tables beside the live ones, as the replica's administrator.
async fn empty_tables(database: &TestDatabase, name: &str) -> Database {
    let mut config = database.config.clone();
    config.read.name = format!("{}_{name}", config.read.name);
    config.work.name.clone_from(&config.read.name);
    let admin = config.admin.clone().unwrap();
    migrate_read(&config, &admin).await.unwrap();
    Database { user: admin.user, password: admin.password, ..config.read }
}

/// Fills tables in every way that there is, with batches of up to so many events. The live ones are
/// filled by workers.
async fn every_way_is_the_same(
    database: &TestDatabase,
    dice: &mut Dice,
    batches: &[u64],
) -> Vec<String> {
    let (log, keys) = (&database.config.primary.name, database.config.personal_keys());
    let singly = empty_tables(database, "singly").await;
    let head = read_everything(&singly.named(log), &keys, &singly).await.unwrap();
    let expected = rows_of(&singly, log, &keys).await;
    for most in batches {
        let split = empty_tables(database, &format!("split{most}")).await;
        let size = || u32::try_from(1 + dice.up_to(most - 1)).unwrap();
        let (end, twice) = read_in_batches(&split.named(log), &keys, &split, size).await.unwrap();
        assert_eq!((end, twice), (head, 0), "a batch that comes again changes nothing");
        assert_eq!(rows_of(&split, log, &keys).await, expected, "batches of up to {most}");
    }
    let redis = Redis::open(&database.config.redis_url).unwrap();
    let workers = Workers::start(&database.config, redis).await.unwrap();
    let live = database.read_as_admin();
    let site = Site::open(&database.config).await.unwrap();
    until("workers at the log's end", || async {
        let all = projections::runtime::list(&site).await.unwrap();
        all.iter().all(|standing| standing.position == head)
    })
    .await;
    assert_eq!(rows_of(&live, log, &keys).await, expected, "what workers make");
    let (_stop, stopping) = watch::channel(false);
    let feed = site.feed(50);
    for definition in ALL {
        let (position, found) = verify(&site, &feed, definition, &|_| (), &stopping).await.unwrap();
        assert_eq!((position, found.count), (head, 0), "{definition:?}: {found:?}");
        let wanted = Wanted { compare: true, fresh: true };
        let made = rebuild(&site, &feed, definition, wanted, &|_| (), &stopping).await.unwrap();
        let differ = made.differences.map(|found| found.count);
        assert_eq!((made.position, differ), (head, Some(0)), "{definition:?}");
    }
    assert_eq!(rows_of(&live, log, &keys).await, expected, "what rebuilds make");
    workers.stop().await;
    expected
}

/// The kinds of aggregates that the log tells of.
async fn kinds(database: &TestDatabase) -> Vec<String> {
    let tail = Tail::new(
        database.config.work.named(&database.config.primary.name).pool(1),
        database.config.personal_keys(),
    );
    let (mut kinds, mut mark) = (Vec::new(), Mark::START);
    loop {
        let records = tail.after(mark, 500).await.unwrap();
        let Some(last) = records.last() else { break };
        mark = last.mark;
        kinds.extend(records.into_iter().map(|record| record.aggregate_type));
    }
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

#[tokio::test(flavor = "multi_thread")]
async fn the_days_of_a_shop_make_the_same_rows_in_every_way() {
    let mut dice = Dice::new();
    let database = TestDatabase::create().await;
    let redis = Redis::open(&database.config.redis_url).unwrap();
    let metrics = api::Metrics::start().unwrap();
    let (till, appender) = api::Till::open(&database.config, redis, metrics).await.unwrap();
    let now = Utc::now();
    let opening = now.checked_sub_days(Days::new(2)).unwrap();
    demo::open_shop(till.desk(), opening).await.unwrap();
    demo::days_before(till.desk(), opening, now).await.unwrap();
    drop(till);
    appender.await.unwrap();
    let kinds = kinds(&database).await;
    assert!(kinds.len() > 7, "{kinds:?}");
    let rows = every_way_is_the_same(&database, &mut dice, &[40]).await;
    assert!(rows.len() > 100, "{} rows", rows.len());
    assert!(rows.iter().all(|row| !row.contains(" parked at ")), "{rows:?}");
}

/// What has to be there before anything happens to it.
const BIRTHS: [&str; 17] = [
    "UserRegistered",
    "OutletOpened",
    "DrawerInstalled",
    "TillEnrolled",
    "EmployeeRegistered",
    "CatalogItemAdded",
    "CustomerRegistered",
    "CashDrawerOpened",
    "OrderPlaced",
    "WorkStarted",
    "OrderCompleted",
    "SubscriptionStarted",
    "PaymentAnnounced",
    "PaymentReceived",
    "DebtsInvoiced",
    "InvoiceIssued",
    "SettlementRecorded",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_event_there_ever_was_makes_the_same_rows_in_every_way() {
    let mut dice = Dice::new();
    let database = TestDatabase::create().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/tests/golden");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort_by_key(|path| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let born = BIRTHS.iter().position(|birth| name.split('.').next() == Some(*birth));
        (born.unwrap_or(BIRTHS.len()), name)
    });
    for path in files {
        let (name, version) = path.file_stem().unwrap().to_str().unwrap().split_once(".v").unwrap();
        let payload = std::fs::read_to_string(&path).unwrap();
        let kinds = ALL.iter().flat_map(|definition| definition.reads).copied();
        let is_read =
            |kind: &&str| ShopEvent::decode(kind, name, version, payload.as_bytes(), None).is_ok();
        let kind = kinds.chain(["user"]).find(is_read);
        let kind = kind.unwrap_or_else(|| panic!("nobody looks at {name}"));
        let event = Plant { kind, id: "1", name, version, payload: payload.trim() };
        plant(&database, &event).await;
    }
    let rows = every_way_is_the_same(&database, &mut dice, &[3, 17, 90]).await;
    assert!(rows.len() > 20, "{rows:?}");
    let parked = rows.iter().filter(|row| row.contains(" parked at "));
    println!("{}", parked.cloned().collect::<Vec<_>>().join("\n"));
}
