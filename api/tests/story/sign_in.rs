use serde_json::json;

use crate::shop::Shop;

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_in_gets_a_token_and_is_known_by_it() {
    let shop = Shop::open().await;
    let me = shop.staff("ahmad").await.get("/api/v1/auth/me").await.expect(200);
    assert_eq!(me["role"], "service_staff");
    assert_eq!(me["employeeId"], 1);
    let reply = shop
        .stranger()
        .post("/api/v1/auth/login", json!({"username": "kasir", "password": "Kata-sandi-uji-1!"}))
        .await;
    let data = reply.expect(200);
    assert_eq!((&data["expiresIn"], &data["tokenType"]), (&json!(1800), &json!("Bearer")));
    assert_eq!(data["user"]["role"], "cashier");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_name_and_a_wrong_password_get_the_same_answer() {
    let shop = Shop::open().await;
    let mut answers = Vec::new();
    for username in ["kasir", "nobody", "kasír", "k", "\u{0}"] {
        let body = json!({"username": username, "password": "wrong"});
        let reply = shop.stranger().post("/api/v1/auth/login", body).await;
        assert_eq!(reply.refused(401).0, "AUTHENTICATION_FAILED");
        answers.push(reply.body);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_in_without_a_good_token() {
    let shop = Shop::open().await;
    for path in ["/api/v1/car-wash/orders", "/api/v1/queue", "/api/v1/reports/daily-sales"] {
        assert_eq!(shop.stranger().get(path).await.refused(401).0, "UNAUTHORIZED", "SEC-05 {path}");
        let forged = shop.stranger().with_token("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.");
        assert_eq!(forged.get(path).await.refused(401).0, "UNAUTHORIZED", "{path}");
    }
    let reply = shop.stranger().post("/api/v1/payments", json!({})).await;
    assert_eq!(reply.refused(401).0, "UNAUTHORIZED");
}
