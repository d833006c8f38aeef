use serde_json::{Value, json};
use test_shop::Listening;

use crate::pair::{Pair, Role};
use crate::shop::{Serve, Work, furnish};

const ORDERS: &str = "/api/v1/car-wash/orders";

/// Where a screen is first told of an order.
async fn told_of(screen: &mut Listening, order: &Value) -> i64 {
    loop {
        let told = screen.told().await.unwrap();
        if told.data["orderId"] == order["id"] {
            return told.data["position"].as_i64().unwrap();
        }
    }
}

/// Queries answer from what they have, and say how old it is.
#[tokio::test(flavor = "multi_thread")]
async fn with_replication_stopped_queries_answer_from_what_they_have() {
    let pair = Pair::start();
    furnish(&pair.variables).await;
    let serve = Serve::start(&pair.impatient()).await;
    let _work = Work::start(&pair.variables);
    let seen = serve.place().await.unwrap().position();
    serve.until_shown(ORDERS, seen).await;
    serve.until_health("status", "healthy").await;
    let mut screen = serve.kasir.listen("/api/v1/stream", &[]).await.unwrap();
    assert_eq!(screen.told().await.unwrap().event, "ready");
    pair.execute(Role::Replica, "STOP SLAVE").await;

    let sold = serve.place().await.unwrap();
    let position = sold.position();
    let order = sold.expect(201);
    let stale = serve.kasir.get(ORDERS).await;
    assert_eq!(stale.position(), seen, "as old as it is");
    assert_eq!(stale.expect(200).as_array().unwrap().len(), 1);
    let waited = serve.kasir.get_at("/api/v1/queue", position).await;
    assert!(waited.position() < position);
    waited.expect(200);
    let path = format!("{ORDERS}/{}/start", order["id"]);
    serve.kasir.patch(&path, json!({})).await.expect(200);
    serve.until_health("replica", "behind").await;
    let health = serve.health().await;
    assert_eq!((&health["status"], &health["database"]), (&json!("degraded"), &json!("connected")));
    assert_eq!(health["replicaLag"]["events"], 2, "{health}");
    assert!(health["replicaLag"]["seconds"].as_f64().unwrap() > 2.0, "{health}");
    assert_eq!(serve.kasir.get("/health/ready").await.status, 200);

    pair.execute(Role::Replica, "START SLAVE").await;
    serve.until_shown(ORDERS, position + 1).await;
    serve.until_shown("/api/v1/queue", position + 1).await;
    // A screen was told nothing of what it could not have seen, and is told now.
    assert_eq!(told_of(&mut screen, &order).await, position);
    serve.until_health("status", "healthy").await;
}
