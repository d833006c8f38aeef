//! Software of another version starts: its tables are made anew beside those that are read.

use crate::load::Load;
use crate::readers::Readers;
use crate::shop::{Shop, until};

#[tokio::test(flavor = "multi_thread")]
async fn tables_of_an_older_version_are_read_until_the_new_ones_are_in_step() {
    let shop = Shop::open().await;
    let worker = shop.worker();
    let order = shop.place().await;
    shop.in_step().await;
    worker.stop().await;
    let version = shop.standing("orders").await["version"].as_i64().unwrap();
    shop.intrude("UPDATE orders_checkpoint SET version = version - 1").await;
    // A row that only the tables of before have.
    shop.intrude("UPDATE orders SET number = 'CW-OF-BEFORE'").await;
    let standing = shop.standing("orders").await;
    assert_eq!(
        (&standing["status"], &standing["version"]),
        (&"outdated".into(), &(version - 1).into())
    );
    let said = shop.operator(&["verify", "orders"]).await;
    assert!(said.refused().contains("cannot be compared"), "{said:?}");

    let readers = Readers::begin(&shop.kasir, order);
    let load = Load::begin(&shop.kasir, 2);
    load.go_on_for(20).await;
    let old = shop.ask("SELECT COUNT(*) FROM orders WHERE number = 'CW-OF-BEFORE'").await;
    assert_eq!(old, 1, "nobody touched them");
    let workers = [shop.worker(), shop.worker()];
    until("it is of this version", || async {
        let standing = shop.standing("orders").await;
        standing["version"] == version && standing["status"] != "outdated"
    })
    .await;
    load.go_on_for(20).await;
    load.finish().await;
    shop.in_step().await;
    readers.finish_after(5).await;
    let standing = shop.standing("orders").await;
    assert_eq!(standing["generation"], 2, "made anew once, by one of the two: {standing}");
    shop.is_exact().await;
    for worker in workers {
        worker.stop().await;
    }
}
