use sqlx::{Executor, Row};

use crate::log::Log;

#[tokio::test(flavor = "multi_thread")]
async fn claims_are_made_again_from_the_log_and_put_right() {
    let log = Log::of_a_morning().await;
    let said = log.run(&["verify", "--claims", "--json"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(said.json()["claims"]["wrong"], serde_json::json!([]));

    // One lost, one that nobody made, one under another's name.
    let mut admin = log.database.admin().await;
    let claims = admin.fetch_all("SELECT value FROM claims ORDER BY scope, value").await.unwrap();
    assert!(claims.len() > 10, "people and customers hold claims");
    let (lost, given): (String, String) = (claims[0].get(0), claims[1].get(0));
    for sql in [
        format!("DELETE FROM claims WHERE value = '{lost}'"),
        "INSERT INTO claims VALUES ('username', 'ff', 'user', '77')".to_owned(),
        format!("UPDATE claims SET aggregate_id = '99' WHERE value = '{given}'"),
    ] {
        admin.execute(sql.as_str()).await.unwrap();
    }
    let said = log.run(&["verify", "--claims", "--json"]);
    assert_eq!(said.code, 1);
    let wrong = said.json()["claims"]["wrong"].to_string();
    assert!(wrong.contains(&lost) && wrong.contains("by nobody in the table"), "{wrong}");
    assert!(wrong.contains("by nobody in the log, by user/77 in the table"), "{wrong}");
    assert!(wrong.contains(&given) && wrong.contains("/99 in the table"), "{wrong}");
    assert!(said.err.contains("3 claims are not as the log says"), "{said:?}");

    let said = log.run(&["verify", "--claims", "--repair"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.contains("3 claims were put right"), "{said:?}");
    assert_eq!(log.run(&["verify", "--claims"]).code, 0);
    assert_eq!(log.run(&["verify", "--claims", "--replica"]).code, 2, "the primary has them");
}
