//! The prices a shop opens with are added once; after that they are the shop's own.
#![allow(clippy::unwrap_used)] // tests

use chrono::{DateTime, Utc};
use commands::catalog::{CatalogItemChanges, CatalogTarget, change, reinstate};
use commands::{Call, Desk, demo};
use domain::catalog::{AddOn, Catalog, CatalogList, TermsChange};
use domain::order::ServiceType;
use domain::values::{CatalogCode, Money};
use infra::event_log::{EventLog, IdBlocks, Loaded};
use infra::keyed_hash::KeyedHash;
use test_shop::TestDatabase;

fn morning(hour: u32) -> DateTime<Utc> {
    format!("2026-11-23T{hour:02}:00:00Z").parse().unwrap()
}

async fn car_wash(desk: &Desk) -> Loaded<Catalog> {
    desk.log.load(Catalog::stream_id(ServiceType::CarWash)).await.unwrap()
}

fn truck_is_retired(catalog: &Catalog) -> (i64, bool) {
    let mut vehicles = catalog.entries(CatalogList::VehicleTypes);
    let truck = vehicles.find(|entry| entry.item.code.as_str() == "truck_large").unwrap();
    (truck.item.id, truck.retired)
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_the_shop_again_leaves_its_prices_alone() {
    let database = TestDatabase::create().await;
    let primary = &database.config.primary;
    let (pool, hash) = (primary.pool(8), KeyedHash::new(&database.config.hash_secret));
    let (log, _) =
        EventLog::open(primary.options(), pool.clone(), hash, database.config.personal_keys())
            .await
            .unwrap();
    let desk = Desk { log, ids: IdBlocks::new(pool) };
    demo::open_shop(&desk, morning(1)).await.unwrap();
    let opened = car_wash(&desk).await;
    let (truck, retired) = truck_is_retired(&opened.state);
    assert!(retired, "nobody knows its factor");
    demo::open_shop(&desk, morning(2)).await.unwrap();
    assert_eq!(car_wash(&desk).await.sequence, opened.sequence, "nothing was added twice");

    let admin = Call {
        user_id: demo::login_id("admin").unwrap(),
        at: morning(3),
        request_id: "prices".to_owned(),
        till_id: None,
        client_ip: None,
        key: None,
        approval: None,
    };
    let target = |list, id| CatalogTarget { list, id, version: None };
    let vehicles = target(CatalogList::VehicleTypes, truck);
    reinstate(&desk, &admin, vehicles).await.unwrap();
    let price = Some(Money::rupiah(31_000));
    let dearer = CatalogItemChanges { name: None, terms: TermsChange::AddOn { price } };
    change(&desk, &admin, target(CatalogList::CarWashAddOns, 1), &dearer).await.unwrap();
    let decided = car_wash(&desk).await;
    demo::open_shop(&desk, morning(4)).await.unwrap();
    let again = car_wash(&desk).await;
    assert_eq!(again.sequence, decided.sequence);
    assert!(!truck_is_retired(&again.state).1, "somebody wanted it back");
    let engine = CatalogCode::parse("engine_cleaning").unwrap();
    assert_eq!(Some(again.state.by_code::<AddOn>(&engine).unwrap().terms.price), price);
}
