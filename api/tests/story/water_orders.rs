use serde_json::{Value, json};
use test_shop::Http;

use crate::counter::{
    correct, day, does_not_fit, path, place, placed, plain, shown, tell, told, with, wrong,
};
use crate::shop::{Shop, customer_path};

const WATER: &str = "water-delivery";

fn five_gallons() -> Value {
    json!({
        "productId": 1, "quantity": 5, "terms": "COD", "scheduledDate": day(1),
        "window": "08:00-12:00", "driverId": 4,
        "walkIn": {"name": "John", "phone": "08123456789"},
        "address": "Jl. Melati No. 5, Bandung", "distanceKm": 7.25, "notes": "rumah biru",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_of_water_is_kept_and_read_again() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let order = placed(&kasir, WATER, five_gallons()).await;
    assert!(order["orderNumber"].as_str().unwrap().starts_with("WD-"), "{}", order["orderNumber"]);
    let expected = json!({
        "serviceType": "water_delivery", "status": "pending", "subStatus": "scheduled",
        "productId": 1, "product": "gallon_19l", "quantity": 5, "terms": "cod",
        "address": "Jl. Melati No. 5, Bandung", "distanceKm": 7.25, "zone": "Sampai 10 km",
        "deliveryFee": 10_000, "subscriptionId": null,
        "delivery": {"status": "scheduled", "date": day(1), "window": "08:00-12:00",
            "driver": {"id": 4, "name": "Dewi"}, "attempts": []},
        "pricing": {"subtotal": 110_000, "discount": 0, "tax": 0, "total": 110_000},
        "notes": "rumah biru", "allowed": ["dispatch", "reschedule", "cancel"],
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&order[field], value, "{field}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn water_goes_to_somebody_who_can_be_found_again() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let who = |customer: Value, name: Value, phone: Value| {
        let walk_in = json!({"name": name, "phone": phone});
        with(plain(WATER), json!({"customerId": customer, "walkIn": walk_in}))
    };
    let (john, phone, none) = (json!("John"), json!("08123456789"), Value::Null);
    let order = placed(&kasir, WATER, who(none.clone(), john.clone(), phone.clone())).await;
    assert_eq!((&order["customer"], &order["walkIn"]["name"]), (&none, &john), "CST-02");
    let both = placed(&kasir, WATER, who(json!(1), john.clone(), phone.clone())).await;
    assert_eq!((&both["customerId"], &both["walkIn"]["name"]), (&json!(1), &john), "CST-04");
    let only = placed(&kasir, WATER, who(json!(1), none.clone(), none.clone())).await;
    assert_eq!((&only["customerId"], &only["walkIn"]), (&json!(1), &none));
    let half = [(john, none.clone(), "CST-05"), (none.clone(), phone, "CST-06")];
    for (name, phone, id) in half.into_iter().chain([(none.clone(), none.clone(), "CST-08")]) {
        let reply = place(&kasir, WATER, who(none.clone(), name, phone)).await;
        assert_eq!(reply.refused(400).0, "VALIDATION_ERROR", "{id}");
        assert_eq!(wrong(&reply, 400), [("walkIn", "MISSING_FIELD")], "{id}");
    }
    let reply = correct(&kasir, &order, json!({"walkIn": {"phone": null}})).await;
    assert_eq!(wrong(&reply, 400), [("walkIn", "MISSING_FIELD")], "nor is it forgotten later");
    let bill = with(plain(WATER), json!({"terms": "invoice"}));
    let reply = place(&kasir, WATER, bill.clone()).await;
    assert_eq!(wrong(&reply, 422), [("terms", "INVALID_ENUM")], "a bill needs somebody");
    placed(&kasir, WATER, with(bill, json!({"customerId": 3}))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_water_is_named_at_once() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let bad = json!({"quantity": 1.5, "terms": "later", "address": "Jl. A", "distanceKm": 1.2345,
        "scheduledDate": "31-12-2026", "window": "12:00-08:00", "driverId": 0, "selfPickup": "no"});
    let reply = place(&kasir, WATER, bad).await;
    let mut fields = wrong(&reply, 400);
    fields.sort_unstable();
    let expected = [
        ("address", "INVALID_LENGTH"), // VAL-28
        ("distanceKm", "INVALID_FORMAT"),
        ("driverId", "INVALID_RANGE"),
        ("productId", "MISSING_FIELD"),
        ("quantity", "INVALID_FORMAT"),
        ("scheduledDate", "INVALID_FORMAT"),
        ("selfPickup", "INVALID_FORMAT"),
        ("terms", "INVALID_ENUM"),
        ("window", "INVALID_FORMAT"),
    ];
    assert_eq!(fields, expected);
    for (quantity, code) in [(0, "INVALID_RANGE"), (-1, "INVALID_RANGE")] {
        let reply = place(&kasir, WATER, with(plain(WATER), json!({"quantity": quantity}))).await;
        assert_eq!(wrong(&reply, 400), [("quantity", code)], "VAL-01, VAL-02");
    }
    let reply = place(&kasir, WATER, with(plain(WATER), json!({"quantity": 1_001}))).await;
    assert_eq!(wrong(&reply, 400), [("quantity", "INVALID_RANGE")], "VAL-07");
    let most = json!({"productId": "bottle_600ml", "quantity": 1_000});
    placed(&kasir, WATER, with(plain(WATER), most)).await;
    let unknown = json!({"productId": 99, "driverId": 98, "scheduledDate": day(1),
        "employeeIds": [97], "customerId": 96, "addressId": 95});
    let reply = place(&kasir, WATER, with(plain(WATER), unknown)).await;
    let mut fields = wrong(&reply, 422);
    fields.sort_unstable();
    let expected = ["addressId", "customerId", "driverId", "employeeIds", "productId"];
    assert_eq!(fields, expected.map(|field| (field, "NOT_FOUND")));
    let reply = place(&kasir, WATER, with(plain(WATER), json!({"window": "08:00-12:00"}))).await;
    assert_eq!(wrong(&reply, 400), [("scheduledDate", "MISSING_FIELD")]);
    let reply = place(&kasir, WATER, with(plain(WATER), json!({"scheduledDate": day(-1)}))).await;
    assert_eq!(wrong(&reply, 422)[0].0, "scheduledDate", "yesterday is over");
    placed(&kasir, WATER, with(plain(WATER), json!({"scheduledDate": day(0)}))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn water_goes_out_comes_back_and_is_delivered_another_time() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let order = placed(&kasir, WATER, five_gallons()).await;
    does_not_fit(
        &tell(&kasir, &order, "deliver", json!({})).await,
        &["dispatch", "reschedule", "cancel"],
    );
    let out = told(&kasir, &order, "dispatch", json!({"driverId": 3})).await;
    assert_eq!((&out["status"], &out["subStatus"]), (&json!("in_progress"), &json!("out")));
    assert_eq!(out["delivery"]["driver"]["name"], "Joko");
    assert_eq!(out["allowed"], json!(["deliver", "fail-delivery"]));
    let on_its_way = ["deliver", "fail-delivery"];
    for (verb, body) in [
        ("dispatch", json!({})),
        ("reschedule", json!({"date": day(2)})),
        ("submit-quality-check", json!({})),
    ] {
        does_not_fit(&tell(&kasir, &order, verb, body).await, &on_its_way);
    }
    does_not_fit(
        &tell(&shop.manajer().await, &order, "cancel", json!({"reason": "x"})).await,
        &on_its_way,
    );
    let reply = tell(&kasir, &order, "fail-delivery", json!({"reason": "rain"})).await;
    assert_eq!(wrong(&reply, 400), [("reason", "INVALID_ENUM")]);
    let back = told(&kasir, &order, "fail-delivery", json!({"reason": "NOT_HOME"})).await;
    assert_eq!((&back["status"], &back["subStatus"]), (&json!("in_progress"), &json!("failed")));
    assert_eq!(back["delivery"]["attempts"][0]["reason"], "not_home");
    assert_eq!(back["allowed"], json!(["dispatch", "reschedule", "cancel"]));
    let reply = tell(&kasir, &order, "reschedule", json!({"date": day(-1), "driverId": 99})).await;
    let mut fields: Vec<&str> = wrong(&reply, 422).into_iter().map(|(field, _)| field).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["date", "driverId"]);
    let next = json!({"date": day(2), "window": "13:00-15:00", "driverId": 4});
    let again = told(&kasir, &order, "reschedule", next.clone()).await;
    assert_eq!(again["subStatus"], "scheduled");
    assert_eq!(
        (&again["delivery"]["date"], &again["delivery"]["window"]),
        (&json!(day(2)), &json!("13:00-15:00"))
    );
    assert_eq!(again["delivery"]["driver"]["name"], "Dewi", "who is to drive now");
    let same = told(&kasir, &order, "reschedule", next).await;
    assert_eq!(same["version"], again["version"], "the same day again changes nothing");
    assert_eq!(
        told(&kasir, &order, "start", json!({})).await["subStatus"],
        "out",
        "start = dispatch"
    );
    let there = told(&kasir, &order, "deliver", json!({"notes": "diterima satpam"})).await;
    assert_eq!((&there["status"], &there["subStatus"]), (&json!("completed"), &json!("delivered")));
    assert!(there["handedOverAt"].is_string(), "delivered is handed over");
    assert_eq!(there["income"]["employeeCut"], 44_000);
    assert_eq!(there["delivery"]["attempts"].as_array().unwrap().len(), 1);
    does_not_fit(&tell(&kasir, &order, "deliver", json!({})).await, &["rework"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_water_is_delivered() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    for service in ["car-wash", "laundry", "carpet"] {
        let order = placed(&kasir, service, plain(service)).await;
        for (verb, body) in [
            ("dispatch", json!({})),
            ("deliver", json!({})),
            ("fail-delivery", json!({"reason": "refused"})),
            ("reschedule", json!({"date": day(1)})),
        ] {
            let reply = tell(&kasir, &order, verb, body).await;
            assert_eq!(reply.refused(404).0, "NOT_FOUND", "{service} {verb}");
        }
        let seen = kasir.get(&path(&order, "")).await.expect(200);
        assert_eq!((&seen["version"], &seen["status"]), (&json!(1), &json!("pending")));
    }
    // What is fetched at the counter is not brought: it is worked on like anything else.
    let fetched =
        json!({"productId": "refill", "quantity": 1, "customerId": 1, "selfPickup": true});
    let order = placed(&kasir, WATER, fetched).await;
    assert_eq!(
        (&order["delivery"], &order["allowed"]),
        (&Value::Null, &json!(["start", "cancel"]))
    );
    let reply = tell(&kasir, &order, "reschedule", json!({"date": day(1)})).await;
    assert_eq!(wrong(&reply, 400), [("address", "MISSING_FIELD")]);
    does_not_fit(
        &tell(&kasir, &order, "dispatch", json!({"driverId": 4})).await,
        &["start", "cancel"],
    );
    told(&kasir, &order, "start", json!({})).await;
    let finish = ["submit-quality-check", "complete", "cancel"];
    does_not_fit(&tell(&kasir, &order, "deliver", json!({})).await, &finish);
    let done = told(&kasir, &order, "complete", json!({})).await;
    assert_eq!((&done["subStatus"], &done["handedOverAt"]), (&json!("ready"), &Value::Null));
}

/// How many gallons of ours Budi has.
async fn held(kasir: &Http, position: i64) -> i64 {
    let held = kasir.get_at("/api/v1/customers/1/containers", position).await.expect(200);
    assert_eq!(held[0]["productId"], 1, "{held}");
    held[0]["balance"].as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customers_own_address_terms_and_containers_are_known() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let budi = json!({"id": 1});
    let home = json!({"address": "Jl. Kenanga No. 9, Bandung", "distanceKm": 12, "label": "Rumah"});
    let home = kasir.post(&customer_path(&budi, "/addresses"), home).await.expect(201);
    let wanted = json!({"productId": 1, "quantity": 3, "customerId": 1});
    let order = placed(&kasir, WATER, wanted.clone()).await;
    assert_eq!(order["address"], "Jl. Kenanga No. 9, Bandung");
    assert_eq!(
        (&order["deliveryFee"], &order["pricing"]["total"]),
        (&json!(20_000), &json!(80_000))
    );
    let typed = with(wanted, json!({"address": "Jl. Mawar No. 7, Bandung", "distanceKm": 3}));
    let elsewhere = placed(&kasir, WATER, typed).await;
    assert_eq!(
        (&elsewhere["address"], &elsewhere["deliveryFee"]),
        (&json!("Jl. Mawar No. 7, Bandung"), &json!(0))
    );
    let id = home["id"].clone();
    let named = correct(&kasir, &elsewhere, json!({"addressId": id})).await;
    assert_eq!(shown(&kasir, named, 200).await["deliveryFee"], 20_000);

    told(&kasir, &order, "dispatch", json!({})).await;
    let reply = tell(&kasir, &order, "deliver", json!({"containersReturned": 1})).await;
    assert_eq!(wrong(&reply, 422)[0].0, "containersReturned", "none were lent yet");
    let delivered = tell(&kasir, &order, "deliver", json!({"containersReturned": 0})).await;
    let position = delivered.position();
    shown(&kasir, delivered, 200).await;
    assert_eq!(held(&kasir, position).await, 3, "lent");
    told(&kasir, &elsewhere, "dispatch", json!({})).await;
    let back = tell(&kasir, &elsewhere, "deliver", json!({"containersReturned": 2})).await;
    let position = back.position();
    shown(&kasir, back, 200).await;
    assert_eq!(held(&kasir, position).await, 4, "3 + 3 − 2");
    // At the counter, too, whether it was looked over or not.
    for (steps, finish, left) in [
        (&["start"][..], ("complete", json!({"containersReturned": 2})), 3),
        (&["start", "submit-quality-check"], ("quality-check", json!({"result": "pass"})), 4),
        (&["start"], ("complete", json!({"quality": "pass", "containersReturned": 3})), 2),
    ] {
        let fetched = json!({"productId": 1, "quantity": 1, "customerId": 1, "selfPickup": true});
        let order = placed(&kasir, WATER, fetched).await;
        for step in steps {
            told(&kasir, &order, step, json!({})).await;
        }
        let reply = tell(&kasir, &order, finish.0, finish.1).await;
        let position = reply.position();
        assert_eq!(shown(&kasir, reply, 200).await["status"], "completed");
        assert_eq!(held(&kasir, position).await, left);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn water_is_corrected_until_it_is_delivered() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let order = placed(&kasir, WATER, five_gallons()).await;
    let change = json!({"quantity": 8, "terms": "Prepaid", "distanceKm": 4});
    let changed = shown(&kasir, correct(&kasir, &order, change).await, 200).await;
    assert_eq!(
        (&changed["pricing"]["total"], &changed["terms"]),
        (&json!(160_000), &json!("prepaid"))
    );
    assert_eq!(changed["delivery"], order["delivery"], "its day stays");
    let other = json!({"productId": "drum_200l", "address": "Jl. Dahlia No. 3, Bandung"});
    let changed = shown(&kasir, correct(&kasir, &order, other).await, 200).await;
    assert_eq!(
        (&changed["product"], &changed["pricing"]["total"]),
        (&json!("drum_200l"), &json!(1_200_000))
    );
    let reply = correct(&kasir, &order, json!({"quantity": 1_001})).await;
    assert_eq!(wrong(&reply, 400), [("quantity", "INVALID_RANGE")]);
    let limits = json!({"limits": {"waterQuantityMax": 20}});
    crate::counter::put(&shop.admin().await, "/api/v1/settings", limits).await.expect(200);
    let reply = correct(&kasir, &order, json!({"quantity": 21})).await;
    assert_eq!(wrong(&reply, 422), [("quantity", "INVALID_RANGE")], "as the owner says");
    let reply = place(&kasir, WATER, with(plain(WATER), json!({"quantity": 21}))).await;
    assert_eq!(wrong(&reply, 422), [("quantity", "INVALID_RANGE")]);
}
