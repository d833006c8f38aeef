//! What the clients of the storm ask for.

use std::ops::RangeInclusive;

use axum::http::Method;
use serde_json::json;

const ORDERS: &str = "/api/v1/car-wash/orders";

/// One command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Command {
    /// A new order.
    Place,
    /// One Rupiah for an order that everyone pays for.
    PayOne(i64),
    /// The work on an order begins: only one can be the first to say so.
    Start(i64),
    /// Other people work on it from now on, or the same.
    Assign(i64, Vec<i64>),
    /// A body larger than the API takes.
    TooLarge,
    /// No JSON, or none that makes sense.
    Malformed,
}

impl Command {
    pub(crate) fn request(&self) -> (Method, String, String) {
        let placed = |notes: &str| {
            json!({
                "vehicleType": "bus", "servicePackage": "deluxe", "employeeIds": [1, 2],
                "notes": notes,
            })
        };
        let order = |id: &i64, verb: &str| format!("{ORDERS}/{id}/{verb}");
        match self {
            Self::Place => (Method::POST, ORDERS.into(), placed("storm").to_string()),
            Self::PayOne(order) => {
                let body = json!({"orderId": order, "amount": 1, "paymentMethod": "card"});
                (Method::POST, "/api/v1/payments".into(), body.to_string())
            }
            Self::Start(id) => (Method::PATCH, order(id, "start"), String::new()),
            Self::Assign(id, employees) => {
                let body = json!({ "employeeIds": employees });
                (Method::PATCH, order(id, "employees"), body.to_string())
            }
            Self::TooLarge => {
                let notes = "x".repeat(1024 * 1024);
                (Method::POST, ORDERS.into(), placed(&notes).to_string())
            }
            Self::Malformed => {
                (Method::POST, ORDERS.into(), r#"{"vehicleType": "bus", "#.to_owned())
            }
        }
    }

    /// The refusals it may meet.
    pub(crate) const fn refusals(&self) -> &'static [u16] {
        match self {
            Self::Place | Self::PayOne(_) | Self::Assign(..) => &[],
            Self::Start(_) => &[422],
            Self::TooLarge => &[413],
            Self::Malformed => &[400],
        }
    }

    /// How many events it leaves when it is acknowledged.
    pub(crate) const fn events(&self) -> RangeInclusive<usize> {
        match self {
            Self::Place | Self::Start(_) => 1..=1,
            Self::PayOne(_) => 2..=2,
            Self::Assign(..) => 0..=1, // the same people again change nothing
            Self::TooLarge | Self::Malformed => 0..=0,
        }
    }
}
