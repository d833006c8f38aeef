use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::http::Method;
use nix::sys::signal::Signal;
use serde_json::json;
use test_shop::Http;

use crate::pair::{Pair, Role};
use crate::shop::{Serve, Work, by_number, furnish, until, until_views_are_right};

const ORDERS: &str = "/api/v1/car-wash/orders";

/// How long it takes to be told that the process lives, which is asked of nobody else: as long as this
/// machine takes for anything just now.
async fn sign_of_life(http: &Http) -> Duration {
    let begun = Instant::now();
    http.get("/health/live").await;
    begun.elapsed()
}

/// Asks until told to stop. How long the longest answer took, and how long the longest sign of life
/// beside them, and how many were refused.
async fn keep_asking(http: Http, stop: Arc<AtomicBool>) -> (Duration, Duration, usize) {
    let (mut longest, mut alive, mut refused) = (Duration::ZERO, Duration::ZERO, 0);
    while !stop.load(Ordering::SeqCst) {
        alive = alive.max(sign_of_life(&http).await);
        let begun = Instant::now();
        let reply = http.send(Method::GET, ORDERS, &[], None).await.unwrap();
        longest = longest.max(begun.elapsed());
        match reply.status {
            200 => {}
            503 => {
                assert_eq!(reply.refused(503).0, "SERVICE_UNAVAILABLE");
                assert!(reply.headers.contains_key("retry-after"));
                refused += 1;
            }
            other => panic!("{other}: {}", reply.text),
        }
    }
    (longest, alive, refused)
}

/// What a shop can do whose read server is away, beside what a sale usually takes here.
async fn sells_without_it(serve: &Serve, usually: Duration) -> i64 {
    let begun = Instant::now();
    let sold = serve.place().await.unwrap();
    let position = sold.position();
    let order = sold.expect(201);
    let path = format!("{ORDERS}/{}/start", order["id"]);
    serve.kasir.patch(&path, json!({})).await.expect(200);
    let took = begun.elapsed();
    let limit = Duration::from_secs(2) + 10 * usually;
    assert!(took < limit, "commands do not wait for it: {took:?}, usually {usually:?}");
    let board = serve.kasir.get("/api/v1/queue").await;
    let board = board.expect(200);
    assert_eq!(board.as_array().unwrap().len(), 1, "the board as Redis has it");
    serve.kasir.get("/api/v1/queue/next").await.expect(200);
    let path = format!("/api/v1/orders/{}", board[0]["orderId"]);
    assert_eq!(serve.kasir.get(&path).await.expect(200)["id"], board[0]["orderId"]);
    let scanned = serve.kasir.get(&by_number(&board[0])).await.expect(200);
    assert_eq!(scanned[0]["id"], board[0]["orderId"]);
    let manajer = serve.staff("manajer").await;
    let dashboard = manajer.get("/api/v1/dashboard").await.expect(200);
    assert_eq!(dashboard["today"]["orders"], 0);
    assert_eq!(dashboard["openOrders"]["pending"], 1, "as Redis has it");
    // What is in the drawers and who owes what only the tables know.
    for unknown in ["drawerOpen", "drawers", "receivablesOverdue"] {
        assert!(dashboard[unknown].is_null(), "{unknown}");
    }
    let charts = manajer.get("/api/v1/dashboard/charts").await;
    assert_eq!(charts.refused(503).0, "SERVICE_UNAVAILABLE");
    let report = manajer.get("/api/v1/reports/daily-sales").await;
    assert_eq!(report.expect(200)["totalOrders"], 0);
    let prices = serve.kasir.get("/api/v1/laundry/pricing").await.expect(200);
    assert!(!prices.as_array().unwrap().is_empty());
    assert_eq!(serve.kasir.get("/health/ready").await.status, 200);
    let health = serve.health().await;
    let said = ["status", "database", "replica"].map(|part| health[part].clone());
    assert_eq!(said, ["degraded", "connected", "disconnected"]);
    position + 1
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_read_server_hung_or_dead_the_rest_says_so_within_a_second() {
    let pair = Pair::start();
    furnish(&pair.variables).await;
    let serve = Serve::start(&pair.impatient()).await;
    let _work = Work::start(&pair.variables);
    let begun = Instant::now();
    let mut position = serve.place().await.unwrap().position();
    let usually = begun.elapsed();
    serve.until_shown(ORDERS, position).await;
    serve.until_shown("/api/v1/queue", position).await;
    for hung in [true, false] {
        until_views_are_right(&pair.variables).await;
        let stop = Arc::new(AtomicBool::new(false));
        let clients: Vec<_> = (0..8)
            .map(|_| tokio::spawn(keep_asking(serve.kasir.at(&serve.url), Arc::clone(&stop))))
            .collect();
        if hung {
            pair.signal(Role::Replica, Signal::SIGSTOP);
        } else {
            pair.signal_keeper(Signal::SIGSTOP);
            pair.kill(Role::Replica);
        }
        until("queries are refused", async || serve.kasir.get(ORDERS).await.status == 503).await;
        let (many, mut told, mut alive) = (50, Duration::ZERO, Duration::ZERO);
        for _ in 0..many {
            alive += sign_of_life(&serve.kasir).await;
            let begun = Instant::now();
            serve.kasir.get(ORDERS).await.refused(503);
            told += begun.elapsed();
        }
        let (each, alive) = (told / many, alive / many);
        let limit = Duration::from_millis(100) + 5 * alive;
        assert!(each < limit, "nobody waits to be told: {each:?}, of {limit:?}");
        position = position.max(sells_without_it(&serve, usually).await);
        stop.store(true, Ordering::SeqCst);
        for client in clients {
            let (longest, alive, refused) = client.await.unwrap();
            let limit = Duration::from_secs(1) + 5 * alive;
            assert!(longest < limit, "an answer took {longest:?}, of {limit:?}");
            assert!(refused > 0);
        }
        if hung {
            pair.signal(Role::Replica, Signal::SIGCONT);
        } else {
            pair.signal_keeper(Signal::SIGCONT);
        }
        serve.until_shown(ORDERS, position).await;
        serve.until_shown("/api/v1/queue", position).await;
        serve.until_health("status", "healthy").await;
        // The next round finds one car on the board.
        let board = serve.kasir.get_at("/api/v1/queue", position).await.expect(200);
        for entry in board.as_array().unwrap().iter().skip(1) {
            let path = format!("/api/v1/queue/{}", entry["orderId"]);
            let gone = serve.kasir.send(Method::DELETE, &path, &[], None).await.unwrap();
            assert_eq!(gone.status, 204, "{}", gone.text);
            position = position.max(gone.position());
        }
        serve.until_shown("/api/v1/queue", position).await;
    }
}
