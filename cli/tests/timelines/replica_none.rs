use std::process::Command;

use crate::pair::Pair;
use crate::shop::{Serve, Work, furnish};

/// The log and the read tables on one server, which is all there is.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_replica_everything_works_on_one_server() {
    let pair = Pair::start();
    let mut variables = pair.variables.clone();
    variables.retain(|name, _| !["DB_READ_HOST", "DB_READ_PORT"].contains(&name.as_str()));
    let migrated = Command::new(env!("CARGO_BIN_EXE_kharisma"))
        .arg("migrate")
        .envs(&variables)
        .output()
        .unwrap();
    assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
    furnish(&variables).await;
    let serve = Serve::start(&variables).await;
    let _work = Work::start(&variables);
    serve.sell(2).await;
    let position = serve.place().await.unwrap().position();
    serve.until_shown("/api/v1/car-wash/orders", position).await;
    serve.until_shown("/api/v1/queue", position).await;
    let report = serve.staff("manajer").await.get_at("/api/v1/reports/daily-sales", position).await;
    assert_eq!(report.expect(200)["totalRevenue"], 150_000);
    serve.until_health("status", "healthy").await;
    assert_eq!(serve.health().await["replica"], "none");
}
