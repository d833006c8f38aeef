use std::time::{Duration, Instant};

use serde_json::json;
use test_shop::Http;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::shop::Shop;

/// Somebody who does not keep to the rules of HTTP.
struct Raw(TcpStream);

impl Raw {
    async fn to(shop: &Shop) -> Self {
        let address = shop.url.strip_prefix("http://").unwrap();
        Self(TcpStream::connect(address).await.unwrap())
    }

    async fn say(&mut self, bytes: &[u8]) -> bool {
        self.0.write_all(bytes).await.is_ok()
    }

    /// What comes back before the connection is closed.
    async fn heard(&mut self) -> String {
        let (mut heard, mut part) = (Vec::new(), [0; 4096]);
        let hearing = async {
            while let Ok(n @ 1..) = self.0.read(&mut part).await {
                heard.extend_from_slice(&part[..n]);
            }
        };
        tokio::time::timeout(Duration::from_mins(2), hearing).await.unwrap();
        String::from_utf8_lossy(&heard).into_owned()
    }
}

/// The status of whatever comes back; 0 if the connection was closed without a word.
async fn status(shop: &Shop, request: &[u8]) -> (u16, String) {
    let mut raw = Raw::to(shop).await;
    raw.say(request).await;
    let heard = raw.heard().await;
    let status = heard.split(' ').nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    (status, heard)
}

fn request(line: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head = "host: kharisma\r\nconnection: close\r\ncontent-length";
    format!("{line} HTTP/1.1\r\n{head}: {length}\r\n{headers}\r\n{body}").into_bytes()
}

/// The same kasir's token as a header.
async fn token(shop: &Shop) -> String {
    let login = json!({"username": "kasir", "password": crate::shop::PASSWORD});
    let reply = shop.stranger().post("/api/v1/auth/login", login).await.expect(200);
    format!("authorization: Bearer {}\r\n", reply["accessToken"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_break_the_rules_are_refused_and_nobody_gets_in() {
    let shop = Shop::open().await;
    let token = token(&shop).await;
    let get = |path: &str| request(&format!("GET {path}"), &token, "");
    let plain = status(&shop, &get("/api/v1/payment-methods")).await;
    assert_eq!(plain.0, 200, "{}", plain.1);
    for path in [
        "/api/v1//users",
        "/api/v1/../../metrics",
        "/api/v1/%2e%2e/%2e%2e/metrics",
        "/api/v1%2Fusers",
        "/api/v1/users%00",
        "/api/v1/users/%0d%0aX-Evil:%201",
        "/api/v1/users/..%2f..%2fetc",
        "/api/v1/users/%ff%fe",
        "/api/v1/orders/99999999999999999999999",
        "/api/v1/orders/-1",
        "/api/v1/orders/1%20OR%201=1",
        "/api/v1/orders?filter[status]=%27%20OR%201=1--",
        "/api/v1/orders?sort=%00",
    ] {
        let (status, heard) = status(&shop, &get(path)).await;
        assert!(matches!(status, 400 | 403 | 404), "{path}: {heard}");
        assert!(!heard.to_lowercase().contains("x-evil:"), "{heard}");
        for inside in ["select ", "sqlx", "panicked", "src/", "mariadb"] {
            assert!(!heard.to_lowercase().contains(inside), "{path}: {heard}");
        }
    }
    for bytes in [
        b"GET /api/v1/users\0 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".as_slice(),
        b"GET /api/v1/users HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-request-id: a\rb\r\n\r\n",
        b"GET /api/v1/users HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-\0: a\r\n\r\n",
        b"POST /api/v1/auth/login HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: -1\r\n\r\n",
        b"POST /api/v1/auth/login HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\ncontent-length: 5\r\n\r\n{}",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET\r\n\r\n",
    ] {
        let (status, heard) = status(&shop, bytes).await;
        assert!(matches!(status, 0 | 400..=499), "{heard}");
    }
    // A header that was smuggled into the id of a request stays out of the reply.
    let forged = request("GET /health/live", "x-request-id: <script>alert(1)</script>\r\n", "");
    let (_, heard) = status(&shop, &forged).await;
    assert!(!heard.contains("script"), "{heard}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_says_too_much_is_cut_short() {
    let shop = Shop::open().await;
    let token = token(&shop).await;
    let many = "x-many: y\r\n".repeat(5_000);
    let (too_many, heard) = status(&shop, &request("GET /api/v1/users", &many, "")).await;
    assert!(matches!(too_many, 0 | 431), "{heard}");
    let large = format!("{token}x-large: {}\r\n", "y".repeat(40_000));
    let (too_large, heard) = status(&shop, &request("GET /api/v1/orders", &large, "")).await;
    assert_eq!(too_large, 431, "{heard}");
    let long = format!("GET /api/v1/orders?x={}", "y".repeat(9_000));
    let (too_long, heard) = status(&shop, &request(&long, &token, "")).await;
    assert_eq!(too_long, 414, "{heard}");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deeper = format!("{{\"customerId\":{}1{}}}", "[".repeat(200), "]".repeat(200));
    for body in [&deep, &deeper] {
        let (nested, heard) = status(&shop, &request("POST /api/v1/payments", &token, body)).await;
        assert_eq!(nested, 400, "{heard}");
    }
    let body = "x".repeat(1_100_000);
    let (oversized, heard) = status(&shop, &request("POST /api/v1/payments", &token, &body)).await;
    assert_eq!(oversized, 413, "{heard}");
    // Without a length: as much as there is room for, and no more.
    let mut endless = Raw::to(&shop).await;
    let head = "POST /api/v1/payments HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n";
    endless.say(format!("{head}{token}\r\n").as_bytes()).await;
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    let mut taken = 0;
    while taken < 1_000 && endless.say(chunk.as_bytes()).await {
        taken += 1;
    }
    assert!(taken < 1_000, "64 MB were taken");
    assert_eq!(shop.stranger().get("/health/live").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_dawdle_keep_nobody_waiting() {
    let shop = Shop::open().await;
    let token = token(&shop).await;
    // As long as it takes where nobody dawdles, and then some.
    let (kasir, begun) = (shop.kasir().await, Instant::now());
    twenty_are_served(&shop, &kasir).await;
    let alone = begun.elapsed();
    let mut dawdling = Vec::new();
    for n in 0..150 {
        let mut raw = Raw::to(&shop).await;
        let head = if n % 2 == 0 {
            "GET /api/v1/orders HTTP/1.1\r\nhost: x\r\nx-slow: ".to_owned()
        } else {
            format!(
                "POST /api/v1/payments HTTP/1.1\r\nhost: x\r\n{token}content-length: 900\r\n\r\n{{"
            )
        };
        raw.say(head.as_bytes()).await;
        dawdling.push(raw);
    }
    let begun = Instant::now();
    twenty_are_served(&shop, &kasir).await;
    let beside_them = begun.elapsed();
    assert!(beside_them < 5 * alone + Duration::from_secs(8), "{beside_them:?}, alone {alone:?}");
}

async fn twenty_are_served(shop: &Shop, kasir: &Http) {
    for _ in 0..20 {
        kasir.get("/api/v1/payment-methods").await.expect(200);
        shop.car_waiting().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_read_the_replies_is_hung_up_on_and_whoever_listens_is_not() {
    let mut shop = Shop::open().await;
    let mut config = shop.database.config.clone();
    config.wall.reader_patience = Duration::from_secs(1);
    let url = shop.another_with(&config).await;
    let kasir = shop.kasir().await.at(&url);
    let mut listening = kasir.listen("/api/v1/stream", &[]).await.unwrap();
    assert_eq!(listening.told().await.unwrap().event, "ready");

    shop.url = url; // where those go who do not keep to the rules
    let mut slow = Raw::to(&shop).await;
    // More than any system keeps for somebody who does not read.
    slow.say(&b"GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n".repeat(20)).await;
    let begun = Instant::now();
    while slow.say(b"\r\n").await {
        assert!(begun.elapsed() < Duration::from_mins(1), "it is waited for");
        let reading = slow.0.read_u8(); // now and then a byte
        let _ = tokio::time::timeout(Duration::from_millis(50), reading).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(begun.elapsed() > Duration::from_secs(1), "{:?}", begun.elapsed());

    // Who listens has said nothing all the while, and is told of what comes now.
    assert_eq!(kasir.get("/health/live").await.status, 200);
    shop.car_waiting().await;
    loop {
        let told = listening.told().await.expect("the stream goes on");
        if told.data["type"] == "OrderPlaced" {
            break;
        }
    }
}

/// What is no HTTP is answered before there is a request, by the library that reads it: without an
/// envelope, as `docs/security.md` says.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_answered_without_a_word_and_hung_up_on() {
    let shop = Shop::open().await;
    for (bytes, status_line) in [
        (b"NO SUCH LINE\r\n\r\n".to_vec(), "HTTP/1.1 400 Bad Request"),
        (request("GET /health", &"x-many: y\r\n".repeat(101), ""), "HTTP/1.1 431 "),
        (request(&format!("GET /{}", "y".repeat(70_000)), "", ""), "HTTP/1.1 414 "),
    ] {
        let (_, heard) = status(&shop, &bytes).await;
        assert!(heard.starts_with(status_line), "{heard}");
        assert!(heard.contains("content-length: 0\r\n"), "{heard}");
        assert!(heard.ends_with("\r\n\r\n"), "nothing behind the head: {heard}");
    }
}
