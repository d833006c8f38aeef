use axum::http::Method;
use serde_json::{Value, json};
use test_shop::{Http, Reply};

use crate::shop::{Shop, wrong_fields};

const DRAWER: &str = "/api/v1/cash-drawer";

async fn say(who: &Http, verb: &str, body: Value) -> Reply {
    who.post(&format!("{DRAWER}/{verb}"), body).await
}

async fn say_with(who: &Http, verb: &str, header: (&str, &str), body: &Value) -> Reply {
    let headers = [(header.0, header.1.to_owned())];
    let path = format!("{DRAWER}/{verb}");
    who.send(Method::POST, &path, &headers, Some(body.to_string())).await.unwrap()
}

async fn open(who: &Http, float: i64) -> Value {
    say(who, "open", json!({"openingBalance": float})).await.expect(200)
}

/// Nothing in the reply tells what should be in the drawer, nor what is missing.
#[track_caller]
fn is_blind(reply: &Reply, secrets: &[&str]) {
    assert_eq!(reply.status, 200, "{}", reply.text);
    for secret in secrets {
        assert!(!reply.text.contains(secret), "{secret} in {}", reply.text);
    }
    let data = &reply.body["data"];
    let all = data.as_array().map_or_else(|| vec![data], |rows| rows.iter().collect());
    for session in all.into_iter().filter(|row| row.get("openingBalance").is_some()) {
        for field in ["expected", "counted", "variance", "flagged", "escalated"] {
            assert_eq!(session[field], Value::Null, "{field} in {}", reply.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_what_should_be_there_before_it_is_counted() {
    let shop = Shop::open().await;
    let (kasir, manajer, admin) =
        (shop.kasir().await, shop.manajer().await, shop.staff("admin").await);
    let opened = say(&kasir, "open", json!({"openingBalance": 500_000})).await;
    assert_eq!(opened.headers["etag"], "\"2\"");
    let session = opened.body["data"].clone();
    assert_eq!((&session["status"], &session["drawerId"]), (&json!("open"), &json!(1)));
    assert_eq!(session["heldBy"]["username"], "kasir");
    let into = json!({"type": "in", "amount": 347_000, "reason": "setoran pagi"});
    let moved = say(&kasir, "movements", into).await;
    let to = json!({"countedBalance": 846_500, "toUsername": "Manajer"});
    let handed = say(&kasir, "hand-over", to).await;
    assert_eq!(handed.body["data"]["heldBy"]["username"], "manajer");
    let at = handed.position();
    let one = format!("{DRAWER}/sessions/{}", session["id"]);
    for who in [&kasir, &manajer, &admin] {
        for reply in [
            who.get_at(DRAWER, at).await,
            who.get_at(&one, at).await,
            who.get_at(&format!("{DRAWER}/sessions"), at).await,
            who.get_at(&format!("{DRAWER}/transactions"), at).await,
        ] {
            is_blind(&reply, &["847000", "-500"]);
        }
    }
    for reply in [&opened, &moved, &handed] {
        is_blind(reply, &["847000", "-500"]);
    }
    let now = manajer.get_at(DRAWER, at).await.expect(200);
    assert_eq!(now["handOvers"][0]["counted"], 846_500, "what was counted is known");
    assert_eq!(now["handOvers"][0]["variance"], Value::Null);

    let count = json!({"countedBalance": 846_500, "note": "kembalian kurang"});
    let closed = say(&manajer, "close", count).await;
    let at = closed.position();
    let closed = closed.expect(200);
    let figures = ["expected", "counted", "variance", "flagged", "escalated", "status", "note"];
    let told: Vec<&Value> = figures.iter().map(|field| &closed[*field]).collect();
    let right = json!([847_000, 846_500, -500, true, false, "closed_counted", "kembalian kurang"]);
    assert_eq!(json!(told), right, "DRW-02");
    let whole = kasir.get_at(&one, at).await.expect(200);
    for field in closed.as_object().unwrap().keys() {
        assert_eq!(whole[field], closed[field], "{field}: commands and queries say the same");
    }
    assert_eq!(whole["handOvers"][0]["variance"], -500);
    assert_eq!(kasir.get_at(DRAWER, at).await.expect(200), Value::Null, "none is open");

    for (verb, body) in [
        ("movements", json!({"type": "out", "amount": 1, "reason": "parkir"})),
        ("hand-over", json!({"countedBalance": 0, "toUsername": "kasir"})),
        ("close", json!({"countedBalance": 847_000})),
    ] {
        let reply = say(&kasir, verb, body).await;
        assert_eq!(reply.refused(422).1, "INVALID_STATE", "{verb}");
        assert_eq!(reply.body["error"]["details"][0]["allowed"], json!(["open"]), "{verb}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_is_approved_by_somebody_who_neither_counted_nor_had_the_drawer() {
    let shop = Shop::open().await;
    let (manajer, admin) = (shop.manajer().await, shop.staff("admin").await);
    let id = open(&manajer, 100_000).await["id"].clone();
    let ask = json!({"sessionId": id, "note": "mana dua puluh ribu?", "approve": false});
    let approve = json!({"sessionId": id, "note": "salah kembalian"});
    let early = say(&admin, "reconcile", approve.clone()).await;
    assert_eq!(early.refused(422).1, "INVALID_STATE", "it is open");
    let closed = say(&shop.kasir().await, "close", json!({"countedBalance": 80_000})).await;
    assert_eq!(closed.expect(200)["escalated"], true);
    let own = say(&manajer, "reconcile", approve.clone()).await;
    assert_eq!(own.refused(403).0, "INSUFFICIENT_PERMISSIONS");
    let asked = say(&manajer, "reconcile", ask).await.expect(200);
    assert_eq!((&asked["status"], &asked["variance"]), (&json!("closed_counted"), &json!(-20_000)));
    let approved = say_with(&admin, "reconcile", ("idempotency-key", "once"), &approve).await;
    let again = say_with(&admin, "reconcile", ("idempotency-key", "once"), &approve).await;
    assert_eq!((again.status, &again.text), (200, &approved.text));
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(approved.body["data"]["status"], "reconciled");
    assert_eq!(approved.body["data"]["reconciliation"]["by"]["username"], "admin");
    let twice = say(&admin, "reconcile", approve).await;
    assert_eq!(twice.refused(422).1, "INVALID_STATE");
    let whole =
        admin.get_at(&format!("{DRAWER}/sessions/{id}"), approved.position()).await.expect(200);
    assert_eq!(whole["status"], "reconciled");
    let notes: Vec<&Value> =
        whole["reconciliation"].as_array().unwrap().iter().map(|look| &look["note"]).collect();
    assert_eq!(notes, ["mana dua puluh ribu?", "salah kembalian"]);
    let none = say(&admin, "reconcile", json!({"sessionId": 9_999, "note": "x"})).await;
    assert_eq!(none.refused(422).1, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_close_a_drawer_at_once_close_it_once() {
    let shop = Shop::open().await;
    let another = shop.another().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await.at(&another));
    for round in 0..8 {
        let id = open(&kasir, 500_000).await["id"].clone();
        let count = |counted: i64| json!({"countedBalance": counted});
        let (one, two) =
            tokio::join!(say(&kasir, "close", count(1)), say(&manajer, "close", count(2)));
        let (won, lost, counted) = if one.status == 200 { (one, two, 1) } else { (two, one, 2) };
        let at = won.position();
        let closed = won.expect(200);
        assert_eq!((&closed["id"], &closed["counted"]), (&id, &json!(counted)), "round {round}");
        assert_eq!(lost.refused(422).1, "INVALID_STATE", "the other is told: none is open");
        let seen = manajer.get_at(&format!("{DRAWER}/sessions/{id}"), at).await.expect(200);
        assert_eq!(seen["counted"], counted);
    }
    let sql = "SELECT COUNT(*) FROM events WHERE event_type = 'DrawerClosed'";
    let closings: (i64,) =
        sqlx::query_as(sql).fetch_one(&mut shop.database.admin().await).await.unwrap();
    assert_eq!(closings.0, 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_close_again_is_answered_again_and_waits_for_no_job() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let order = shop.car_in_work().await;
    let float = json!({"openingBalance": 250_000});
    let opened = say_with(&kasir, "open", ("idempotency-key", "morning"), &float).await;
    let count = json!({"countedBalance": 250_000,
        "denominations": [{"value": 100_000, "count": 2}, {"value": 50_000, "count": 1}]});
    let stale = say_with(&kasir, "close", ("if-match", "\"1\""), &count).await;
    assert_eq!(stale.refused(409).0, "CONFLICT");
    let closed = say_with(&kasir, "close", ("idempotency-key", "evening"), &count).await;
    assert_eq!(closed.body["data"]["variance"], 0);
    assert_eq!(closed.body["data"]["flagged"], false);
    assert_eq!(closed.body["data"]["denominations"], count["denominations"]);
    open(&kasir, 0).await;
    for (verb, key, body, first) in
        [("open", "morning", &float, &opened), ("close", "evening", &count, &closed)]
    {
        let again = say_with(&kasir, verb, ("idempotency-key", key), body).await;
        assert_eq!((again.status, &again.text), (200, &first.text), "{verb}");
        assert_eq!(again.headers["idempotent-replayed"], "true");
    }
    let twice = say(&kasir, "open", json!({"openingBalance": 1})).await;
    assert_eq!(twice.refused(422).1, "INVALID_STATE", "the second session is open");
    let order = kasir.get(&format!("/api/v1/car-wash/orders/{}", order["id"])).await.expect(200);
    assert_eq!(order["status"], "in_progress");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_drawer_has_a_session_of_its_own() {
    let shop = Shop::open().await;
    let (kasir, admin) = (shop.kasir().await, shop.staff("admin").await);
    let second = admin.post("/api/v1/drawers", json!({"name": "Laci belakang"})).await.expect(201);
    let (first, drawer) = (open(&kasir, 100).await, &second["id"]);
    let other = json!({"openingBalance": 200, "drawerId": drawer});
    let other = say(&shop.manajer().await, "open", other).await.expect(200);
    assert_ne!(first["id"], other["id"]);
    let out = json!({"type": "out", "amount": 50, "reason": "parkir", "drawerId": drawer});
    say(&kasir, "movements", out).await.expect(200);
    let closed = say(&kasir, "close", json!({"countedBalance": 150, "drawerId": drawer})).await;
    let at = closed.position();
    assert_eq!(closed.expect(200)["variance"], 0);
    assert_eq!(kasir.get_at(DRAWER, at).await.expect(200)["id"], first["id"]);
    let path = format!("{DRAWER}/transactions?drawerId={drawer}");
    let moved = kasir.get_at(&path, at).await;
    assert_eq!(moved.body["meta"]["total"], 1);
    let moved = moved.expect(200);
    assert_eq!((&moved[0]["type"], &moved[0]["amount"]), (&json!("out"), &json!(50)));
    assert_eq!(moved[0]["reason"], "parkir");
    let wrong = json!({"sessionId": other["id"], "note": "ok"});
    assert_eq!(say(&admin, "reconcile", wrong).await.refused(422).1, "NOT_FOUND", "which drawer?");
    let right = json!({"sessionId": other["id"], "note": "ok", "drawerId": drawer});
    let at = say(&admin, "reconcile", right).await.position();
    for (filter, expected) in [
        ("", vec![&other["id"], &first["id"]]),
        ("?sort=createdAt", vec![&first["id"], &other["id"]]),
        ("?filter[drawerId]=1", vec![&first["id"]]),
        ("?filter[status]=reconciled", vec![&other["id"]]),
        ("?filter[flagged]=true", vec![]),
        ("?filter[flagged]=false", vec![&other["id"]]),
        ("?filter[businessDate][gte]=2999-01-01", vec![]),
        ("?filter[businessDate][lte]=2999-01-01&limit=1", vec![&other["id"]]),
    ] {
        let list = admin.get_at(&format!("{DRAWER}/sessions{filter}"), at).await.expect(200);
        let ids: Vec<&Value> = list.as_array().unwrap().iter().map(|row| &row["id"]).collect();
        assert_eq!(ids, expected, "{filter}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cashiers_operate_drawers_and_see_their_own() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    for username in ["ahmad", "tamu"] {
        let staff = shop.staff(username).await;
        for verb in ["open", "movements", "hand-over", "close", "reconcile"] {
            let refused = say(&staff, verb, json!({})).await;
            assert_eq!(refused.refused(403).0, "INSUFFICIENT_PERMISSIONS", "{username} {verb}");
        }
        for path in ["", "/transactions", "/sessions", "/sessions/1"] {
            let refused = staff.get(&format!("{DRAWER}{path}")).await;
            assert_eq!(refused.refused(403).0, "INSUFFICIENT_PERMISSIONS", "{username} {path}");
        }
    }
    let refused = say(&kasir, "reconcile", json!({})).await;
    assert_eq!(refused.refused(403).0, "INSUFFICIENT_PERMISSIONS", "PER-25");

    let id = open(&manajer, 100).await["id"].clone();
    let one = format!("{DRAWER}/sessions/{id}");
    let out = json!({"type": "out", "amount": 40, "reason": "parkir"});
    let at = say(&manajer, "movements", out).await.position();
    assert_eq!(kasir.get_at(&one, at).await.expect(200)["id"], id, "it is open");
    let at = say(&manajer, "close", json!({"countedBalance": 60})).await.position();
    assert_eq!(kasir.get_at(&one, at).await.refused(404).0, "NOT_FOUND", "it is over");
    let lists = ["/sessions".to_owned(), "/transactions".to_owned()];
    for path in &lists {
        let path = format!("{DRAWER}{path}");
        assert_eq!(kasir.get_at(&path, at).await.expect(200), json!([]), "{path}");
        assert_eq!(manajer.get_at(&path, at).await.body["meta"]["total"], 1, "{path}");
    }
    let path = format!("{DRAWER}/transactions?sessionId={id}");
    assert_eq!(kasir.get_at(&path, at).await.refused(404).0, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_named() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let bad = json!({"openingBalance": -1, "drawerId": "x", "float": 1});
    assert_eq!(
        wrong_fields(&say(&kasir, "open", bad).await),
        ["openingBalance", "drawerId", "float"]
    );
    let bad = json!({"type": "sideways", "amount": 0, "reason": " "});
    let reply = say(&kasir, "movements", bad).await;
    assert_eq!(wrong_fields(&reply), ["type", "amount", "reason"]);
    let reply = say(&kasir, "hand-over", json!({"toUsername": "a b"})).await;
    assert_eq!(wrong_fields(&reply), ["countedBalance", "toUsername"]);
    let bad = json!({"countedBalance": 1.5, "denominations": [
        {"value": 30_000, "count": 1}, {"value": 500, "count": -1}, {"value": 100, "count": 1},
        {"value": 100, "count": 2}, {"value": 50}]});
    let reply = say(&kasir, "close", bad).await;
    let fields = [
        "countedBalance",
        "denominations[0].value",
        "denominations[1].count",
        "denominations[3].value",
        "denominations[4].count",
    ];
    assert_eq!(wrong_fields(&reply), fields);
    let admin = shop.staff("admin").await;
    let reply = say(&admin, "reconcile", json!({"approve": "yes"})).await;
    assert_eq!(wrong_fields(&reply), ["sessionId", "note", "approve"]);
    for path in [
        "?drawerId=x",
        "/transactions?sessionId=0",
        "/sessions?filter[status]=shut",
        "/sessions?filter[businessDate][gte]=today",
        "/sessions?colour=red",
        "/sessions/x",
    ] {
        let reply = kasir.get(&format!("{DRAWER}{path}")).await;
        assert_eq!(reply.refused(400).0, "VALIDATION_ERROR", "{path}");
    }

    let unknown = say(&kasir, "open", json!({"openingBalance": 1, "drawerId": 99})).await;
    assert_eq!(unknown.refused(422).1, "NOT_FOUND");
    assert_eq!(unknown.body["error"]["details"][0]["field"], "drawerId");
    open(&kasir, 1_000).await;
    for (to, code) in [
        ("nobody", "NOT_FOUND"),
        ("tamu", "INVALID_STATE"),
        ("ahmad", "INVALID_STATE"),
        ("kasir", "INVALID_STATE"),
    ] {
        let reply =
            say(&kasir, "hand-over", json!({"countedBalance": 1_000, "toUsername": to})).await;
        assert_eq!(reply.refused(422).1, code, "{to}");
        assert_eq!(reply.body["error"]["details"][0]["field"], "toUsername", "{to}");
    }
    let differ = json!({"countedBalance": 1_000, "denominations": [{"value": 500, "count": 1}]});
    assert_eq!(say(&kasir, "close", differ).await.refused(422).1, "INVALID_AMOUNT");
    let missing = kasir.get(&format!("{DRAWER}/sessions/9999")).await;
    assert_eq!(missing.refused(404).0, "NOT_FOUND");
}
