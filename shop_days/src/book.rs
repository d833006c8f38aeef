//! What these days remember of the shop: just enough to say what will be taken and what will not.

use domain::catalog::{CatalogList, Terms};
use domain::customer::CustomerType;
use domain::order::ServiceType;

use crate::basket::Basket;
use crate::intent::{OrderRef, Text};
use crate::ledger::{Figures, Paid};
use crate::life::Move;
use crate::model::ShopModel;
use crate::prices::{Cost, Prices};

/// What is remembered.
#[derive(Debug, Clone)]
pub(crate) struct Book {
    pub(crate) prices: Prices,
    pub(crate) customers: Vec<Known>,
    pub(crate) orders: Vec<Kept>,
    pub(crate) payments: Vec<Paid>,
    pub(crate) figures: Figures,
    /// How many were given a record in these days.
    pub(crate) registered: u64,
    /// How many items were added to lists.
    pub(crate) added: u64,
    /// How many cars were added to records.
    pub(crate) vehicles: u64,
}

/// A customer with a record.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) phone: Text,
    pub(crate) customer_type: CustomerType,
    pub(crate) active: bool,
    pub(crate) home: Option<(Text, i64)>,
    /// Products, and how many of their containers they have.
    pub(crate) containers: Vec<(i64, i64)>,
}

/// How far an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Waiting,
    Begun,
    LookedOver,
    Done,
    CalledOff,
    PutAway,
    Hidden,
}

/// An order that was placed.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools)] // one axis each
pub(crate) struct Kept {
    pub(crate) till: u8,
    pub(crate) basket: Basket,
    pub(crate) customer: Option<usize>,
    pub(crate) employees: Vec<i64>,
    pub(crate) stage: Stage,
    /// Whether the driver is on the way with it.
    pub(crate) out: bool,
    /// Who drives.
    pub(crate) driver: Option<i64>,
    pub(crate) handed_over: bool,
    pub(crate) reworking: bool,
    pub(crate) queued: bool,
    /// Whether another price than the list's was agreed on.
    pub(crate) agreed: bool,
    pub(crate) automatic_bp: i64,
    pub(crate) price: Cost,
    pub(crate) paid: i64,
    /// What went back of it.
    pub(crate) refunded: i64,
    /// What comes next, the next one last: after so many minutes, what.
    pub(crate) script: Vec<(i64, Move)>,
}

impl Book {
    pub(crate) fn of(model: &ShopModel) -> Self {
        let known = |(_, phone, customer_type): &(&str, &'static str, CustomerType)| Known {
            phone: Text::Borrowed(phone),
            customer_type: *customer_type,
            active: true,
            home: None,
            containers: Vec::new(),
        };
        Self {
            prices: Prices::of(model),
            customers: model.customers.iter().map(known).collect(),
            orders: Vec::new(),
            payments: Vec::new(),
            figures: Figures::default(),
            registered: 0,
            added: 0,
            vehicles: 0,
        }
    }

    pub(crate) fn order(&self, no: usize) -> OrderRef {
        let service =
            self.orders.get(no).map_or(ServiceType::CarWash, |kept| kept.basket.service());
        OrderRef { no, service }
    }

    /// What a customer gets off without asking, in basis points.
    pub(crate) fn automatic_bp(&self, customer: Option<usize>) -> i64 {
        match customer.and_then(|no| self.customers.get(no)).map(|known| known.customer_type) {
            None | Some(CustomerType::Regular) => 0,
            Some(CustomerType::Vip) => 1500,
            Some(CustomerType::Corporate) => 1000,
        }
    }

    /// Notes the containers that go to a customer with water that is done.
    pub(crate) fn lend(&mut self, order: usize) {
        let Some(kept) = self.orders.get(order) else { return };
        let (Basket::Water(water), Some(customer)) = (&kept.basket, kept.customer) else { return };
        let (product, quantity) = (water.product, water.quantity);
        if self.is_lent(product)
            && let Some(known) = self.customers.get_mut(customer)
        {
            known.hold(product, quantity);
        }
    }

    /// Whether that product comes in a container that is lent.
    pub(crate) fn is_lent(&self, product: i64) -> bool {
        match self.prices.by_id(CatalogList::WaterProducts, product).map(|ware| &ware.terms) {
            Some(Terms::Product(product)) => product.returnable,
            _ => false,
        }
    }
}

impl Kept {
    pub(crate) fn outstanding(&self) -> i64 {
        // What was taken from view was called off before.
        let over = matches!(self.stage, Stage::CalledOff | Stage::Hidden);
        if over { 0 } else { (self.price.total - self.paid).max(0) }
    }

    pub(crate) fn is_brought(&self) -> bool {
        self.basket.is_brought()
    }

    /// Whether work on it is not done yet.
    pub(crate) const fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Waiting | Stage::Begun | Stage::LookedOver)
    }

    pub(crate) fn needs_workers(&self) -> bool {
        self.basket.service() == ServiceType::CarWash
    }
}

impl Known {
    /// Notes containers that went to them, or came back.
    pub(crate) fn hold(&mut self, product: i64, more: i64) {
        match self.containers.iter_mut().find(|(held, _)| *held == product) {
            Some((_, count)) => *count += more,
            None => self.containers.push((product, more)),
        }
    }

    pub(crate) fn holds(&self, product: i64) -> i64 {
        self.containers.iter().find(|(held, _)| *held == product).map_or(0, |(_, count)| *count)
    }
}
