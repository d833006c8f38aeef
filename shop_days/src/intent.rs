//! What somebody means to do at a till, as they would say it: codes, ids of lists, amounts, and
//! orders and customers by their place in these days.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{CatalogList, Terms};
use domain::customer::{CustomerType, WaterTerms};
use domain::drawer::Direction;
use domain::order::{FailedBecause, ServiceType};
use domain::payment::PaymentMethod;
use domain::user::Role;

use crate::Refusal;
use crate::basket::Basket;

/// Something typed.
pub type Text = Cow<'static, str>;

/// Somebody who signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Login {
    /// What they type to sign in.
    pub username: &'static str,
    /// What they may do.
    pub role: Role,
}

/// Something somebody does at a moment of these days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// When.
    pub at: DateTime<Utc>,
    /// At which till, from 1.
    pub till: u8,
    /// Who.
    pub who: Login,
    /// What.
    pub intent: Intent,
    /// Why the shop will say no, if it will.
    pub refused: Option<Refusal>,
    /// What the order costs afterwards, in Rupiah, if this prices one: reckoned here, not by the
    /// rules.
    pub total: Option<i64>,
}

impl Planned {
    /// The status with which an API answers it.
    pub const fn status(&self) -> u16 {
        match (&self.refused, &self.intent) {
            // A body names it, not a path.
            (
                Some(Refusal::UnknownOrder | Refusal::Deleted),
                Intent::Pay(..) | Intent::Split(..) | Intent::Announce(..),
            ) => 422,
            (Some(why), _) => why.status(),
            (
                None,
                Intent::Place(_)
                | Intent::Pay(..)
                | Intent::Split(..)
                | Intent::Announce(..)
                | Intent::Payment(_, PaymentStep::Ask(..))
                | Intent::Register(_)
                | Intent::Catalog(_, ListStep::Add(..))
                | Intent::Customer(
                    _,
                    RecordStep::Vehicle(..) | RecordStep::Lend(..) | RecordStep::Return(..),
                )
                | Intent::Tell(_, Step::JoinQueue),
            ) => 201,
            (None, Intent::Tell(_, Step::Delete | Step::LeaveQueue)) => 204,
            (
                None,
                Intent::Tell(..)
                | Intent::Payment(..)
                | Intent::Drawer(_)
                | Intent::Catalog(..)
                | Intent::Customer(..),
            ) => 200,
        }
    }
}

/// An order of these days: the first that was placed is 0, and only those that the shop takes count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderRef {
    /// Its place.
    pub no: usize,
    /// Its service, which is part of its paths.
    pub service: ServiceType,
}

/// A payment of these days: the first that was taken or announced is 0, each part of a split is one,
/// and only those that the shop takes count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaymentRef {
    /// Its place.
    pub no: usize,
    /// The place of the order it is for.
    pub order: usize,
}

/// What is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// Somebody orders.
    Place(Box<NewOrder>),
    /// Something is done to an order.
    Tell(OrderRef, Step),
    /// Somebody pays.
    Pay(OrderRef, Tender),
    /// Somebody pays by several means at once.
    Split(OrderRef, Vec<Tender>),
    /// Somebody says that money is on its way.
    Announce(OrderRef, Tender),
    /// Something becomes of a payment.
    Payment(PaymentRef, PaymentStep),
    /// Something is done with the cash drawer.
    Drawer(DrawerStep),
    /// A price list changes.
    Catalog(CatalogList, ListStep),
    /// Somebody is given a record.
    Register(NewCustomer),
    /// A customer's record changes; the first of these days is that of the shop's first customer, 0.
    Customer(usize, RecordStep),
}

/// An order as it is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrder {
    /// What is ordered.
    pub basket: Basket,
    /// Whose record it goes to.
    pub customer: Option<usize>,
    /// The name typed.
    pub name: Option<Text>,
    /// The phone typed.
    pub phone: Option<Text>,
    /// Who shall work on it, by the ids of employees.
    pub employees: Vec<i64>,
    /// Another price.
    pub wanted: Option<Wanted>,
    /// What the customer was told, in Rupiah.
    pub quoted: Option<i64>,
    /// The day it is to be brought.
    pub bring_on: Option<NaiveDate>,
    /// When the customer wants it done.
    pub scheduled_at: Option<DateTime<Utc>>,
    /// When it was ordered, if it is written down later, and why.
    pub ordered: Option<(DateTime<Utc>, Option<Text>)>,
    /// What is written down.
    pub notes: Option<Text>,
}

/// Another price, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Which.
    pub asked: Ask,
    /// Why.
    pub reason: Option<Text>,
}

/// Another price than the list's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// So many Rupiah before tax.
    FinalPrice(i64),
    /// So many Rupiah off.
    Off(i64),
    /// So many basis points off.
    ShareOff(i64),
}

/// Something that is done to an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// What was ordered is put right.
    Revise(Basket),
    /// Another price is agreed on.
    Reprice(Wanted),
    /// What was written down is put right.
    Correct(Text),
    /// Others work on it.
    Assign(Vec<i64>),
    /// Work begins; what is brought goes out with that driver.
    Start(Option<i64>),
    /// It is to be looked over.
    SubmitQualityCheck,
    /// It is good.
    PassQualityCheck,
    /// It is not, for that reason.
    FailQualityCheck(Text),
    /// Work is done; what is brought was handed over at the door.
    Complete(Option<Text>),
    /// It is called off.
    Cancel(Text),
    /// The customer gets it.
    HandOver(Option<Text>),
    /// It is done again.
    Rework(Text),
    /// It is put away.
    Close,
    /// It is taken from view.
    Delete,
    /// It is to be brought on another day.
    Schedule(NaiveDate, Option<&'static str>),
    /// The driver is back with it.
    FailDelivery(FailedBecause),
    /// It gets a place in the queue again.
    JoinQueue,
    /// It loses its place in the queue.
    LeaveQueue,
    /// It is given a bay, or goes before others.
    Arrange {
        /// The bay.
        bay: Option<&'static str>,
        /// How far before others.
        priority: Option<i64>,
        /// Why.
        reason: Option<Text>,
    },
}

/// Money for an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tender {
    /// How much of the order it pays, in Rupiah.
    pub amount: i64,
    /// By what means.
    pub method: PaymentMethod,
    /// What is handed over, in Rupiah.
    pub tendered: Option<i64>,
    /// The bank's own number of it.
    pub reference: Option<Text>,
}

/// What becomes of a payment. Refunds are named by their place among those of the payment, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentStep {
    /// Announced money came, with that number of the bank's or the wallet's.
    Confirm(Text),
    /// It never came.
    Fail(Option<Text>),
    /// It was mis-keyed, for that reason.
    Void(Text),
    /// So many Rupiah of it are to go back, for that reason.
    Ask(i64, Text),
    /// A refund is let through.
    Approve(usize),
    /// It is not, for that reason.
    Reject(usize, Text),
    /// It is given to the customer.
    PayOut(usize),
}

/// What is done with the cash drawer. Its sessions are named by their place in these days, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DrawerStep {
    /// It is opened with a float of so many Rupiah.
    Open(i64),
    /// So many Rupiah go in or out, for that reason.
    Move(Direction, i64, Text),
    /// So many Rupiah were found in it, and the login of that name has it from now on.
    HandOver(i64, &'static str),
    /// So many Rupiah were found in it in the end.
    Close(i64, Option<Text>),
    /// Somebody says that of a session's count, and whether it is approved.
    Reconcile(usize, Text, bool),
}

/// A change of a price list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListStep {
    /// Something joins it, with that code, name and terms.
    Add(Text, Text, Terms),
    /// The item of that id costs so many Rupiah.
    Price(i64, i64),
    /// The item of that id leaves it.
    Retire(i64),
    /// The item of that id comes back.
    Reinstate(i64),
}

/// Somebody's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCustomer {
    /// Their name.
    pub name: Text,
    /// Their phone.
    pub phone: Text,
    /// Where they live, and how many metres away that is.
    pub address: Option<(Text, i64)>,
    /// What kind of customer they are.
    pub customer_type: CustomerType,
}

/// A change of a customer's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordStep {
    /// What is written down about them.
    Note(Text),
    /// When they pay for water.
    Terms(WaterTerms),
    /// A car of theirs: plate and kind.
    Vehicle(Text, &'static str),
    /// Containers of that product are lent to them.
    Lend(i64, i64),
    /// Containers of that product come back.
    Return(i64, i64),
    /// They get no new orders, for that reason.
    Deactivate(Text),
    /// They do again.
    Reactivate,
}
