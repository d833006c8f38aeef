//! The bodies of requests. What is not said is left out.

use serde_json::{Map, Number, Value, json};

use crate::basket::{Basket, CarpetWork, Measure};
use crate::intent::{Ask, NewCustomer, NewOrder, Tender, Text, Wanted};

/// Those fields that are not null.
pub(super) fn given(fields: &[(&str, Value)]) -> Value {
    let said = fields.iter().filter(|(_, value)| !value.is_null());
    Value::Object(said.map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
}

/// Notes, if there are any.
pub(super) fn noted(notes: Option<&Text>) -> Value {
    given(&[("notes", json!(notes))])
}

/// Thousandths as a decimal number.
#[allow(clippy::cast_precision_loss)] // at most a million thousandths
fn decimal(thousandths: i64) -> Value {
    if thousandths % 1000 == 0 {
        return json!(thousandths / 1000);
    }
    Number::from_f64(thousandths as f64 / 1000.0).map_or(Value::Null, Value::Number)
}

/// What is ordered.
pub(super) fn basket(basket: &Basket) -> Map<String, Value> {
    let body = match basket {
        Basket::CarWash(wash) => given(&[
            ("vehicleType", json!(wash.vehicle)),
            ("servicePackage", json!(wash.package)),
            ("addOns", json!(wash.add_ons)),
            ("licensePlate", json!(wash.plate)),
        ]),
        Basket::Laundry(washing) => {
            let thing =
                |(id, much): &(i64, i64)| json!({ "itemTypeId": id, "quantity": decimal(*much) });
            let extra =
                |(code, much): &(&str, i64)| json!({ "code": code, "quantity": decimal(*much) });
            json!({
                "serviceLevel": washing.level,
                "lines": washing.things.iter().map(thing).collect::<Vec<_>>(),
                "addOns": washing.extras.iter().map(extra).collect::<Vec<_>>(),
            })
        }
        Basket::Carpet(carpets) => {
            let (lines, size) = match &carpets.work {
                CarpetWork::Sized(id) => (Value::Null, json!(id)),
                CarpetWork::Measured(carpets) => {
                    (carpets.iter().map(carpet).collect::<Value>(), Value::Null)
                }
            };
            let pickup = carpets
                .pickup
                .as_ref()
                .map(|(address, day)| json!({ "address": address, "date": day }));
            let delivery = carpets.delivery.as_ref().map(
                |there| json!({ "address": there.address, "distanceKm": decimal(there.metres) }),
            );
            given(&[
                ("lines", lines),
                ("sizeId", size),
                ("cleaning", json!(carpets.cleaning)),
                ("pickup", json!(pickup)),
                ("delivery", json!(delivery)),
                ("condition", json!(carpets.stains.as_ref().map(|s| json!({ "stains": s })))),
            ])
        }
        Basket::Water(water) => {
            let to = water.to.as_ref();
            given(&[
                ("productId", json!(water.product)),
                ("quantity", json!(water.quantity)),
                ("terms", json!(water.terms.name())),
                ("address", json!(to.map(|there| &there.address))),
                ("distanceKm", json!(to.map(|there| decimal(there.metres)))),
                ("selfPickup", if to.is_none() { json!(true) } else { Value::Null }),
            ])
        }
    };
    let Value::Object(fields) = body else { return Map::new() }; // every arm makes an object
    fields
}

fn carpet((material, measure): &(i64, Measure)) -> Value {
    let (length, width, area) = match *measure {
        Measure::Sides(length, width) => (decimal(length), decimal(width), Value::Null),
        Measure::Length(length) => (decimal(length), Value::Null, Value::Null),
        Measure::Area(area) => (Value::Null, Value::Null, decimal(area)),
    };
    let material = json!(material);
    given(&[("materialId", material), ("length", length), ("width", width), ("area", area)])
}

/// An order, for the customer of that id, if any.
pub(super) fn new_order(new: &NewOrder, customer: Option<i64>) -> Value {
    let mut body = basket(&new.basket);
    let mut say = |name: &str, value: Value| {
        if !value.is_null() {
            body.insert(name.to_owned(), value);
        }
    };
    say("customerId", json!(customer));
    if new.name.is_some() || new.phone.is_some() {
        say("walkIn", given(&[("name", json!(new.name)), ("phone", json!(new.phone))]));
    }
    if !new.employees.is_empty() {
        say("employeeIds", json!(new.employees));
    }
    if let Some(Wanted { asked, reason }) = &new.wanted {
        match asked {
            Ask::FinalPrice(price) => {
                say("finalPrice", json!(price));
                say("overrideReason", json!(reason));
            }
            Ask::Off(amount) => {
                let amount = ("amount", json!(amount));
                say("discount", given(&[amount, ("reason", json!(reason))]));
            }
            Ask::ShareOff(bp) => {
                say("discount", given(&[("bp", json!(bp)), ("reason", json!(reason))]));
            }
        }
    }
    say("quotedTotal", json!(new.quoted));
    say("scheduledDate", json!(new.bring_on));
    say("scheduledAt", json!(new.scheduled_at));
    if let Some((at, reason)) = &new.ordered {
        say("orderedAt", json!(at));
        say("backdateReason", json!(reason));
    }
    say("notes", json!(new.notes));
    Value::Object(body)
}

/// Another price for an order that is there: the amount wanted.
pub(super) fn price(wanted: &Wanted) -> Value {
    let amount = match wanted.asked {
        Ask::FinalPrice(price) => json!(price),
        Ask::Off(_) | Ask::ShareOff(_) => Value::Null, // an order's price is told as a whole
    };
    given(&[("finalPrice", amount), ("reason", json!(wanted.reason))])
}

fn tender(tender: &Tender) -> Value {
    given(&[
        ("amount", json!(tender.amount)),
        ("paymentMethod", json!(tender.method.name())),
        ("amountTendered", json!(tender.tendered)),
        ("referenceNumber", json!(tender.reference)),
    ])
}

/// Money for the order of that id.
pub(super) fn payment(order: i64, by: &Tender) -> Value {
    let mut body = tender(by);
    body["orderId"] = json!(order);
    body
}

/// The same, by several means at once.
pub(super) fn split(order: i64, tenders: &[Tender]) -> Value {
    json!({ "orderId": order, "tenders": tenders.iter().map(tender).collect::<Vec<_>>() })
}

/// The same, on its way.
pub(super) fn announced(order: i64, by: &Tender) -> Value {
    let mut body = payment(order, by);
    body["pending"] = json!(true);
    body
}

/// Somebody's record.
pub(super) fn new_customer(new: &NewCustomer) -> Value {
    let home = new.address.as_ref();
    given(&[
        ("name", json!(new.name)),
        ("phone", json!(new.phone)),
        ("address", json!(home.map(|(address, _)| address))),
        ("distanceKm", json!(home.map(|(_, metres)| decimal(*metres)))),
        ("customerType", json!(new.customer_type.name())),
    ])
}
