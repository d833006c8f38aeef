use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use serde_json::json;
use test_shop::Http;

use crate::pair::Pair;
use crate::shop::{Serve, Work, by_number, furnish, until, until_views_are_right};

/// Forgets everything.
fn flush(url: &str) {
    let (password, address) = url.trim_start_matches("redis://:").split_once('@').unwrap();
    let address = address.trim_end_matches('/');
    let mut redis = TcpStream::connect(address).unwrap();
    write!(redis, "AUTH {password}\r\nFLUSHALL\r\nQUIT\r\n").unwrap();
    let mut said = String::new();
    redis.read_to_string(&mut said).unwrap();
    assert_eq!(said.matches("+OK").count(), 3, "{said}");
}

/// Sells washes and looks at each in every way the counter does, until told to stop, and counts them.
async fn keep_selling(kasir: Http, manajer: Http, stop: Arc<AtomicBool>, count: Arc<AtomicUsize>) {
    let mut sold = 0_u64;
    while !stop.load(Ordering::SeqCst) {
        let wash = json!({"vehicleType": "sedan", "servicePackage": "basic", "employeeIds": [1]});
        let placed = kasir.post("/api/v1/car-wash/orders", wash).await;
        let position = placed.position();
        let order = placed.expect(201);
        let id = order["id"].clone();
        let path = by_number(&order);
        let reply = kasir.get_at(&path, position).await;
        assert!(reply.position() >= position);
        assert_eq!(reply.expect(200)[0]["id"], id);
        let path = format!("/api/v1/orders/{id}");
        let reply = kasir.get_at(&path, position).await;
        assert!(reply.position() >= position);
        assert_eq!(reply.expect(200)["status"], "pending");
        let board = kasir.get_at("/api/v1/queue", position).await.expect(200);
        let is_there = board.as_array().unwrap().iter().any(|entry| entry["orderId"] == id);
        assert!(is_there, "order {id} waits");
        let verb = |verb: &str| format!("/api/v1/car-wash/orders/{id}/{verb}");
        kasir.patch(&verb("start"), json!({})).await.expect(200);
        let position = kasir.patch(&verb("complete"), json!({})).await.position();
        let board = kasir.get_at("/api/v1/queue", position).await.expect(200);
        let is_there = board.as_array().unwrap().iter().any(|entry| entry["orderId"] == id);
        assert!(!is_there, "order {id} is done");
        sold += 1;
        count.fetch_add(1, Ordering::SeqCst);
        let report = manajer.get_at("/api/v1/reports/daily-sales", position).await.expect(200);
        assert!(report["totalOrders"].as_u64().unwrap() >= sold);
        let dashboard = manajer.get_at("/api/v1/dashboard", position).await;
        assert!(dashboard.position() >= position);
        let dashboard = dashboard.expect(200);
        let done = dashboard["allTime"]["orders"].as_u64().unwrap();
        assert!(done >= sold, "{done} of {sold}");
        // None of them is paid.
        let owed = dashboard["openOrders"]["completed"].as_u64().unwrap();
        assert!(owed >= sold, "{owed} of {sold}");
        kasir.get("/api/v1/laundry/pricing").await.expect(200);
    }
}

/// A flushed, hung or killed Redis changes nothing for a user but a little time.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_notices_that_redis_is_lost() {
    let pair = Pair::start();
    furnish(&pair.variables).await;
    let serve = Serve::start(&pair.variables).await;
    let _work = Work::start(&pair.variables);
    let position = serve.place().await.unwrap().position();
    serve.until_shown("/api/v1/car-wash/orders", position).await;
    let manajer = serve.staff("manajer").await;
    let stop = Arc::new(AtomicBool::new(false));
    let counts: Vec<Arc<AtomicUsize>> = (0..4).map(|_| Arc::default()).collect();
    let clients: Vec<_> = counts
        .iter()
        .map(|count| {
            let (kasir, manajer) = (serve.kasir.at(&serve.url), manajer.at(&serve.url));
            tokio::spawn(keep_selling(kasir, manajer, Arc::clone(&stop), Arc::clone(count)))
        })
        .collect();
    let all_go_on = async || {
        let sold = || counts.iter().map(|count| count.load(Ordering::SeqCst));
        let before: Vec<usize> = sold().collect();
        until("everybody sells something", async || {
            clients.iter().any(tokio::task::JoinHandle::is_finished)
                || sold().zip(&before).all(|(sold, before)| sold > *before)
        })
        .await;
    };
    let url = &pair.variables["REDIS_URL"];
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(2) {
        flush(url);
        tokio::time::sleep(Duration::from_millis(50)).await; // in the middle of something each time
    }
    all_go_on().await;
    pair.signal_redis(Signal::SIGSTOP);
    tokio::time::sleep(Duration::from_secs(2)).await; // people go on selling
    all_go_on().await;
    pair.signal_redis(Signal::SIGCONT);
    serve.until_health("redis", "connected").await;
    pair.signal_redis(Signal::SIGKILL); // whoever started it starts it again
    all_go_on().await;
    stop.store(true, Ordering::SeqCst);
    for client in clients {
        client.await.unwrap();
    }
    serve.until_health("status", "healthy").await;
    until_views_are_right(&pair.variables).await;
}
