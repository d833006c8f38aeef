use axum::http::Method;
use serde_json::{Value, json};

use crate::shop::{Shop, customer_path as path, delete, without_totals, wrong_fields};

const CUSTOMERS: &str = "/api/v1/customers";

#[tokio::test(flavor = "multi_thread")]
async fn everything_known_at_the_counter_is_written_down_at_once() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let new = json!({"name": "Pak Dedi", "phone": "0811-2222-333", "email": "dedi@kh.example",
        "address": "Jl. Melati No. 5", "city": "Bandung", "distanceKm": 2.5,
        "membershipNumber": "mbr-007", "notes": "parfum lavender"});
    let reply = kasir.post(CUSTOMERS, new).await;
    let position = reply.position();
    let dedi = reply.expect(201);
    assert_eq!((&dedi["membershipNumber"], &dedi["distanceKm"]), (&json!("MBR-007"), &json!(2.5)));
    assert_eq!((&dedi["waterTerms"], &dedi["isActive"]), (&json!("cod"), &json!(true)));
    let seen = kasir.get_at(&path(&dedi, ""), position).await.expect(200);
    assert_eq!(seen, dedi, "a query shows what the command did");
    let places = kasir.get_at(&path(&dedi, "/addresses"), position).await.expect(200);
    assert_eq!(
        places,
        json!([{"id": 1, "label": null, "address": "Jl. Melati No. 5",
        "city": "Bandung", "distanceKm": 2.5, "isDefault": true}])
    );

    let same_card =
        json!({"name": "Bu Ani", "phone": "0811-9999-999", "membershipNumber": "MBR-007"});
    let taken = kasir.post(CUSTOMERS, same_card).await;
    assert_eq!(taken.refused(409), ("DUPLICATE_ENTRY".into(), "DUPLICATE_ENTRY".into()));
    assert_eq!(taken.body["error"]["details"][0]["field"], "membershipNumber");
    let wrong = json!({"name": "Bu Ani", "phone": "0811-9999-999", "email": "ani", "city": "Bandung",
        "distanceKm": 0.0001, "membershipNumber": "7", "notes": ""});
    let reply = kasir.post(CUSTOMERS, wrong).await;
    let expected = ["email", "distanceKm", "address", "membershipNumber", "notes"];
    assert_eq!(wrong_fields(&reply), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_stays_and_what_is_null_goes() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let dedi = shop.customer("Pak Dedi", "0811-2222-333").await;
    let edits = json!({"name": "Dedi Kusnadi", "email": "dedi@kh.example", "notes": "hati-hati",
        "membershipNumber": "MBR-001", "contactConsent": {"sms": true},
        "address": "Jl. Melati No. 5", "waterTerms": "PREPAID"});
    let edited = kasir.patch(&path(&dedi, ""), edits).await.expect(200);
    assert_eq!(
        (&edited["name"], &edited["waterTerms"]),
        (&json!("Dedi Kusnadi"), &json!("prepaid"))
    );
    let put = json!({"email": null, "contactConsent": {"whatsapp": true}, "city": "Bandung"});
    let put = Some(put.to_string());
    let reply = kasir.send(Method::PUT, &path(&dedi, ""), &[], put).await.unwrap();
    let position = reply.position();
    let after = reply.expect(200);
    let expected = (&Value::Null, &json!("hati-hati"), &json!("Jl. Melati No. 5"));
    assert_eq!((&after["email"], &after["notes"], &after["address"]), expected);
    assert_eq!(after["contactConsent"], json!({"sms": true, "whatsapp": true, "email": false}));
    let seen = kasir.get_at(&path(&dedi, ""), position).await.expect(200);
    assert_eq!(without_totals(seen), after);
    let again = kasir.patch(&path(&dedi, ""), json!({"city": "Bandung"})).await.expect(200);
    assert_eq!(again["version"], after["version"], "what stays as it is changes nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_changes_frees_the_old_one() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let dedi = shop.customer("Pak Dedi", "0811-2222-333").await;
    let ani = shop.customer("Bu Ani", "0811-4444-555").await;
    let taken = kasir.patch(&path(&ani, ""), json!({"phone": "+62 811 2222 333"})).await;
    assert_eq!(taken.refused(409).0, "DUPLICATE_ENTRY");
    assert_eq!(taken.body["error"]["details"][0]["field"], "phone");
    kasir.patch(&path(&dedi, ""), json!({"phone": "0811-6666-777"})).await.expect(200);
    kasir.patch(&path(&ani, ""), json!({"phone": "+62 811 2222 333"})).await.expect(200);
    shop.customer("Pak Eko", "(0811) 4444555").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_gives_a_discount_or_credit_takes_a_manager() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    let dedi = shop.customer("Pak Dedi", "0811-2222-333").await;
    for edits in [
        json!({"customerType": "vip"}),
        json!({"discountPercentage": 5}),
        json!({"waterTerms": "invoice"}),
    ] {
        let reply = kasir.patch(&path(&dedi, ""), edits.clone()).await;
        assert_eq!(reply.refused(403).0, "INSUFFICIENT_PERMISSIONS", "{edits}");
        manajer.patch(&path(&dedi, ""), edits).await.expect(200);
    }
    // Who repeats what is so already decides nothing.
    let same = json!({"customerType": "vip", "discountPercentage": 5.00, "notes": "teliti"});
    let kept = kasir.patch(&path(&dedi, ""), same).await.expect(200);
    assert_eq!((&kept["discountPercentage"], &kept["notes"]), (&json!(5.0), &json!("teliti")));
    let wrong = json!({"discountPercentage": 12.345, "waterTerms": "never", "customerType": 1});
    let reply = manajer.patch(&path(&dedi, ""), wrong).await;
    assert_eq!(wrong_fields(&reply), ["customerType", "discountPercentage", "waterTerms"]);
    let much = manajer.patch(&path(&dedi, ""), json!({"discountPercentage": 100.01})).await;
    assert_eq!(much.refused(400).1, "INVALID_RANGE");

    let edits = json!({"discountPercentage": 12.25});
    manajer.patch(&path(&dedi, ""), edits).await.expect(200);
    let order =
        json!({"vehicleType": "sedan", "servicePackage": "basic", "customerId": dedi["id"]});
    let order = kasir.post("/api/v1/car-wash/orders", order).await.expect(201);
    assert_eq!(order["pricing"]["discount"], 9188, "12.25 % of 75,000, in place of a VIP's");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_inactive_gets_no_new_orders() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let dedi = shop.customer("Pak Dedi", "0811-2222-333").await;
    let away = json!({"reason": "pindah kota"});
    let away = kasir.patch(&path(&dedi, "/deactivate"), away).await.expect(200);
    let expected = (&json!(false), &json!("pindah kota"));
    assert_eq!((&away["isActive"], &away["inactiveReason"]), expected);
    let twice = kasir.patch(&path(&dedi, "/deactivate"), json!({})).await;
    assert_eq!(twice.refused(422).1, "INVALID_STATE");
    assert_eq!(twice.body["error"]["details"][0]["allowed"], json!(["reactivate"]));
    let order =
        json!({"vehicleType": "sedan", "servicePackage": "basic", "customerId": dedi["id"]});
    let refused = kasir.post("/api/v1/car-wash/orders", order.clone()).await;
    assert_eq!(refused.refused(422).1, "INVALID_STATE");
    assert_eq!(refused.body["error"]["details"][0]["field"], "customerId");
    kasir.patch(&path(&dedi, "/reactivate"), json!({})).await.expect(200);
    kasir.post("/api/v1/car-wash/orders", order).await.expect(201);
    let nobody = json!({"vehicleType": "sedan", "servicePackage": "basic", "customerId": 999_999});
    let nobody = kasir.post("/api/v1/car-wash/orders", nobody).await;
    assert_eq!(nobody.refused(422).1, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_deletes_a_record_and_its_history_is_kept() {
    let shop = Shop::open().await;
    let (kasir, admin) = (shop.kasir().await, shop.admin().await);
    let dedi = shop.customer("Pak Dedi", "0811-2222-333").await;
    kasir.patch(&path(&dedi, ""), json!({"membershipNumber": "MBR-001"})).await.expect(200);
    let order =
        json!({"vehicleType": "sedan", "servicePackage": "basic", "customerId": dedi["id"]});
    let order = kasir.post("/api/v1/car-wash/orders", order).await.expect(201);
    for who in ["manajer", "kasir", "ahmad", "tamu"] {
        let reply = delete(&shop.staff(who).await, &path(&dedi, ""), json!({})).await;
        assert_eq!(reply.refused(403).0, "INSUFFICIENT_PERMISSIONS", "{who}");
    }
    let reply = delete(&admin, &path(&dedi, ""), json!({})).await;
    let position = reply.position();
    assert_eq!((reply.status, reply.text.as_str()), (204, ""));
    for below in ["", "/addresses", "/vehicles", "/containers", "/orders"] {
        let gone = kasir.get_at(&path(&dedi, below), position).await;
        assert_eq!(gone.refused(404).0, "NOT_FOUND", "{below}");
        let asked = format!("{}?includeDeleted=true", path(&dedi, below));
        kasir.get_at(&asked, position).await.expect(200);
    }
    let asked = format!("{}?includeDeleted=true", path(&dedi, "/orders"));
    let orders = kasir.get_at(&asked, position).await.expect(200);
    assert_eq!(orders[0]["customer"]["name"], "Pak Dedi");
    assert_eq!(orders[0]["id"], order["id"]);
    let listed = async |query: &str| {
        let rows = kasir.get_at(&format!("{CUSTOMERS}?{query}"), position).await.expect(200);
        rows.as_array().unwrap().iter().any(|row| row["id"] == dedi["id"])
    };
    assert!(!listed("").await && listed("includeDeleted=true").await);

    let edit = kasir.patch(&path(&dedi, ""), json!({"name": "Dedi"})).await;
    assert_eq!(edit.refused(422).1, "INVALID_STATE");
    assert_eq!(delete(&admin, &path(&dedi, ""), json!({})).await.refused(422).1, "INVALID_STATE");
    let other = shop.customer("Bu Ani", "+62 811 2222 333").await;
    kasir.patch(&path(&other, ""), json!({"membershipNumber": "MBR-001"})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_are_changed_by_those_who_may_and_where_they_are() {
    let shop = Shop::open().await;
    let dedi = shop.customer("Pak Dedi", "0811-2222-333").await;
    for who in ["ahmad", "tamu"] {
        let staff = shop.staff(who).await;
        for reply in [
            staff.patch(&path(&dedi, ""), json!({"name": 5})).await,
            staff.patch(&path(&dedi, "/deactivate"), json!({})).await,
            staff.patch(&path(&dedi, "/reactivate"), json!({})).await,
            staff.post(&path(&dedi, "/merge"), json!({"intoId": 1})).await,
            staff.post(&path(&dedi, "/addresses"), json!({})).await,
            staff.post(&path(&dedi, "/vehicles"), json!({})).await,
            staff.post(&path(&dedi, "/containers"), json!({})).await,
        ] {
            assert_eq!(reply.refused(403).0, "INSUFFICIENT_PERMISSIONS", "{who}");
        }
    }
    let (kasir, nobody) = (shop.kasir().await, json!({"id": 999_999}));
    for reply in [
        kasir.patch(&path(&nobody, ""), json!({"name": "Dedi"})).await,
        kasir.patch(&path(&nobody, "/deactivate"), json!({})).await,
        kasir.get(&path(&nobody, "/orders")).await,
        kasir.get(&path(&nobody, "/addresses")).await,
        shop.manajer().await.post(&path(&nobody, "/merge"), json!({"intoId": 1})).await,
        delete(&shop.admin().await, &path(&nobody, ""), json!({})).await,
    ] {
        assert_eq!(reply.refused(404).0, "NOT_FOUND");
    }
    kasir.patch(&path(&dedi, ""), json!({"notes": "teliti"})).await.expect(200);
    let stale = [("if-match", "\"1\"".to_owned())];
    let body = Some(json!({"notes": null}).to_string());
    let reply = kasir.send(Method::PATCH, &path(&dedi, ""), &stale, body).await.unwrap();
    assert_eq!(reply.refused(409).0, "CONFLICT");
}
