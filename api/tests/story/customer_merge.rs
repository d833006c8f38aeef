use axum::http::Method;
use infra::event_log::{ClaimBook, Mark, repair_claims};
use infra::keyed_hash::KeyedHash;
use serde_json::{Value, json};
use test_shop::Reply;

use crate::shop::{Shop, customer_path as path, delete, without_totals, wrong_fields};

const CUSTOMERS: &str = "/api/v1/customers";

async fn order_for(shop: &Shop, customer: &Value) -> Reply {
    let order =
        json!({"vehicleType": "sedan", "servicePackage": "basic", "customerId": customer["id"]});
    shop.kasir().await.post("/api/v1/car-wash/orders", order).await
}

async fn merge(shop: &Shop, from: &Value, into: &Value) -> Reply {
    shop.manajer().await.post(&path(from, "/merge"), json!({"intoId": into["id"]})).await
}

fn ids(rows: &Value) -> Vec<Value> {
    rows.as_array().unwrap().iter().map(|row| row["id"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_records_of_one_person_become_one_and_nothing_is_lost() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let new = json!({"name": "Dedi K.", "phone": "0811-2222-333", "membershipNumber": "MBR-009",
        "address": "Jl. Melati No. 5", "notes": "alergi parfum",
        "contactConsent": {"sms": true, "whatsapp": true}});
    let old = kasir.post(CUSTOMERS, new).await.expect(201);
    let new = json!({"name": "Pak Dedi", "phone": "0811-4444-555", "notes": "teliti",
        "contactConsent": {"sms": true, "email": true}});
    let one = kasir.post(CUSTOMERS, new).await.expect(201);
    let car = json!({"licensePlate": "D 1 KH", "vehicleType": "sedan"});
    kasir.post(&path(&old, "/vehicles"), car).await.expect(201);
    for (who, lent) in [(&old, 2), (&one, 3)] {
        let lend = json!({"productId": 1, "lent": lent});
        kasir.post(&path(who, "/containers"), lend).await.expect(201);
    }
    let first = order_for(&shop, &old).await.expect(201);
    let second = order_for(&shop, &one).await.expect(201);

    let reply = merge(&shop, &old, &one).await;
    let position = reply.position();
    let merged = reply.expect(200);
    assert_eq!((&merged["id"], &merged["mergedFrom"]), (&one["id"], &json!([old["id"]])));
    assert_eq!((&merged["phone"], &merged["otherPhones"]), (&one["phone"], &json!([old["phone"]])));
    assert_eq!(
        (&merged["notes"], &merged["otherNotes"]),
        (&json!("teliti"), &json!(["alergi parfum"]))
    );
    let expected = (&json!("MBR-009"), &json!("Jl. Melati No. 5"));
    assert_eq!((&merged["membershipNumber"], &merged["address"]), expected);
    let both = json!({"sms": true, "whatsapp": false, "email": false});
    assert_eq!(merged["contactConsent"], both, "consent only where both agreed");

    let seen = async |customer: &Value, below: &str| {
        kasir.get_at(&path(customer, below), position).await.expect(200)
    };
    let whole = seen(&one, "").await;
    assert_eq!((&whole["totalOrders"], &whole["totalSpent"]), (&json!(2), &json!(0)));
    assert_eq!(without_totals(whole), merged);
    assert_eq!(seen(&one, "/containers").await, json!([{"productId": 1, "balance": 5}]));
    assert_eq!(seen(&one, "/vehicles").await[0]["licensePlate"], "D 1 KH");
    let ended = seen(&old, "").await;
    let expected = (&one["id"], &json!("Dedi K."), &json!(false));
    assert_eq!((&ended["mergedInto"], &ended["name"], &ended["isActive"]), expected);
    for customer in [&one, &old] {
        assert_eq!(
            ids(&seen(customer, "/orders").await),
            [second["id"].clone(), first["id"].clone()]
        );
    }
    for said in ["0811-2222-333", "MBR-009", "Dedi%20K."] {
        let found = kasir.get_at(&format!("{CUSTOMERS}/search?q={said}"), position).await;
        assert_eq!(ids(&found.expect(200)), [one["id"].clone()], "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_ended_is_no_use_and_says_which_one_is() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let old = shop.customer("Dedi K.", "0811-2222-333").await;
    let one = shop.customer("Pak Dedi", "0811-4444-555").await;
    merge(&shop, &old, &one).await.expect(200);
    let customer = format!("customer {}", one["id"]);
    for reply in [
        kasir.patch(&path(&old, ""), json!({"name": "Dedi"})).await,
        kasir.patch(&path(&old, "/deactivate"), json!({})).await,
        kasir.post(&path(&old, "/containers"), json!({"productId": 1, "lent": 1})).await,
        delete(&shop.admin().await, &path(&old, ""), json!({})).await,
        merge(&shop, &old, &one).await,
        merge(&shop, &one, &old).await,
    ] {
        assert_eq!(reply.refused(422), ("BUSINESS_RULE_VIOLATION".into(), "INVALID_STATE".into()));
        let message = reply.body["error"]["message"].as_str().unwrap();
        assert!(message.contains(&customer), "{message}");
    }
    // Whoever still has the old number at hand orders for the one that goes on.
    assert_eq!(order_for(&shop, &old).await.expect(201)["customerId"], one["id"]);
    // Its phone belongs to the one that goes on, until that changes.
    let again = json!({"name": "Bu Ani", "phone": "+62 811 2222 333"});
    assert_eq!(kasir.post(CUSTOMERS, again.clone()).await.refused(409).0, "DUPLICATE_ENTRY");
    for phone in ["0811-2222-333", "0811-4444-555"] {
        kasir.patch(&path(&one, ""), json!({"phone": phone})).await.expect(200);
    }
    kasir.post(CUSTOMERS, again).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_follow_through_every_merge() {
    let shop = Shop::open().await;
    let a = shop.customer("Dedi", "0811-2222-333").await;
    let b = shop.customer("Pak Dedi", "0811-4444-555").await;
    let c = shop.customer("Dedi K.", "0811-6666-777").await;
    let order = order_for(&shop, &a).await.expect(201);
    merge(&shop, &a, &b).await.expect(200);
    let position = merge(&shop, &b, &c).await.position();
    let kasir = shop.kasir().await;
    let orders = kasir.get_at(&path(&c, "/orders"), position).await.expect(200);
    assert_eq!(ids(&orders), [order["id"].clone()]);
    let first = kasir.get_at(&path(&a, ""), position).await.expect(200);
    assert_eq!(first["mergedInto"], c["id"], "the one that goes on by now");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_said_again_under_its_key_gets_the_reply_of_then() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    let old = shop.customer("Dedi K.", "0811-2222-333").await;
    let one = shop.customer("Pak Dedi", "0811-4444-555").await;
    let key = [("idempotency-key", "merge".to_owned())];
    let body = Some(json!({"intoId": one["id"]}).to_string());
    let say = async |who: &test_shop::Http| {
        who.send(Method::POST, &path(&old, "/merge"), &key, body.clone()).await.unwrap()
    };
    let first = say(&manajer).await;
    assert_eq!(first.status, 200, "{}", first.text);
    shop.kasir().await.patch(&path(&one, ""), json!({"name": "Dedi"})).await.expect(200);
    for who in [&manajer, &manajer.at(&shop.another().await)] {
        let again = say(who).await;
        assert_eq!((again.status, &again.text), (200, &first.text));
        for header in ["etag", "x-log-position"] {
            assert_eq!(again.headers[header], first.headers[header], "{header}");
        }
        assert_eq!(again.headers["idempotent-replayed"], "true");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn some_records_cannot_be_merged() {
    let shop = Shop::open().await;
    let (manajer, admin) = (shop.manajer().await, shop.admin().await);
    let one = shop.customer("Pak Dedi", "0811-2222-333").await;
    let gone = shop.customer("Bu Ani", "0811-4444-555").await;
    assert_eq!(delete(&admin, &path(&gone, ""), json!({})).await.status, 204);
    for (from, into, code, field) in [
        (&one, &one, "INVALID_STATE", "intoId"),
        (&one, &gone, "INVALID_STATE", "intoId"),
        (&gone, &one, "INVALID_STATE", "id"),
        (&one, &json!({"id": 999_999}), "NOT_FOUND", "intoId"),
    ] {
        let reply = merge(&shop, from, into).await;
        assert_eq!(reply.refused(422).1, code, "{}", reply.text);
        assert_eq!(reply.body["error"]["details"][0]["field"], field);
    }
    let wrong = manajer.post(&path(&one, "/merge"), json!({"intoId": "x", "force": true})).await;
    assert_eq!(wrong_fields(&wrong), ["intoId", "force"]);
    let reply = shop.kasir().await.post(&path(&one, "/merge"), json!({"intoId": 1})).await;
    assert_eq!(reply.refused(403).0, "INSUFFICIENT_PERMISSIONS");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_processes_that_merge_one_into_the_other_one_does() {
    let shop = Shop::open().await;
    let (here, there) = (shop.manajer().await, shop.manajer().await.at(&shop.another().await));
    for n in 0..8 {
        let a = shop.customer("Dedi", &format!("0811-2222-1{n:02}")).await;
        let b = shop.customer("Pak Dedi", &format!("0811-4444-2{n:02}")).await;
        let (into_a, into_b) = (json!({"intoId": a["id"]}), json!({"intoId": b["id"]}));
        let (pa, pb) = (path(&a, "/merge"), path(&b, "/merge"));
        let (one, two) = tokio::join!(here.post(&pa, into_b), there.post(&pb, into_a));
        let (won, lost) = if one.status == 200 { (one, two) } else { (two, one) };
        let merged = won.expect(200);
        assert_eq!(lost.refused(422).1, "INVALID_STATE");
        assert_eq!(merged["otherPhones"].as_array().unwrap().len(), 1);
    }
    // And the table of claims says what the log says.
    let hash = KeyedHash::new(&shop.database.config.hash_secret);
    let pool = shop.database.primary_as_admin().pool(2);
    let faults = repair_claims(
        &pool,
        &shop.database.config.personal_keys(),
        ClaimBook::new(hash),
        Mark::START,
    )
    .await
    .unwrap();
    assert_eq!(faults, []);
}
