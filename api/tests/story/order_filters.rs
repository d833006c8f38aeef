//! Finding orders: what they are narrowed to, and in which order they stand.

use chrono::Utc;
use domain::order::PaymentStatus;
use domain::values::{CustomerId, Outlet};
use projections::ReadDb;
use projections::customers::Customers;
use projections::list::Paging;
use projections::orders::{BY_AGE, OrderFilter, Orders};
use projections::runtime::Projection;
use serde_json::{Value, json};

use crate::counter::{SERVICES, day, head, orders, place, placed, plain, tell, told, with, wrong};
use crate::receivables::{delivered, invoiced};
use crate::shop::Shop;

const ALL: &str = "/api/v1/orders";

fn ids(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|order| order["id"].as_i64().unwrap()).collect()
}

fn id(order: &Value) -> i64 {
    order["id"].as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_stand_by_age_by_change_by_price_and_by_number() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let mut all = Vec::new();
    for service in SERVICES {
        for _ in 0..2 {
            all.push(place(&kasir, service, plain(service)).await.expect(201));
        }
    }
    let started = tell(&kasir, &all[2], "start", json!({})).await;
    let position = started.position();
    all[2] = started.expect(200);
    for (sort, field) in [
        ("createdAt", "/createdAt"),
        ("updatedAt", "/updatedAt"),
        ("total", "/pricing/total"),
        ("orderNumber", "/orderNumber"),
    ] {
        // What is alike stands by age.
        let mut expected = all.clone();
        expected.sort_by_key(|order| {
            let value = order.pointer(field).unwrap();
            let number = value.as_i64().map(|number| format!("{number:012}"));
            (number.unwrap_or_else(|| value.as_str().unwrap().to_owned()), id(order))
        });
        for (sort, reversed) in [(sort.to_owned(), false), (format!("-{sort}"), true)] {
            let mut expected: Vec<i64> = expected.iter().map(id).collect();
            if reversed {
                expected.reverse();
            }
            let whole = format!("{ALL}?sort={sort}");
            assert_eq!(ids(&kasir.get_at(&whole, position).await.expect(200)), expected, "{sort}");
            let by_pages = walked(&kasir, &format!("{whole}&limit=3"), position).await;
            assert_eq!(by_pages, expected, "{sort}, where a page ended");
            let of_one = format!("{}?sort={sort}&limit=1", orders("laundry"));
            let laundry: Vec<i64> =
                expected.iter().copied().filter(|n| of_laundry(&all, *n)).collect();
            assert_eq!(walked(&kasir, &of_one, position).await, laundry, "{sort} of a service");
        }
    }
}

fn of_laundry(all: &[Value], wanted: i64) -> bool {
    all.iter().any(|order| id(order) == wanted && order["serviceType"] == "laundry")
}

/// A list to its end, each page from where the one before ended.
pub(crate) async fn walked(who: &test_shop::Http, path: &str, position: i64) -> Vec<i64> {
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let reply = who.get_at(&format!("{path}{next}"), position).await;
        assert_eq!(reply.status, 200, "{path}{next}: {}", reply.text);
        seen.extend(ids(&reply.body["data"]));
        let meta = &reply.body["meta"];
        assert_eq!(meta["page"].is_null(), !next.is_empty(), "pages are not counted on the way");
        assert!(meta["total"].as_i64() >= i64::try_from(seen.len()).ok(), "{meta}");
        match meta["next"].as_str() {
            Some(text) => next = format!("&after={text}"),
            None => return seen,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_are_found_by_what_is_paid_of_them() {
    let shop = Shop::with_drawer().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    let (unpaid, partial) = (shop.car_waiting().await, shop.car_waiting().await);
    let (paid, refunded) = (shop.car_done().await, shop.car_done().await);
    let pay = async |order: &Value, amount: i64| {
        let body = json!({"orderId": order["id"], "amount": amount, "paymentMethod": "cash"});
        shop.pay(body).await.expect(201)
    };
    pay(&partial, 25_000).await;
    pay(&paid, 75_000).await;
    let payment = pay(&refunded, 75_000).await;
    let back = json!({"amount": 75_000, "reason": "kurang bersih"});
    let path = format!("/api/v1/payments/{}/refund", payment["id"]);
    let refund = manajer.post(&path, back).await.expect(201);
    let refund = format!("/api/v1/refunds/{}", refund["id"]);
    shop.admin().await.patch(&format!("{refund}/approve"), json!({})).await.expect(200);
    let reply = manajer.patch(&format!("{refund}/pay-out"), json!({})).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let position = reply.position();
    let found = async |query: &str| {
        ids(&kasir.get_at(&format!("{ALL}?{query}"), position).await.expect(200))
    };
    for (status, order) in
        [("unpaid", &unpaid), ("PARTIAL", &partial), ("paid", &paid), ("refunded", &refunded)]
    {
        let query = format!("filter[paymentStatus]={status}");
        assert_eq!(found(&query).await, [id(order)], "{status}");
        let query = format!("{query}&filter[serviceType]=car_wash&sort=total");
        assert_eq!(found(&query).await, [id(order)], "{status} of a service");
        let query = format!("{query}&filter[status]={}", order["status"].as_str().unwrap());
        let stands = if order["status"] == "completed" { vec![] } else { vec![id(order)] };
        assert_eq!(
            found(&query).await,
            stands,
            "{status}: what is settled is not completed any more"
        );
    }
    assert!(found("filter[paymentStatus]=overdue").await.is_empty());
    let reply = kasir.get(&format!("{ALL}?filter[paymentStatus]=late")).await;
    assert_eq!(wrong(&reply, 400), [("filter[paymentStatus]", "INVALID_FORMAT")]);
    let message = &reply.body["error"]["details"][0]["message"];
    assert_eq!(message, "must be one of unpaid, partial, paid, refunded, overdue");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_owed_past_its_day_is_overdue_and_not_unpaid() {
    let shop = Shop::open().await;
    let cafe = shop.customer("Kafe Senja", "0811-2222-333").await;
    let owed = delivered(&shop, &cafe, 3).await;
    let bill = invoiced(&shop, &cafe).await;
    assert_eq!(bill["dueOn"], day(30));
    let read_db = ReadDb::open(&shop.database.config.read, 1, shop.database.config.personal_keys());
    let both = [Orders::NAME, Customers::NAME];
    let position = head(&shop).await;
    let mut snapshot = read_db.snapshot_of(&both, Some(position)).await.unwrap();
    assert!(snapshot.position >= position, "{} of {position}", snapshot.position);
    let mut found = async |status, days| {
        let today = Outlet::first().business_day(Utc::now() + chrono::Duration::days(days));
        let filter = OrderFilter {
            payment: Some((status, today)),
            customer: CustomerId::new(id(&cafe)).ok(),
            ..OrderFilter::default()
        };
        let paging = Paging::first(20, &BY_AGE, true);
        let page = projections::orders::list(&mut snapshot, &filter, &paging).await.unwrap();
        let shown = page.rows.iter().map(|row| {
            let ticket = row.order.ticket().unwrap();
            assert_eq!(ticket.payment_status_on(today), status, "as the order itself says");
            ticket.id.get()
        });
        shown.collect::<Vec<_>>()
    };
    for (days, unpaid) in [(0, true), (30, true), (31, false)] {
        let (on_time, late) =
            if unpaid { (vec![id(&owed)], vec![]) } else { (vec![], vec![id(&owed)]) };
        assert_eq!(found(PaymentStatus::Unpaid, days).await, on_time, "after {days} days");
        assert_eq!(found(PaymentStatus::Overdue, days).await, late, "after {days} days");
        assert!(found(PaymentStatus::Paid, days).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_found_by_its_number_or_how_it_begins() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let (first, second) = (shop.car_waiting().await, shop.car_waiting().await);
    let bag = place(&kasir, "laundry", plain("laundry")).await;
    let position = bag.position();
    let bag = bag.expect(201);
    let found = async |number: &str, more: &str| {
        let path = format!("{ALL}?filter[orderNumber]={number}{more}");
        ids(&kasir.get_at(&path, position).await.expect(200))
    };
    let year = &first["orderNumber"].as_str().unwrap()[3..7];
    assert_eq!(found(first["orderNumber"].as_str().unwrap(), "").await, [id(&first)]);
    assert_eq!(found(&format!("ld-{year}-00001"), "").await, [id(&bag)], "K-45");
    assert_eq!(found(&format!("CW-{year}"), "").await, [id(&second), id(&first)]);
    assert_eq!(found("CW-", "&sort=orderNumber").await, [id(&first), id(&second)]);
    assert_eq!(found("CW-", "&filter[serviceType]=laundry").await, Vec::<i64>::new());
    assert_eq!(found("C", "&filter[status]=pending&limit=1").await, [id(&second)]);
    assert_eq!(found(&format!("CW-{year}-00003"), "").await, Vec::<i64>::new());
    let reply = kasir.get(&format!("{ALL}?filter[orderNumber]=CW%25")).await;
    assert_eq!(wrong(&reply, 400), [("filter[orderNumber]", "INVALID_FORMAT")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customers_orders_are_narrowed_and_sorted_like_all_orders() {
    let shop = Shop::open().await;
    let (kasir, manajer) = (shop.kasir().await, shop.manajer().await);
    let old = shop.customer("Dedi", "0811-2222-333").await;
    let one = shop.customer("Pak Dedi", "0811-4444-555").await;
    let mut theirs = Vec::new();
    for (service, who) in SERVICES.into_iter().zip([&old, &one, &old, &one]) {
        let wanted = with(plain(service), json!({"customerId": who["id"], "walkIn": null}));
        theirs.push(placed(&kasir, service, wanted).await);
    }
    told(&kasir, &theirs[1], "start", json!({})).await;
    let into = json!({"intoId": one["id"]});
    let merge = crate::shop::customer_path(&old, "/merge");
    let position = manajer.post(&merge, into).await.position();
    let list = async |query: &str| {
        let path = crate::shop::customer_path(&one, &format!("/orders?{query}"));
        ids(&kasir.get_at(&path, position).await.expect(200))
    };
    // 75,000, 37,000, 600,000 and 40,000 Rupiah.
    let [wash, bag, carpet, water] = [0, 1, 2, 3].map(|n| id(&theirs[n]));
    assert_eq!(list("sort=total").await, [bag, water, wash, carpet]);
    assert_eq!(list("sort=-orderNumber").await, [water, bag, wash, carpet]);
    assert_eq!(list("sort=-updatedAt&limit=1").await, [bag]);
    assert_eq!(list("filter[status]=in_progress").await, [bag]);
    assert_eq!(list("filter[serviceType]=carpet&filter[paymentStatus]=unpaid").await, [carpet]);
    let path = crate::shop::customer_path(&one, "/orders?sort=total&limit=1");
    assert_eq!(walked(&kasir, &path, position).await, [bag, water, wash, carpet]);
    let path = format!("{ALL}?filter[customerId]={}&sort=createdAt&limit=3", old["id"]);
    assert_eq!(walked(&kasir, &path, position).await, [wash, bag, carpet, water]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_list_is_said_with_what_would_be_right() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    shop.car_waiting().await;
    let position = place(&kasir, "laundry", plain("laundry")).await.position();
    let message = async |query: &str| {
        let reply = kasir.get_at(&format!("{ALL}?{query}"), position).await;
        assert_eq!(wrong(&reply, 400).len(), 1, "{query}");
        reply.body["error"]["details"][0]["message"].as_str().unwrap().to_owned()
    };
    let sort = message("sort=price").await;
    for known in ["createdAt", "-updatedAt", "total", "-orderNumber"] {
        assert!(sort.contains(known), "{sort}");
    }
    let filter = message("filter[colour]=red").await;
    for known in ["filter[status]", "filter[paymentStatus]", "filter[orderNumber]", "after"] {
        assert!(filter.contains(known), "{filter}");
    }
    assert!(message("page=101&limit=100").await.contains("after"), "beyond what is counted");
    let reply = kasir.get_at(&format!("{ALL}?limit=1"), position).await;
    let next = reply.body["meta"]["next"].as_str().unwrap().to_owned();
    assert!(message(&format!("after={next}&page=2")).await.contains("page or after"));
    assert!(message(&format!("after={next}&sort=total")).await.contains("sort=-createdAt"));
    assert!(message(&format!("after={}", &next[..20])).await.contains("meta.next"));
    assert!(message("after=kemarin").await.contains("meta.next"));
    let last = kasir.get_at(&format!("{ALL}?after={next}"), position).await;
    assert_eq!(
        (last.body["data"].as_array().unwrap().len(), &last.body["meta"]["next"]),
        (1, &Value::Null)
    );
}
