use serde_json::{Value, json};
use test_shop::Http;

use crate::shop::{Shop, customer_path as path, wrong_fields};

const CUSTOMERS: &str = "/api/v1/customers";

async fn names(who: &Http, query: &str, position: i64) -> Vec<String> {
    let rows = who.get_at(&format!("{CUSTOMERS}{query}"), position).await.expect(200);
    let name = |row: &Value| row["name"].as_str().unwrap().to_owned();
    rows.as_array().unwrap().iter().map(name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_found_by_whatever_they_say() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let new = json!({"name": "Dedi 100% Kusnadi", "phone": "0811-2222-333",
        "membershipNumber": "MBR-042", "email": "Dedi@kh.example"});
    let dedi = kasir.post(CUSTOMERS, new).await.expect(201);
    let car = json!({"licensePlate": "D 1701 KH", "vehicleType": "sedan"});
    let reply = kasir.post(&path(&dedi, "/vehicles"), car).await;
    let position = reply.position();
    reply.expect(201);
    for said in [
        "dedi",
        "KUSNADI",
        "100%25",
        "0811-2222-333",
        "%2B62%20811",
        "0811",
        "811",
        "100%20ded",
        "mbr-0",
        "d1701kh",
        "D%201701",
        "1701",
        "62%20(0)811%202222333",
    ] {
        let found = names(&kasir, &format!("/search?q={said}"), position).await;
        assert!(found.contains(&"Dedi 100% Kusnadi".to_owned()), "{said}: {found:?}");
    }
    // By how it begins, and nothing is a pattern.
    let others = ["dedy", "edi", "dedi%20budi", "%25", "_", "2222", "MBR-043", "042", "701"];
    for said in others.into_iter().chain(["0812%209999", "D%201702"]) {
        let found = names(&kasir, &format!("/search?q={said}"), position).await;
        assert!(!found.contains(&"Dedi 100% Kusnadi".to_owned()), "{said}: {found:?}");
    }
    assert_eq!(kasir.get(&format!("{CUSTOMERS}/search")).await.refused(400).1, "MISSING_FIELD");
    let wrong = kasir.get(&format!("{CUSTOMERS}/search?q=&fields=name")).await;
    assert_eq!(wrong_fields(&wrong), ["q", "fields"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_narrowed_by_filters() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let dedi = shop.customer("Pak Dedi", "0811-2222-333").await;
    let edits = json!({"email": "dedi@kh.example"});
    kasir.patch(&path(&dedi, ""), edits).await.expect(200);
    let position = kasir.patch(&path(&dedi, "/deactivate"), json!({})).await.position();
    for (filter, expected) in [
        ("filter[name]=DED", vec!["Pak Dedi"]),
        ("filter[name]=dedi%20pak", vec!["Pak Dedi"]),
        ("filter[name]=edi", vec![]),
        ("filter[name]=p&filter[phone]=0811", vec!["Pak Dedi"]),
        ("filter[phone]=%2B62%20811%202222%20333", vec!["Pak Dedi"]),
        ("filter[phone]=(021)%20555-1235", vec![]),
        ("filter[phone]=(021)%20555", vec!["PT Maju Jaya"]),
        ("filter[phone]=(021)%20555-1234", vec!["PT Maju Jaya"]),
        ("filter[customerType]=VIP", vec!["Ibu Ratna"]),
        ("filter[email]=DEDI@kh.example", vec!["Pak Dedi"]),
        ("filter[isActive]=false", vec!["Pak Dedi"]),
        ("filter[isActive]=true&filter[name]=dedi", vec![]),
        ("filter[isActive]=true&sort=createdAt&limit=1", vec!["Budi Santoso"]),
        ("filter[isActive]=false&sort=name&filter[customerType]=regular", vec!["Pak Dedi"]),
        ("sort=name", vec!["Budi Santoso", "Ibu Ratna", "Pak Dedi", "PT Maju Jaya"]),
        ("sort=-name&limit=2", vec!["PT Maju Jaya", "Pak Dedi"]),
    ] {
        assert_eq!(names(&kasir, &format!("?{filter}"), position).await, expected, "{filter}");
    }
    let query = "filter[phone]=12&filter[customerType]=gold&filter[isActive]=maybe&colour=red";
    let wrong = kasir.get(&format!("{CUSTOMERS}?{query}")).await;
    let expected = ["filter[phone]", "filter[customerType]", "filter[isActive]", "colour"];
    assert_eq!(wrong_fields(&wrong), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn service_staff_see_names_and_the_ends_of_phones_and_nothing_else() {
    let shop = Shop::open().await;
    let (kasir, ahmad) = (shop.kasir().await, shop.staff("ahmad").await);
    let new = json!({"name": "Pak Dedi", "phone": "0811-2222-333", "email": "dedi@kh.example",
        "address": "Jl. Melati No. 5", "notes": "rahasia"});
    let reply = kasir.post(CUSTOMERS, new).await;
    let position = reply.position();
    let dedi = reply.expect(201);
    let masked = json!({"id": dedi["id"], "name": "Pak Dedi", "phone": "**********333"});
    assert_eq!(ahmad.get_at(&path(&dedi, ""), position).await.expect(200), masked);
    let listed = ahmad.get_at(&format!("{CUSTOMERS}?limit=1"), position).await.expect(200);
    assert_eq!(listed, json!([masked]));
    for below in ["/addresses", "/vehicles", "/containers"] {
        let reply = ahmad.get(&path(&dedi, below)).await;
        assert_eq!(reply.refused(403).0, "INSUFFICIENT_PERMISSIONS", "{below}");
        shop.staff("tamu").await.get_at(&path(&dedi, below), position).await.expect(200);
    }
    // Nor can they guess a phone part by part; a whole one they were told they may look up.
    assert_eq!(names(&ahmad, "/search?q=2222", position).await, Vec::<String>::new());
    assert_eq!(names(&ahmad, "?filter[phone]=0811", position).await, Vec::<String>::new());
    assert_eq!(names(&ahmad, "/search?q=08112222333", position).await, ["Pak Dedi"]);
}
