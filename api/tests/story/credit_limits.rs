//! Nobody passes a limit alone, and nobody is billed twice, however many tills ask at once.

use axum::http::Method;
use serde_json::json;
use test_shop::{Http, Reply};
use tokio::task::JoinSet;

use crate::approvals::{APPROVALS, PASSWORD, challenge};
use crate::counter::{correct, place, with, wrong};
use crate::receivables::{
    INVOICES, WATER, credit, delivered, gallons, invoiced, run, this_month, total,
};
use crate::shop::{Shop, customer_path};

#[tokio::test(flavor = "multi_thread")]
async fn nobody_orders_beyond_their_credit_limit() {
    let shop = Shop::open().await;
    let kasir = shop.kasir().await;
    let cafe = shop.customer("Kafe Senja", "0811-2222-333").await;
    let small = place(&kasir, WATER, gallons(&cafe, 1)).await.expect(201);
    let each = total(&small);
    let limit = json!({"creditLimit": each * 3});
    let forbidden = kasir.patch(&customer_path(&cafe, ""), limit.clone()).await;
    assert_eq!(forbidden.refused(403).0, "INSUFFICIENT_PERMISSIONS");
    credit(&shop, &cafe, limit).await;
    place(&kasir, WATER, gallons(&cafe, 2)).await.expect(201);
    let beyond = place(&kasir, WATER, gallons(&cafe, 1)).await;
    assert_eq!(wrong(&beyond, 422), [("terms", "CREDIT_LIMIT_EXCEEDED")]);
    let message = beyond.body["error"]["message"].as_str().unwrap();
    assert!(message.contains(&format!("Rp {}", each * 3)), "{message}");
    assert!(message.contains("Rp 0 are free"), "{message}");
    let more = correct(&kasir, &small, json!({"quantity": 2})).await;
    assert_eq!(wrong(&more, 422), [("terms", "CREDIT_LIMIT_EXCEEDED")]);
    let cash = with(gallons(&cafe, 9), json!({"terms": "cod"}));
    place(&kasir, WATER, cash).await.expect(201);
    // What is called off, or paid, is free again.
    shop.manajer()
        .await
        .patch(
            &format!("/api/v1/water-delivery/orders/{}/cancel", small["id"]),
            json!({"reason": "tidak jadi"}),
        )
        .await
        .expect(200);
    place(&kasir, WATER, gallons(&cafe, 1)).await.expect(201);
    assert_eq!(wrong(&place(&kasir, WATER, gallons(&cafe, 1)).await, 422)[0].0, "terms");
    credit(&shop, &cafe, json!({"creditLimit": null})).await;
    place(&kasir, WATER, gallons(&cafe, 100)).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_tills_at_once_do_not_pass_a_limit() {
    let shop = Shop::open().await;
    let cafe = shop.customer("Kafe Senja", "0811-2222-333").await;
    let first = place(&shop.kasir().await, WATER, gallons(&cafe, 1)).await.expect(201);
    credit(&shop, &cafe, json!({"creditLimit": total(&first) * 5})).await;
    let urls = [shop.url.clone(), shop.another().await];
    let mut tills = JoinSet::new();
    for till in 0..20 {
        let kasir = shop.kasir().await.at(&urls[till % 2]);
        let order = gallons(&cafe, 1);
        tills.spawn(async move {
            loop {
                let reply = place(&kasir, WATER, order.clone()).await;
                if reply.status != 409 {
                    return reply.status; // a lost race is repeated
                }
            }
        });
    }
    let mut statuses = tills.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![201; 4], vec![422; 16]].concat());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_month_run_by_three_at_once_is_one_invoice_each() {
    let shop = Shop::open().await;
    let mut customers = Vec::new();
    for no in 0..6 {
        let customer = shop.customer(&format!("Kafe {no}"), &format!("0811-2222-33{no}")).await;
        delivered(&shop, &customer, 1).await;
        customers.push(customer);
    }
    let urls = [shop.url.clone(), shop.another().await, shop.another().await];
    let mut runs = JoinSet::new();
    for url in urls {
        let manajer = shop.manajer().await.at(&url);
        runs.spawn(async move { run(&manajer, &this_month()).await });
    }
    let replies = runs.join_all().await;
    let position = replies.iter().map(Reply::position).max().unwrap();
    let issued = |reply: &Reply| reply.body["data"]["issued"].as_array().unwrap().len();
    assert_eq!(replies.iter().map(issued).sum::<usize>(), 6);
    let all = shop.manajer().await.get_at(INVOICES, position).await.expect(200);
    let mut numbers: Vec<&str> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|invoice| invoice["invoiceNumber"].as_str().unwrap())
        .collect();
    numbers.sort_unstable();
    let expected: Vec<String> = (1..=6).map(|no| format!("INV-{}-{no:03}", this_month())).collect();
    assert_eq!(numbers, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_beyond_a_manager_an_admin_lets_them_give_up_once() {
    let shop = Shop::open().await;
    let manajer = shop.manajer().await;
    let cafe = shop.customer("Kafe Senja", "0811-2222-333").await;
    delivered(&shop, &cafe, 26).await;
    let bill = invoiced(&shop, &cafe).await;
    let path = format!("{INVOICES}/{}/write-off", bill["id"]);
    let why = json!({"reason": "kafe tutup"});
    let write_off = async |who: &Http, approval: &str| {
        let header = [("x-approval", approval.to_owned())];
        who.send(Method::PATCH, &path, &header, Some(why.to_string())).await.unwrap()
    };
    let (put, role) = challenge(&manajer.patch(&path, why.clone()).await);
    assert_eq!(role, "admin");
    let body = json!({"challenge": put, "username": "admin", "password": PASSWORD});
    let given = manajer.post(APPROVALS, body).await.expect(201);
    let approval = given["approval"].as_str().unwrap();
    let given_up = write_off(&manajer, approval).await.expect(200);
    assert_eq!((&given_up["status"], &given_up["owed"]), (&json!("written_off"), &json!(0)));
    let by = &given_up["writeOffs"][0];
    assert_eq!(by["writtenOffBy"]["username"], "manajer");
    assert_eq!(by["approvedBy"]["username"], "admin");
    assert_eq!(write_off(&manajer, approval).await.refused(422).1, "INVALID_STATE");
}
