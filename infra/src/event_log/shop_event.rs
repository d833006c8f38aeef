//! Every event of the log, typed, for those who read all of it.

use cqrs_es::{Aggregate, DomainEvent};
use domain::account::{Account, AccountEvent};
use domain::catalog::{Catalog, CatalogEvent};
use domain::customer::{Customer, CustomerEvent};
use domain::day_close::{DayBook, DayBookEvent};
use domain::drawer::{Drawer, DrawerEvent};
use domain::employee::{Employee, EmployeeEvent};
use domain::invoice::{Invoice, InvoiceEvent};
use domain::log::{LogEvent, PrintedNumber};
use domain::order::{Order, OrderEvent};
use domain::outlet::{Outlet, OutletEvent};
use domain::payment::{Payment, PaymentEvent};
use domain::settings::{Settings, SettingsEvent};
use domain::settlement::{Settlement, SettlementEvent};
use domain::subscription::{Subscription, SubscriptionEvent};
use domain::till::{Till, TillEvent};
use domain::user::{User, UserEvent};
use domain::values::Subject;

use super::upcast::read_event;

/// Something that happened in the shop.
#[derive(Debug, Clone, PartialEq)]
pub enum ShopEvent {
    /// To what a customer owes.
    Account(AccountEvent),
    /// To the price list.
    Catalog(CatalogEvent),
    /// To a customer.
    Customer(CustomerEvent),
    /// To an outlet's books.
    DayBook(Box<DayBookEvent>),
    /// To a drawer.
    Drawer(DrawerEvent),
    /// To a paid worker.
    Employee(EmployeeEvent),
    /// To an invoice.
    Invoice(InvoiceEvent),
    /// To an order.
    Order(Box<OrderEvent>),
    /// To an outlet.
    Outlet(OutletEvent),
    /// To a payment.
    Payment(PaymentEvent),
    /// To what an owner sets.
    Settings(SettingsEvent),
    /// To what a bank or a wallet sent.
    Settlement(Box<SettlementEvent>),
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
            Account::TYPE => read(stored, number).map(Self::Account),
            Catalog::TYPE => read(stored, number).map(Self::Catalog),
            Customer::TYPE => read(stored, number).map(Self::Customer),
            DayBook::TYPE => read(stored, number).map(|event| Self::DayBook(Box::new(event))),
            Drawer::TYPE => read(stored, number).map(Self::Drawer),
            Employee::TYPE => read(stored, number).map(Self::Employee),
            Invoice::TYPE => read(stored, number).map(Self::Invoice),
            Order::TYPE => read(stored, number).map(|event| Self::Order(Box::new(event))),
            Outlet::TYPE => read(stored, number).map(Self::Outlet),
            Payment::TYPE => read(stored, number).map(Self::Payment),
            Settings::TYPE => read(stored, number).map(Self::Settings),
            Settlement::TYPE => read(stored, number).map(|event| Self::Settlement(Box::new(event))),
            Subscription::TYPE => {
                read(stored, number).map(|event| Self::Subscription(Box::new(event)))
            }
            Till::TYPE => read(stored, number).map(Self::Till),
            User::TYPE => read(stored, number).map(Self::User),
            unknown => Err(format!("{unknown} is no aggregate this version knows")),
        }
    }

    /// Whom it has everybody forget.
    pub fn erases(&self) -> Option<Subject> {
        match self {
            Self::Account(event) => event.erases(),
            Self::Catalog(event) => event.erases(),
            Self::Customer(event) => event.erases(),
            Self::DayBook(event) => event.erases(),
            Self::Drawer(event) => event.erases(),
            Self::Employee(event) => event.erases(),
            Self::Invoice(event) => event.erases(),
            Self::Order(event) => event.erases(),
            Self::Outlet(event) => event.erases(),
            Self::Payment(event) => event.erases(),
            Self::Settings(event) => event.erases(),
            Self::Settlement(event) => event.erases(),
            Self::Subscription(event) => event.erases(),
            Self::Till(event) => event.erases(),
            Self::User(event) => event.erases(),
        }
    }

    /// The type of what it happened to, and its own type.
    pub fn names(&self) -> (&'static str, String) {
        match self {
            Self::Account(event) => (Account::TYPE, event.event_type()),
            Self::Catalog(event) => (Catalog::TYPE, event.event_type()),
            Self::Customer(event) => (Customer::TYPE, event.event_type()),
            Self::DayBook(event) => (DayBook::TYPE, event.event_type()),
            Self::Drawer(event) => (Drawer::TYPE, event.event_type()),
            Self::Employee(event) => (Employee::TYPE, event.event_type()),
            Self::Invoice(event) => (Invoice::TYPE, event.event_type()),
            Self::Order(event) => (Order::TYPE, event.event_type()),
            Self::Outlet(event) => (Outlet::TYPE, event.event_type()),
            Self::Payment(event) => (Payment::TYPE, event.event_type()),
            Self::Settings(event) => (Settings::TYPE, event.event_type()),
            Self::Settlement(event) => (Settlement::TYPE, event.event_type()),
            Self::Subscription(event) => (Subscription::TYPE, event.event_type()),
            Self::Till(event) => (Till::TYPE, event.event_type()),
            Self::User(event) => (User::TYPE, event.event_type()),
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
