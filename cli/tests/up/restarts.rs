use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use serde_json::{Value, json};
use test_shop::Http;

use crate::process::{Folder, Up, alive, zombies_of};

const ORDERS: &str = "/api/v1/car-wash/orders";

fn a_wash() -> Value {
    json!({"vehicleType": "sedan", "servicePackage": "basic", "employeeIds": [1]})
}

/// How many there are, once everything that happened shows.
async fn orders(http: &Http, at: i64) -> i64 {
    let begun = Instant::now();
    loop {
        let health = http.get("/health").await.body;
        let there = |of: &Value| of["lag"] == 0 && of["position"].as_i64() >= Some(at);
        if health["projections"].as_array().is_some_and(|all| all.iter().all(there)) {
            let list = http.get_at(ORDERS, at).await;
            if list.status == 200 && list.position() >= at {
                return list.body["meta"]["total"].as_i64().unwrap();
            }
        }
        assert!(begun.elapsed() < Duration::from_mins(2), "it never shows: {health}");
        tokio::time::sleep(Duration::from_millis(10)).await; // until it does
    }
}

#[tokio::test]
async fn a_second_start_finds_yesterdays_sales_and_a_reset_forgets_them() {
    let folder = Folder::new();
    let up = Up::start(&folder, &[]);
    let roles: Vec<&str> = up.report["logins"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["role"].as_str().unwrap())
        .collect();
    assert_eq!(roles, ["admin", "manager", "cashier", "service_staff", "viewer"]);
    for name in ["DB_HOST", "DB_READ_PORT", "DB_WORK_USER", "REDIS_URL", "JWT_SECRET"] {
        assert!(up.report["env"][name].is_string(), "{name}");
    }
    assert_eq!(up.report["replica"]["readDatabase"], "kharisma_read");
    let kasir = up.sign_in("cashier").await;
    let of_the_past = orders(&kasir, 0).await;
    assert!(of_the_past > 20, "{of_the_past} cars in the days before");
    let drawer = kasir.get("/api/v1/cash-drawer").await.expect(200);
    assert_eq!(drawer["status"], "open", "cash can be taken, whatever the hour: {drawer}");
    let position = kasir.post(ORDERS, a_wash()).await.position();
    assert_eq!(orders(&kasir, position).await, of_the_past + 1, "and one of ours");
    let pids = ["up", "primary", "replica", "redis"].map(|name| up.pid(name));
    assert_eq!(up.stop(Signal::SIGINT), 0);
    assert!(pids.iter().all(|pid| !alive(*pid)), "nothing is left running");

    let again = Up::start(&folder, &[]);
    let kasir = again.sign_in("cashier").await;
    assert_eq!(orders(&kasir, position).await, of_the_past + 1);
    assert_eq!(again.stop(Signal::SIGTERM), 0);

    let reset = Up::start(&folder, &["--reset", "--no-seed"]);
    let kasir = reset.sign_in("cashier").await;
    assert_eq!(orders(&kasir, 0).await, 0);
    let unknown = json!({"vehicleType": "sedan", "servicePackage": "diamond"});
    kasir.post(ORDERS, unknown).await.refused(422);
    let position = kasir.post(ORDERS, a_wash()).await.position();
    assert_eq!(orders(&kasir, position).await, 1, "people and prices are there without a seed");
    assert_eq!(reset.stop(Signal::SIGINT), 0);

    let seeding = Up::start(&folder, &[]);
    let kasir = seeding.sign_in("cashier").await;
    assert_eq!(orders(&kasir, position).await, 1, "nothing is added to a shop that sells");
    assert_eq!(seeding.stop(Signal::SIGINT), 0);
}

#[tokio::test]
async fn a_start_after_a_kill_recovers() {
    let folder = Folder::new();
    let up = Up::start(&folder, &["--no-seed"]);
    let position = up.sign_in("cashier").await.post(ORDERS, a_wash()).await.position();
    let left_over = ["primary", "replica", "redis"].map(|name| up.pid(name));
    up.kill();
    assert!(left_over.iter().all(|pid| alive(*pid)), "the servers outlive a killed up");

    let again = Up::start(&folder, &["--no-seed"]);
    assert!(left_over.iter().all(|pid| !alive(*pid)), "and are stopped by the next");
    let kasir = again.sign_in("cashier").await;
    assert_eq!(orders(&kasir, position).await, 1);
    kasir.post(ORDERS, a_wash()).await.expect(201);
    assert_eq!(again.stop(Signal::SIGINT), 0);
}

#[tokio::test]
async fn a_server_that_dies_is_started_again_on_its_port() {
    let folder = Folder::new();
    let up = Up::start(&folder, &["--no-seed"]);
    let kasir = up.sign_in("cashier").await;
    for server in ["redis", "replica", "primary"] {
        let pid = up.pid(server);
        up.signal(server, Signal::SIGKILL);
        // Until the whole path works again: a command, and its result in a read model.
        let begun = Instant::now();
        loop {
            let reply = kasir.post(ORDERS, a_wash()).await;
            if reply.status == 201 {
                let (position, id) = (reply.position(), reply.body["data"]["id"].clone());
                let read = kasir.get_at(&format!("{ORDERS}/{id}"), position).await;
                let board = kasir.get_at("/api/v1/queue", position).await;
                let listed = |e: &Value| e["orderId"] == id;
                if read.status == 200
                    && board.body["data"].as_array().is_some_and(|b| b.iter().any(listed))
                {
                    break;
                }
            } else {
                assert_eq!(reply.status, 503, "{}", reply.text);
                assert!(reply.headers.contains_key("retry-after"));
            }
            assert!(begun.elapsed() < Duration::from_mins(2), "{server} did not come back");
        }
        assert!(!alive(pid), "{server}");
        assert_eq!(zombies_of(up.pid("up")), 0, "{server}");
    }
    assert_eq!(up.http().get("/health").await.status, 200);
    assert_eq!(up.stop(Signal::SIGINT), 0);
}

#[tokio::test]
async fn a_server_that_keeps_dying_ends_it_all_with_one_sentence() {
    let folder = Folder::new();
    let up = Up::start(&folder, &["--no-seed"]);
    let mut pid = up.pid("redis");
    let pid_file = folder.path().canonicalize().unwrap().join("run/redis.pid");
    let begun = Instant::now();
    // Killed as soon as it is back, until it is given up.
    while alive(up.pid("up")) && begun.elapsed() < Duration::from_mins(3) {
        let _ = nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), Signal::SIGKILL);
        let fresh = std::fs::read_to_string(&pid_file).ok().and_then(|text| text.parse().ok());
        pid = fresh.unwrap_or(pid);
        if up.zombie() {
            break;
        }
        tokio::task::yield_now().await;
    }
    let primary = up.pid("primary");
    let (code, said) = up.wait();
    assert_eq!(code, 1, "{said}");
    let last = said.lines().last().unwrap_or_default();
    assert!(last.starts_with("kharisma: redis "), "{said}");
    assert!(!alive(primary), "the others were stopped");
}
