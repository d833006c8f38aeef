//! Every event of the log, typed, for those who read all of it.

use cqrs_es::Aggregate;
use domain::catalog::{Catalog, CatalogEvent};
use domain::customer::{Customer, CustomerEvent};
use domain::drawer::{Drawer, DrawerEvent};
use domain::employee::{Employee, EmployeeEvent};
use domain::log::{LogEvent, PrintedNumber};
use domain::order::{Order, OrderEvent};
use domain::outlet::{Outlet, OutletEvent};
use domain::payment::{Payment, PaymentEvent};
use domain::settings::{Settings, SettingsEvent};
use domain::subscription::{Subscription, SubscriptionEvent};
use domain::till::{Till, TillEvent};
use domain::user::{User, UserEvent};

use super::upcast::read_event;

/// Something that happened in the shop.
#[derive(Debug, Clone, PartialEq)]
pub enum ShopEvent {
    /// To the price list.
    Catalog(CatalogEvent),
    /// To a customer.
    Customer(CustomerEvent),
    /// To a drawer.
    Drawer(DrawerEvent),
    /// To a paid worker.
    Employee(EmployeeEvent),
    /// To an order.
    Order(Box<OrderEvent>),
    /// To an outlet.
    Outlet(OutletEvent),
    /// To a payment.
    Payment(PaymentEvent),
    /// To what an owner sets.
    Settings(SettingsEvent),
    /// To a subscription.
    Subscription(Box<SubscriptionEvent>),
    /// To a shared till.
    Till(TillEvent),
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
        event_type: &str,
        event_version: &str,
        payload: &[u8],
        number: Option<String>,
    ) -> Result<Self, String> {
        let number = number.map(PrintedNumber::stored);
        let stored = (event_type, event_version, payload);
        match aggregate_type {
            Catalog::TYPE => read(stored, number).map(Self::Catalog),
            Customer::TYPE => read(stored, number).map(Self::Customer),
            Drawer::TYPE => read(stored, number).map(Self::Drawer),
            Employee::TYPE => read(stored, number).map(Self::Employee),
            Order::TYPE => read(stored, number).map(|event| Self::Order(Box::new(event))),
            Outlet::TYPE => read(stored, number).map(Self::Outlet),
            Payment::TYPE => read(stored, number).map(Self::Payment),
            Settings::TYPE => read(stored, number).map(Self::Settings),
            Subscription::TYPE => {
                read(stored, number).map(|event| Self::Subscription(Box::new(event)))
            }
            Till::TYPE => read(stored, number).map(Self::Till),
            User::TYPE => read(stored, number).map(Self::User),
            unknown => Err(format!("{unknown} is no aggregate this version knows")),
        }
    }
}

fn read<E: LogEvent>(
    (event_type, event_version, payload): (&str, &str, &[u8]),
    number: Option<PrintedNumber>,
) -> Result<E, String> {
    let mut event: E = read_event(event_type, event_version, payload)?;
    if let Some(number) = number {
        event.numbered(number);
    }
    Ok(event)
}
