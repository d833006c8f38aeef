//! A whole day at the shop, thrown by seeded dice, over HTTP: what is right is taken and costs what
//! it should, what is wrong is refused as it should be, and nothing breaks.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use chrono::{Duration, NaiveDate, Utc};
use serde_json::Value;
use shop_days::{
    Days, DrawerStep, Figures, Ids, Intent, Planned, Request, ShopModel, Step, request,
};
use test_shop::{Http, Reply};

use super::shop::Shop;

/// Today, where the shop is: no story begins when the day is about to end.
pub(crate) fn today() -> NaiveDate {
    (Utc::now() + Duration::hours(7)).date_naive()
}

/// A day being lived.
pub(crate) struct Day {
    pub(crate) shop: Shop,
    staff: BTreeMap<&'static str, Http>,
    pub(crate) ids: Ids,
    said: usize,
}

impl Day {
    pub(crate) async fn begin(model: &ShopModel) -> Self {
        let shop = Shop::open().await;
        let mut staff = BTreeMap::new();
        for login in model.logins() {
            staff.insert(login.username, shop.staff(login.username).await);
        }
        Self { shop, staff, ids: Ids::of(model), said: 0 }
    }

    pub(crate) async fn say(&mut self, planned: &Planned) -> Reply {
        self.said += 1;
        let key = [("idempotency-key", format!("day-{}", self.said))];
        let Request { method, path, body } = request(&planned.intent, &self.ids);
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let who = &self.staff[planned.who.username];
        who.send(method, &path, &key, Some(body.to_string())).await.unwrap()
    }
}

/// The dice of the day: others than usual with `KHARISMA_SEED`.
pub(crate) fn seed() -> u64 {
    std::env::var("KHARISMA_SEED").map_or(2026, |text| text.parse().unwrap())
}

/// What the replies added up to, in Rupiah.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    /// Of orders that were completed.
    revenue: i64,
    /// By means of payment: what came in less what went back, and what went back.
    takings: BTreeMap<String, (i64, i64)>,
}

impl Sums {
    fn count(&mut self, planned: &Planned, reply: &Value) {
        match &planned.intent {
            Intent::Tell(_, Step::PassQualityCheck) => {
                self.revenue += reply["pricing"]["total"].as_i64().unwrap();
            }
            // What was done again is completed a second time, and earns nothing by it.
            Intent::Tell(_, Step::Complete(_)) if reply["updatedAt"] == reply["completedAt"] => {
                self.revenue += reply["pricing"]["total"].as_i64().unwrap();
            }
            Intent::Place(_)
            | Intent::Tell(..)
            | Intent::Pay(..)
            | Intent::Split(..)
            | Intent::Announce(..)
            | Intent::Payment(..)
            | Intent::Drawer(_)
            | Intent::Catalog(..)
            | Intent::Register(_)
            | Intent::Customer(..) => {}
        }
    }

    /// Takes in the money as the day itself adds it up.
    fn money(&mut self, figures: &Figures) {
        for ((_, method), taking) in &figures.takings {
            let (net, back) = self.takings.entry((*method).to_owned()).or_default();
            *net += taking.received - taking.refunded;
            *back += taking.refunded;
        }
    }

    /// As the reports of these days have them, once they know of everything.
    async fn reported(manajer: &Http, position: i64) -> Self {
        let mut sums = Self::default();
        for days in [-1, 0, 1] {
            let date = today() + Duration::days(days);
            let path = format!("/api/v1/reports/daily-sales?date={date}");
            let report = manajer.get_at(&path, position).await.expect(200);
            sums.revenue += report["totalRevenue"].as_i64().unwrap();
            let amounts = |lines: &str| -> Vec<(String, i64)> {
                let lines = report[lines].as_array().unwrap().iter();
                let line = |line: &Value| {
                    let method = line["paymentMethod"].as_str().unwrap().to_owned();
                    (method, line["amount"].as_i64().unwrap())
                };
                lines.map(line).collect()
            };
            for (method, net) in amounts("byPaymentMethod") {
                sums.takings.entry(method).or_default().0 += net;
            }
            for (method, back) in amounts("refundsByPaymentMethod") {
                sums.takings.entry(method).or_default().1 += back;
            }
        }
        sums.takings.retain(|_, sums| *sums != (0, 0));
        sums
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_of_the_shop_over_http() {
    let mut model = ShopModel::demonstration().unwrap();
    model.mistakes_per_mille = 350; // a day on which most kinds of them are made
    let mut day = Day::begin(&model).await;
    let (mut taken, mut position) = (0, 0);
    let mut refused = BTreeSet::new();
    let mut sums = Sums::default();
    let mut counted = 0;
    let mut days = Days::new(seed(), model, today(), 1);
    while let Some(planned) = days.next() {
        let reply = day.say(&planned).await;
        assert_eq!(reply.status, planned.status(), "{}\nto {planned:#?}", reply.text);
        if let Some(why) = planned.refused {
            assert_eq!(reply.body["success"], false, "{planned:#?}");
            refused.insert(why);
            continue;
        }
        taken += 1;
        position = position.max(reply.position());
        let data = &reply.body["data"];
        if let Some(total) = planned.total {
            assert_eq!(data["pricing"]["total"], total, "{}\nto {planned:#?}", reply.text);
        }
        if let Intent::Drawer(DrawerStep::Close(..)) = planned.intent {
            let expected = days.figures().sittings.last().unwrap().expected;
            assert_eq!(data["expected"], expected, "{}\nto {planned:#?}", reply.text);
            counted += 1;
        }
        sums.count(&planned, data);
        day.ids.learn_from(&planned, data);
    }
    sums.money(days.figures());
    assert_eq!(counted, 1, "the drawer was counted in the evening");
    assert!(taken > 400 && refused.len() > 30, "{taken} taken, refused for {refused:?}");
    let manajer = day.shop.manajer().await;
    let all = manajer.get_at("/api/v1/orders?includeDeleted=true", position).await;
    assert_eq!(all.body["meta"]["total"], day.ids.orders.len());
    assert_eq!(Sums::reported(&manajer, position).await, sums);
    super::views::are_right(&day.shop).await;
}
