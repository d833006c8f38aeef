//! An intent as an HTTP request: method, path, body. Whoever sends it has a client of their own.

mod body;
mod money;

use domain::catalog::CatalogList;
use domain::order::ServiceType;
use domain::values::{PaymentId, RefundId};
use serde_json::{Value, json};

use crate::ShopModel;
use crate::intent::{
    DrawerStep, Intent, ListStep, OrderRef, PaymentRef, Planned, RecordStep, Step,
};

/// An id that nothing has.
const NOBODY: i64 = 999_999_983;

/// Which ids what these days speak of got.
#[derive(Debug, Clone, Default)]
pub struct Ids {
    /// Those of orders, in the order in which they were placed.
    pub orders: Vec<i64>,
    /// Those of customers, the first ones those of the model.
    pub customers: Vec<i64>,
    /// Those of payments, in the order in which they were taken or announced.
    pub payments: Vec<i64>,
    /// The numbers of the drawer's sessions, in the order in which they began.
    pub sessions: Vec<i64>,
}

/// What to send.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The method.
    pub method: &'static str,
    /// The path, from `/api` on.
    pub path: String,
    /// The body.
    pub body: Value,
}

impl Ids {
    /// Before anything happened, in a shop that was opened with the model's people.
    pub fn of(model: &ShopModel) -> Self {
        let customers = (1..).take(model.customers.len()).collect();
        Self { customers, ..Self::default() }
    }

    /// Takes in the ids that came of something that was taken: of a split every payment's, of
    /// anything else the one.
    pub fn learn(&mut self, planned: &Planned, made: &[i64]) {
        let kind = match &planned.intent {
            Intent::Place(_) => &mut self.orders,
            Intent::Register(_) => &mut self.customers,
            Intent::Pay(..) | Intent::Split(..) | Intent::Announce(..) => &mut self.payments,
            Intent::Drawer(DrawerStep::Open(_)) => &mut self.sessions,
            Intent::Tell(..)
            | Intent::Payment(..)
            | Intent::Drawer(_)
            | Intent::Catalog(..)
            | Intent::Customer(..) => return,
        };
        kind.extend(made);
    }

    /// Takes in the ids that a reply's `data` tells: call it with every reply to what was taken.
    pub fn learn_from(&mut self, planned: &Planned, data: &Value) {
        let one = std::slice::from_ref(data);
        let all = data["payments"].as_array().map_or(one, Vec::as_slice);
        let ids: Vec<i64> = all.iter().filter_map(|made| made["id"].as_i64()).collect();
        self.learn(planned, &ids);
    }

    fn order(&self, order: OrderRef) -> i64 {
        self.orders.get(order.no).copied().unwrap_or(NOBODY)
    }

    fn customer(&self, no: usize) -> i64 {
        self.customers.get(no).copied().unwrap_or(NOBODY)
    }

    fn payment(&self, payment: PaymentRef) -> i64 {
        self.payments.get(payment.no).copied().unwrap_or(NOBODY)
    }

    fn refund(&self, payment: PaymentRef, refund: usize) -> i64 {
        let payment = PaymentId::new(self.payment(payment));
        let id = payment.and_then(|payment| RefundId::of(payment, refund + 1));
        id.map_or(NOBODY, RefundId::get)
    }

    fn session(&self, no: usize) -> i64 {
        self.sessions.get(no).copied().unwrap_or(NOBODY)
    }
}

/// The service as paths name it.
const fn of(service: ServiceType) -> &'static str {
    match service {
        ServiceType::CarWash => "car-wash",
        ServiceType::Laundry => "laundry",
        ServiceType::Carpet => "carpet",
        ServiceType::WaterDelivery => "water-delivery",
    }
}

/// The list as paths name it.
const fn list_path(list: CatalogList) -> &'static str {
    match list {
        CatalogList::VehicleTypes => "/api/v1/car-wash/vehicle-types",
        CatalogList::ServicePackages => "/api/v1/car-wash/service-packages",
        CatalogList::CarWashAddOns => "/api/v1/car-wash/add-ons",
        CatalogList::LaundryItems => "/api/v1/laundry/item-types",
        CatalogList::ServiceLevels => "/api/v1/laundry/service-levels",
        CatalogList::LaundryAddOns => "/api/v1/laundry/add-ons",
        CatalogList::CarpetMaterials => "/api/v1/carpet/materials",
        CatalogList::CarpetSizes => "/api/v1/carpet/sizes",
        CatalogList::CleaningTypes => "/api/v1/carpet/cleaning-types",
        CatalogList::WaterProducts => "/api/v1/water-delivery/products",
        CatalogList::DeliveryZones => "/api/v1/water-delivery/zones",
    }
}

/// What to send for an intent.
pub fn request(intent: &Intent, ids: &Ids) -> Request {
    let (method, path, body) = match intent {
        Intent::Place(new) => {
            let path = format!("/api/v1/{}/orders", of(new.basket.service()));
            let customer = new.customer.map(|no| ids.customer(no));
            ("POST", path, body::new_order(new, customer))
        }
        Intent::Tell(order, step) => tell(*order, step, ids),
        Intent::Pay(order, tender) => {
            ("POST", "/api/v1/payments".to_owned(), body::payment(ids.order(*order), tender))
        }
        Intent::Split(order, tenders) => {
            ("POST", "/api/v1/payments".to_owned(), body::split(ids.order(*order), tenders))
        }
        Intent::Announce(order, tender) => {
            ("POST", "/api/v1/payments".to_owned(), body::announced(ids.order(*order), tender))
        }
        Intent::Payment(payment, step) => money::of_payment(*payment, step, ids),
        Intent::Drawer(step) => money::of_drawer(step, ids),
        Intent::Catalog(list, step) => of_list(*list, step),
        Intent::Register(new) => ("POST", "/api/v1/customers".to_owned(), body::new_customer(new)),
        Intent::Customer(no, step) => of_customer(ids.customer(*no), step),
    };
    Request { method, path, body }
}

type Parts = (&'static str, String, Value);

fn tell(order: OrderRef, step: &Step, ids: &Ids) -> Parts {
    let id = ids.order(order);
    let at = |verb: &str| format!("/api/v1/{}/orders/{id}{verb}", of(order.service));
    let patch = |verb: &str, body: Value| ("PATCH", at(verb), body);
    match step {
        Step::Revise(basket) => patch("", Value::Object(body::basket(basket))),
        Step::Reprice(wanted) => patch("/price", body::price(wanted)),
        Step::Correct(notes) => patch("", json!({ "notes": notes })),
        Step::Assign(employees) => patch("/employees", json!({ "employeeIds": employees })),
        Step::Start(Some(driver)) => patch("/dispatch", json!({ "driverId": driver })),
        Step::Start(None) => patch("/start", json!({})),
        Step::SubmitQualityCheck => patch("/submit-quality-check", json!({})),
        Step::PassQualityCheck => patch("/quality-check", json!({ "result": "pass" })),
        Step::FailQualityCheck(notes) => {
            patch("/quality-check", json!({ "result": "fail", "notes": notes }))
        }
        // Of what is brought to the door, too; what is fetched is not delivered.
        Step::Complete(notes) => patch("/complete", body::noted(notes.as_ref())),
        Step::Cancel(reason) => patch("/cancel", json!({ "reason": reason })),
        Step::HandOver(notes) => patch("/hand-over", body::noted(notes.as_ref())),
        Step::Rework(reason) => patch("/rework", json!({ "reason": reason })),
        Step::Close => patch("/close", json!({})),
        Step::Delete => ("DELETE", at(""), json!({})),
        Step::Schedule(day, window) => {
            patch("/reschedule", body::given(&[("date", json!(day)), ("window", json!(window))]))
        }
        Step::FailDelivery(why) => patch("/fail-delivery", json!({ "reason": why.name() })),
        Step::JoinQueue => ("POST", format!("/api/v1/queue/{id}"), json!({})),
        Step::LeaveQueue => ("DELETE", format!("/api/v1/queue/{id}"), json!({})),
        Step::Arrange { bay, priority, reason } => {
            let fields =
                [("bay", json!(bay)), ("priority", json!(priority)), ("reason", json!(reason))];
            ("PATCH", format!("/api/v1/queue/{id}"), body::given(&fields))
        }
    }
}

fn of_list(list: CatalogList, step: &ListStep) -> Parts {
    let path = list_path(list);
    match step {
        ListStep::Add(code, name, terms) => {
            let price = crate::prices::price_in(terms);
            let body = json!({ "code": code, "name": name, "price": price });
            ("POST", path.to_owned(), body)
        }
        ListStep::Price(id, price) => ("PATCH", format!("{path}/{id}"), json!({ "price": price })),
        ListStep::Retire(id) => ("PATCH", format!("{path}/{id}/retire"), json!({})),
        ListStep::Reinstate(id) => ("PATCH", format!("{path}/{id}/reinstate"), json!({})),
    }
}

fn of_customer(id: i64, step: &RecordStep) -> Parts {
    let at = |verb: &str| format!("/api/v1/customers/{id}{verb}");
    match step {
        RecordStep::Note(notes) => ("PATCH", at(""), json!({ "notes": notes })),
        RecordStep::Terms(terms) => ("PATCH", at(""), json!({ "waterTerms": terms.name() })),
        RecordStep::Vehicle(plate, kind) => {
            ("POST", at("/vehicles"), json!({ "licensePlate": plate, "vehicleType": kind }))
        }
        RecordStep::Lend(product, count) => {
            ("POST", at("/containers"), json!({ "productId": product, "lent": count }))
        }
        RecordStep::Return(product, count) => {
            ("POST", at("/containers"), json!({ "productId": product, "returned": count }))
        }
        RecordStep::Deactivate(reason) => ("PATCH", at("/deactivate"), json!({ "reason": reason })),
        RecordStep::Reactivate => ("PATCH", at("/reactivate"), json!({})),
    }
}
