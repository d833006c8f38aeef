//! Redis and the replica go away in the middle of the day, and come back.

use std::time::Duration;

use sqlx::Executor;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::dice::Dice;
use crate::load::Load;
use crate::servers::{OwnServers, replica};
use crate::shop::{Shop, until};

/// Empties Redis. It may be away.
async fn flush(shop: &Shop) -> std::io::Result<()> {
    // redis://:PASSWORD@HOST:PORT/
    let url = shop.database.config.redis_url.trim_start_matches("redis://:").trim_end_matches('/');
    let (password, address) = url.split_once('@').unwrap();
    let mut redis = TcpStream::connect(address).await?;
    redis.write_all(format!("AUTH {password}\r\nFLUSHALL\r\n").as_bytes()).await?;
    let mut said = [0; 10];
    redis.read_exact(&mut said).await?;
    if &said == b"+OK\r\n+OK\r\n" { Ok(()) } else { Err(std::io::ErrorKind::Other.into()) }
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_and_the_replica_come_and_go_and_nothing_is_lost_twice_or_parked() {
    let mut dice = Dice::new();
    let servers = OwnServers::start();
    let shop = Shop::on(servers.database().await).await;
    let workers = [shop.worker(), shop.worker()];
    let load = Load::begin(&shop.kasir, 3);
    load.go_on_for(20).await;
    for _ in 0..3 {
        flush(&shop).await.unwrap();
        load.go_on_for(20).await;
        let mut replica = replica(&shop.database).await;
        replica.execute("STOP SLAVE").await.unwrap();
        load.go_on_for(20).await;
        tokio::time::sleep(Duration::from_millis(dice.up_to(300))).await; // it stands
        replica.execute("START SLAVE").await.unwrap();
    }
    servers.kill("redis");
    load.go_on_for(30).await;
    servers.kill("replica");
    load.go_on_for(30).await;
    until("Redis is back", || async { flush(&shop).await.is_ok() }).await;
    load.go_on_for(30).await;
    load.finish().await;
    let healthy = || async {
        let body = shop.kasir.get("/health").await.body;
        body["projections"].as_array().is_some_and(|all| all.iter().all(|p| p["lag"] == 0))
    };
    until("everything is back", healthy).await;
    shop.is_exact().await;
    assert_eq!(shop.operator(&["parked", "list"]).await.done(), "nothing is parked\n");
    for worker in workers {
        worker.stop().await;
    }
}
