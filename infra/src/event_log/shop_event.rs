//! Every event of the log, typed, for those who read all of it.

use cqrs_es::Aggregate;
use domain::catalog::{CarWashCatalog, CatalogEvent};
use domain::customer::{Customer, CustomerEvent};
use domain::employee::{Employee, EmployeeEvent};
use domain::log::{LogEvent, PrintedNumber};
use domain::order::{Order, OrderEvent};
use domain::payment::{Payment, PaymentEvent};
use domain::user::{User, UserEvent};

/// Something that happened in the shop.
#[derive(Debug, Clone, PartialEq)]
pub enum ShopEvent {
    /// To the price list.
    Catalog(CatalogEvent),
    /// To a customer.
    Customer(CustomerEvent),
    /// To a paid worker.
    Employee(EmployeeEvent),
    /// To an order.
    Order(Box<OrderEvent>),
    /// To a payment.
    Payment(PaymentEvent),
    /// To a login.
    User(UserEvent),
}

impl ShopEvent {
    /// Reads an event from its stored parts.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn decode(
        aggregate_type: &str,
        payload: &[u8],
        number: Option<String>,
    ) -> Result<Self, String> {
        let number = number.map(PrintedNumber::stored);
        match aggregate_type {
            CarWashCatalog::TYPE => read(payload, number).map(Self::Catalog),
            Customer::TYPE => read(payload, number).map(Self::Customer),
            Employee::TYPE => read(payload, number).map(Self::Employee),
            Order::TYPE => read(payload, number).map(|event| Self::Order(Box::new(event))),
            Payment::TYPE => read(payload, number).map(Self::Payment),
            User::TYPE => read(payload, number).map(Self::User),
            unknown => Err(format!("{unknown} is no aggregate this version knows")),
        }
    }
}

fn read<E: LogEvent>(payload: &[u8], number: Option<PrintedNumber>) -> Result<E, String> {
    let mut event: E = serde_json::from_slice(payload).map_err(|e| e.to_string())?;
    if let Some(number) = number {
        event.numbered(number);
    }
    Ok(event)
}
