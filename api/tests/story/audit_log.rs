use axum::http::Method;
use chrono::{SecondsFormat, Utc};
use projections::ReadDb;
use projections::audit_trail::AuditTrail;
use projections::runtime::Projection;
use serde_json::{Value, json};
use test_shop::Http;

use crate::counter::{correct, forbidden, head, place, plain, put, tell};
use crate::shop::{Shop, customer_path, wrong_fields};

const LOG: &str = "/api/v1/audit-log";
const KASIR: i64 = 3;

async fn trail(who: &Http, query: &str, position: i64) -> Vec<Value> {
    let reply = who.get_at(&format!("{LOG}?{query}"), position).await;
    reply.expect(200).as_array().unwrap().clone()
}

/// The last that was done to something.
async fn last(shop: &Shop, entity: &str, id: &Value) -> Value {
    let query = format!("filter[entityType]={entity}&filter[entityId]={id}&limit=1");
    trail(&shop.admin().await, &query, head(shop).await).await.remove(0)
}

#[track_caller]
fn changes(line: &Value) -> Vec<(&str, &Value, &Value)> {
    let changes = line["changes"].as_array().unwrap_or_else(|| panic!("{line}")).iter();
    changes.map(|one| (one["field"].as_str().unwrap(), &one["old"], &one["new"])).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_says_who_did_what_from_where() {
    let shop = Shop::open().await;
    let till = json!({"name": "Tablet depan"});
    let till = shop.manajer().await.post("/api/v1/tills", till).await.expect(201);
    let headers = [
        ("x-till", till["token"].as_str().unwrap().to_owned()),
        ("x-request-id", "kasir-7.3".to_owned()),
    ];
    let body = Some(plain("car-wash").to_string());
    let kasir = shop.kasir().await;
    let order = kasir.send(Method::POST, "/api/v1/car-wash/orders", &headers, body).await.unwrap();
    let order = order.expect(201);
    let line = last(&shop, "order", &order["id"]).await;
    assert_eq!(line["user"], json!({"id": KASIR, "username": "kasir"}));
    assert_eq!((&line["role"], &line["action"]), (&json!("cashier"), &json!("OrderPlaced")));
    assert_eq!((&line["entityType"], &line["entityId"]), (&json!("order"), &order["id"]));
    assert_eq!((&line["number"], &line["version"]), (&order["orderNumber"], &json!(1)));
    let origin = &line["where"];
    assert_eq!((&origin["tillId"], &origin["outletId"]), (&till["id"], &json!(1)));
    assert_eq!(origin["requestId"], "kasir-7.3");
    assert_eq!(origin["clientIp"], "127.0.0.1");
    let details = &line["details"];
    assert_eq!(details["price"]["pricing"]["total"], 75_000);
    assert_eq!(details["employees"][0]["name"], "Ahmad", "as people are called");
    for beside in ["orderId", "by", "occurredAt"] {
        assert!(details.get(beside).is_none(), "{details}");
    }
    assert_eq!(line["changes"], json!([]));
    // The till's own line shows no hash of its token.
    let enrolled = last(&shop, "till", &till["id"]).await;
    assert_eq!(enrolled["details"], json!({"outletId": 1, "name": "Tablet depan"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_edited_shows_what_it_was() {
    let shop = Shop::open().await;
    let (kasir, manajer, admin) = (shop.kasir().await, shop.manajer().await, shop.admin().await);
    let rini = json!({"name": "Rini", "phone": "0812-3456-7890"});
    let rini = manajer.post("/api/v1/employees", rini).await.expect(201);
    let path = format!("/api/v1/employees/{}", rini["id"]);
    manajer.patch(&path, json!({"name": "Rini Astuti"})).await.expect(200);
    let line = last(&shop, "employee", &rini["id"]).await;
    assert_eq!(line["action"], "EmployeeRenamed");
    assert_eq!(changes(&line), [("name", &json!("Rini"), &json!("Rini Astuti"))]);
    manajer.patch(&format!("{path}/deactivate"), json!({})).await.expect(200);
    let line = last(&shop, "employee", &rini["id"]).await;
    assert_eq!(changes(&line), [("status", &json!("active"), &json!("inactive"))]);

    let order = place(&kasir, "car-wash", plain("car-wash")).await.expect(201);
    let bp = json!({"finalPrice": 70_000, "reason": "pelanggan lama"});
    tell(&manajer, &order, "price", bp).await.expect(200);
    let line = last(&shop, "order", &order["id"]).await;
    let seen = changes(&line);
    assert!(seen.contains(&("price.pricing.total", &json!(75_000), &json!(70_000))), "{seen:?}");
    assert!(seen.contains(&("price.pricing.discount", &json!(0), &json!(5_000))), "{seen:?}");
    correct(&kasir, &order, json!({"notes": "awas spion"})).await.expect(200);
    let line = last(&shop, "order", &order["id"]).await;
    assert_eq!(changes(&line), [("notes", &Value::Null, &json!("awas spion"))]);
    tell(&kasir, &order, "start", json!({})).await.expect(200);
    let line = last(&shop, "order", &order["id"]).await;
    assert!(changes(&line).contains(&("work", &json!("pending"), &json!("in_progress"))));

    // Defaults that nobody ever set are known, too.
    let taxes = json!({"car_wash": 1_000, "laundry": 0, "carpet": 0, "water_delivery": 0});
    put(&admin, "/api/v1/settings/tax", taxes).await.expect(200);
    let line = last(&shop, "settings", &json!(1)).await;
    assert_eq!(changes(&line), [("tax.car_wash", &json!(0), &json!(1_000))]);
    assert_eq!(line["details"], json!({"service": "car_wash", "bp": 1_000}));

    let packages = "/api/v1/car-wash/service-packages";
    let basic = manajer.get(packages).await.expect(200)[0].clone();
    let path = format!("{packages}/{}", basic["id"]);
    manajer.patch(&path, json!({"price": 99_000})).await.expect(200);
    let line = last(&shop, "catalog", &json!(1)).await;
    let price = ("terms.servicePackage.price", &basic["price"], &json!(99_000));
    assert_eq!(changes(&line), [price]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customers_lists_show_what_left_and_what_came() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let customer = shop.customer("Bu Ratna", "0812-3456-789").await;
    let vehicles = customer_path(&customer, "/vehicles");
    for plate in ["B 1 AB", "B 2 AB"] {
        let vehicle = json!({"licensePlate": plate, "vehicleType": "sedan"});
        kasir.post(&vehicles, vehicle).await.expect(201);
    }
    let line = last(&shop, "customer", &customer["id"]).await;
    let came = json!([{"licensePlate": "B 2 AB", "vehicleType": "sedan"}]);
    assert_eq!(changes(&line), [("vehicles", &json!([]), &came)]);
    let path = customer_path(&customer, "");
    kasir.patch(&path, json!({"phone": "0813-0000-111"})).await.expect(200);
    let line = last(&shop, "customer", &customer["id"]).await;
    let phone = ("phone", &json!("0812-3456-789"), &json!("0813-0000-111"));
    assert_eq!(changes(&line), [phone]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_let_it_through_stands_beside_who_did_it() {
    let shop = Shop::open().await;
    let order = shop.car_done().await;
    let paid = json!({"orderId": order["id"], "amount": 75_000, "paymentMethod": "card"});
    let payment = shop.pay(paid).await.expect(201);
    let kasir = shop.kasir().await;
    let refund = format!("/api/v1/payments/{}/refund", payment["id"]);
    let wanted = json!({"amount": 25_000, "reason": "kurang bersih"});
    let asked = kasir.post(&refund, wanted.clone()).await;
    let challenge = asked.body["error"]["details"][0]["challenge"].clone();
    let answer =
        json!({"challenge": challenge, "username": "manajer", "password": "Kata-sandi-uji-1!"});
    let approval = kasir.post("/api/v1/approvals", answer).await.expect(201);
    let shown = [("x-approval", approval["approval"].as_str().unwrap().to_owned())];
    let body = Some(wanted.to_string());
    kasir.send(Method::POST, &refund, &shown, body).await.unwrap().expect(201);
    let line = last(&shop, "payment", &payment["id"]).await;
    assert_eq!(line["user"]["id"], KASIR, "{line}");
    assert_eq!(line["approvedBy"], json!({"id": 2, "username": "manajer"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_are_found_by_who_what_and_when() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    let before = Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true);
    let order = shop.car_done().await;
    let position = head(&shop).await;
    let actions = async |query: &str| {
        let lines = trail(&admin, query, position).await;
        let action = |line: &Value| line["action"].as_str().unwrap().to_owned();
        lines.iter().map(action).collect::<Vec<_>>()
    };
    let done = ["OrderCompleted", "WorkStarted", "OrderPlaced"];
    let mut in_order = done;
    in_order.reverse();
    let id = &order["id"];
    let of_order = format!("filter[entityType]=order&filter[entityId]={id}");
    assert_eq!(actions(&of_order).await, done);
    assert_eq!(actions(&format!("{of_order}&sort=createdAt")).await, in_order);
    assert_eq!(actions(&format!("filter[userId]={KASIR}")).await, done);
    assert_eq!(actions("filter[action]=WorkStarted&filter[entityType]=order").await, done[1..2]);
    assert_eq!(actions(&format!("filter[createdAt][gte]={before}")).await, done);
    let earlier = actions(&format!("filter[createdAt][lte]={before}&limit=100")).await;
    assert!(earlier.contains(&"UserRegistered".to_owned()) && !earlier.contains(&done[0].into()));
    assert_eq!(actions("filter[userId]=99").await, [""; 0]);
    // Page by page and from line to line it is the same.
    let all = actions("limit=100").await;
    let (mut pages, mut chain, mut next) = (Vec::new(), Vec::new(), String::new());
    for page in 1..=all.len().div_ceil(7) {
        pages.extend(actions(&format!("limit=7&page={page}")).await);
        let reply = admin.get_at(&format!("{LOG}?limit=7{next}"), position).await;
        let lines = reply.body["data"].as_array().unwrap();
        chain.extend(lines.iter().map(|line| line["action"].as_str().unwrap().to_owned()));
        let after = &reply.body["meta"]["next"];
        next = format!("&after={}", after.as_str().unwrap_or_default());
        assert_eq!(after.is_null(), chain.len() == all.len());
    }
    assert!(all.len() > 20 && pages == all && chain == all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_sees_what_they_did_themselves_and_others_nothing() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    shop.car_done().await;
    let new = json!({"name": "Rini"});
    let position = manajer.post("/api/v1/employees", new).await.position();
    let own = trail(&manajer, "limit=100", position).await;
    assert!(own.iter().any(|line| line["action"] == "EmployeeRegistered"), "{own:?}");
    assert!(own.iter().all(|line| line["user"]["id"] == 2), "K-29");
    assert_eq!(trail(&manajer, "filter[userId]=2&limit=100", position).await, own);
    forbidden(&manajer.get(&format!("{LOG}?filter[userId]={KASIR}")).await);
    forbidden(&manajer.get(&format!("{LOG}/export")).await);
    for who in ["kasir", "ahmad", "tamu"] {
        let staff = shop.staff(who).await;
        forbidden(&staff.get(&format!("{LOG}?colour=red")).await);
        forbidden(&staff.get(&format!("{LOG}/export?format=xml")).await);
    }
    assert_eq!(shop.stranger().get(LOG).await.refused(401).0, "UNAUTHORIZED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_that_is_none_is_refused_by_name() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    let query = "filter[userId]=kasir&filter[action]=a-b&filter[entityType]=order'&\
                 filter[entityId]=-1&filter[createdAt][gte]=today&after=1&sort=action&who=me";
    let reply = admin.get(&format!("{LOG}?{query}")).await;
    let expected = [
        "sort",
        "after",
        "filter[userId]",
        "filter[action]",
        "filter[entityType]",
        "filter[entityId]",
        "filter[createdAt][gte]",
        "who",
    ];
    assert_eq!(wrong_fields(&reply), expected);
    let reply = admin.get(&format!("{LOG}?filter[entityId]=1")).await;
    assert_eq!(wrong_fields(&reply), ["filter[entityType]"]);
    let reply = admin.get(&format!("{LOG}?page=200&limit=100")).await;
    assert_eq!(wrong_fields(&reply), ["page"]);
    let reply = admin.get(&format!("{LOG}/export?format=pdf&page=1")).await;
    assert_eq!(wrong_fields(&reply), ["format", "page"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_the_trail_names_nobody() {
    let shop = Shop::open().await;
    let customer = shop.customer("Bu Ratna", "0812-3456-789").await;
    // More lines than are read at a time.
    for n in 0..90 {
        let path = customer_path(&customer, "");
        let body = json!({"name": format!("Bu Ratna {n}")});
        shop.kasir().await.patch(&path, body).await.expect(200);
    }
    let order = shop.car_waiting().await;
    for verb in ["start", "complete"] {
        shop.order(&order, verb, json!({})).await.expect(200);
    }
    let admin = shop.admin().await;
    let position = head(&shop).await;
    let reply = admin.get_at(&format!("{LOG}/export?format=ndjson"), position).await;
    assert_eq!((reply.status, reply.position()), (200, position));
    assert_eq!(reply.headers["content-type"], "application/x-ndjson");
    let lines: Vec<Value> =
        reply.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), usize::try_from(position).unwrap());
    for (line, expected) in lines.iter().zip(1_i64..) {
        assert_eq!(line["position"], expected);
    }
    let renamed = lines.iter().rfind(|line| line["action"] == "CustomerRenamed").unwrap();
    let about = json!({"personal": format!("customer/{}", customer["id"])});
    assert_eq!(changes(renamed), [("name", &about, &about)]);
    assert_eq!(renamed["user"], json!({"id": KASIR, "username": null}));
    assert_eq!(renamed["where"]["clientIp"], "127.0.0.*");
    for name in ["Ratna", "0812", "\"kasir\"", "Siti", "Ahmad", "B 1 KH", "127.0.0.1"] {
        assert!(!reply.text.contains(name), "{name} is in the file");
    }

    let csv = admin.get_at(&format!("{LOG}/export?filter[action]=OrderPlaced"), position).await;
    assert_eq!(csv.headers["content-disposition"], "attachment; filename=\"audit-log.csv\"");
    let rows: Vec<&str> = csv.text.split("\r\n").collect();
    assert!(rows[0].starts_with("position,createdAt,userId,role,action,entityType"), "{}", rows[0]);
    assert_eq!((rows.len(), rows[2]), (3, ""), "a heading, a line, and the end");
    assert!(rows[1].contains(&format!("cashier,OrderPlaced,order,{},1,CW-", order["id"])));
    assert!(rows[1].contains(r#""{""#), "JSON in one cell: {}", rows[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_asked_for_an_index_has_it_in_order() {
    let shop = Shop::open().await;
    shop.car_done().await;
    let read_db = ReadDb::open(&shop.database.config.read, 1, shop.database.config.personal_keys());
    let position = head(&shop).await;
    let mut snapshot = read_db.snapshot(AuditTrail::NAME, Some(position)).await.unwrap();
    for (condition, index) in [
        ("TRUE", "by_age"),
        ("user_id = 3", "by_user"),
        ("action = 'WorkStarted'", "by_action"),
        ("entity_type = 'order'", "by_type"),
        ("entity_type = 'order' AND entity_id = 1", "by_entity"),
    ] {
        let sql = format!(
            "EXPLAIN SELECT position FROM audit_trail FORCE INDEX ({index})
             WHERE {condition} AND recorded_at >= '2026-01-01'
             ORDER BY recorded_at DESC, position DESC LIMIT 20"
        );
        let row = sqlx::query(&sql).fetch_one(snapshot.connection()).await.unwrap();
        let (key, extra): (Option<String>, String) =
            (sqlx::Row::get(&row, "key"), sqlx::Row::get(&row, "Extra"));
        assert_eq!(key.as_deref(), Some(index));
        assert!(!extra.contains("filesort"), "{index}: {extra}");
    }
}
