//! A shop in memory: the rules, the states, and nothing else. No log, no clock, no serialisation.

mod books;
mod counter;
mod kept;
mod money;
mod sums;
mod telling;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use domain::catalog::{
    AddCatalogItem, Catalog, CatalogEvent, CatalogList, RetireCatalogItem, add, retire,
};
use domain::customer::{Customer, RegisterCustomer};
use domain::drawer::{Drawer, InstallDrawer, install};
use domain::employee::Worker;
use domain::order::{Order, OrderCommand, OrderEvent, ServiceType};
use domain::payment::Payment;
use domain::settings::{SetTaxes, Settings, set_taxes};
use domain::user::{Actor, Permission, Role};
use domain::values::{
    BasisPoints, CatalogCode, CatalogName, CustomerId, DrawerId, DrawerName, EmployeeId, Outlet,
    PersonName, Personal, Phone, Subject, UserId, Username, ValueError,
};

pub use books::{Books, InSession, OfOrder};

use crate::intent::{Intent, Login, OrderRef, Planned};
use crate::{Refusal, ShopModel};

/// A shop in memory.
#[derive(Debug)]
pub struct Shop {
    outlet: Outlet,
    settings: Settings,
    catalogs: [Catalog; 4],
    workers: Vec<Worker>,
    people: Vec<Person>,
    customers: Vec<Customer>,
    /// The phones that customers have, in the form in which they are compared.
    phones: BTreeSet<String>,
    orders: Vec<Order>,
    payments: Vec<Payment>,
    drawer: Drawer,
    books: Books,
}

/// Somebody who signs in.
#[derive(Debug)]
struct Person {
    login: Login,
    actor: Actor,
    employee: Option<EmployeeId>,
}

/// Who says something, and when.
struct Said<'a> {
    person: &'a Person,
    /// Everybody there is.
    people: &'a [Person],
    at: DateTime<Utc>,
}

impl Said<'_> {
    fn by(&self) -> Actor {
        self.person.actor.clone()
    }

    const fn role(&self) -> Role {
        self.person.login.role
    }

    fn somebody(&self, username: &str) -> Option<Actor> {
        let known = self.people.iter().find(|person| person.login.username == username)?;
        Some(known.actor.clone())
    }

    fn may(&self, what: Permission) -> Result<(), Refusal> {
        if what.granted_to(self.role()) { Ok(()) } else { Err(Refusal::NotPermitted) }
    }
}

impl From<ValueError> for Refusal {
    fn from(_: ValueError) -> Self {
        Self::BadValue
    }
}

/// The place of a service in [`ServiceType::ALL`].
const fn place_of(service: ServiceType) -> usize {
    match service {
        ServiceType::CarWash => 0,
        ServiceType::Laundry => 1,
        ServiceType::Carpet => 2,
        ServiceType::WaterDelivery => 3,
    }
}

impl Shop {
    /// Opens a shop with the model's lists and people.
    ///
    /// # Errors
    /// [`Refusal`], for a model that the rules do not take.
    pub fn open(model: &ShopModel, at: DateTime<Utc>) -> Result<Self, Refusal> {
        let (staff, employee) = model.staff;
        let person = |(id, login): (i64, Login)| -> Result<Person, Refusal> {
            let employee = if login == staff { Some(EmployeeId::new(employee)?) } else { None };
            let actor = actor(UserId::new(id)?, login.username)?;
            Ok(Person { login, actor, employee })
        };
        let worker = |(id, name): (i64, &&str)| -> Result<Worker, Refusal> {
            let id = EmployeeId::new(id)?;
            let name = Personal::about(Subject::Employee(id), PersonName::parse(name)?);
            Ok(Worker { id, name })
        };
        let mut shop = Self {
            outlet: Outlet::first(),
            settings: Settings::default(),
            catalogs: std::array::from_fn(|_| Catalog::default()),
            workers: (1..).zip(&model.employees).map(worker).collect::<Result<_, _>>()?,
            people: (1..).zip(model.logins()).map(person).collect::<Result<_, _>>()?,
            customers: Vec::new(),
            phones: BTreeSet::new(),
            orders: Vec::new(),
            payments: Vec::new(),
            drawer: Drawer::default(),
            books: Books::default(),
        };
        let owner = actor(UserId::new(1)?, "admin")?;
        shop.tax(model.tax_bp, &owner, at)?;
        shop.install_drawer(&owner, at)?;
        shop.fill_lists(model, &owner, at)?;
        for (name, phone, customer_type) in &model.customers {
            let new = RegisterCustomer {
                customer_id: shop.next_customer()?,
                name: PersonName::parse(name)?,
                phone: Phone::parse(phone)?,
                email: None,
                address: None,
                customer_type: *customer_type,
                membership_number: None,
                notes: None,
                contact_consent: domain::customer::ContactConsent::default(),
                at,
            };
            shop.register(new)?;
        }
        Ok(shop)
    }

    fn install_drawer(&mut self, by: &Actor, at: DateTime<Utc>) -> Result<(), Refusal> {
        let (drawer_id, outlet_id) = (DrawerId::FIRST, self.outlet.id);
        let (name, by) = (DrawerName::parse("Laci kasir")?, by.clone());
        let new = InstallDrawer { drawer_id, outlet_id, name, by, at };
        for event in install(&self.drawer, new)? {
            self.books.drawer(&event);
            self.drawer.apply(event);
        }
        Ok(())
    }

    fn tax(&mut self, bp: i64, by: &Actor, at: DateTime<Utc>) -> Result<(), Refusal> {
        let bp = BasisPoints::new(bp)?;
        let rates = ServiceType::ALL.map(|service| (service, bp)).to_vec();
        for event in set_taxes(&self.settings, &SetTaxes { rates, by: by.clone(), at }) {
            self.settings.apply(event);
        }
        Ok(())
    }

    fn fill_lists(
        &mut self,
        model: &ShopModel,
        by: &Actor,
        at: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        for ware in &model.lists {
            let list = ware.terms.list();
            let new = AddCatalogItem {
                code: CatalogCode::parse(ware.code)?,
                name: CatalogName::parse(ware.name)?,
                terms: ware.terms.clone(),
                by: by.clone(),
                at,
            };
            let events = add(self.catalog(list.service()), new)?;
            self.list_changed(list, events);
        }
        for (list, code) in model.retired {
            let catalog = self.catalog(list.service());
            let entry = catalog.entries(*list).find(|entry| entry.item.code.as_str() == *code);
            let id = entry.map_or(0, |entry| entry.item.id);
            let gone = RetireCatalogItem { list: *list, id, by: by.clone(), at };
            let events = retire(catalog, gone)?;
            self.list_changed(*list, events);
        }
        Ok(())
    }

    /// Carries out what somebody means: how many events came of it.
    ///
    /// # Errors
    /// [`Refusal`]; then nothing changed.
    pub fn carry_out(&mut self, planned: &Planned) -> Result<usize, Refusal> {
        // The people are lent out while something is decided.
        let people = std::mem::take(&mut self.people);
        let known = people.iter().find(|person| person.login == planned.who);
        let done = known.ok_or(Refusal::NotPermitted).and_then(|person| {
            let said = Said { person, people: &people, at: planned.at };
            match &planned.intent {
                Intent::Place(new) => self.place(new, &said),
                Intent::Tell(order, step) => self.tell(*order, step, &said),
                Intent::Pay(order, tender) => {
                    self.pay(*order, std::slice::from_ref(tender), false, &said)
                }
                Intent::Split(order, tenders) => self.pay(*order, tenders, false, &said),
                Intent::Announce(order, tender) => {
                    self.pay(*order, std::slice::from_ref(tender), true, &said)
                }
                Intent::Payment(payment, step) => self.say_of_payment(*payment, step, &said),
                Intent::Drawer(step) => self.say_of_drawer(step, &said),
                Intent::Catalog(list, step) => self.change_list(*list, step, &said),
                Intent::Register(new) => self.give_record(new, &said),
                Intent::Customer(customer, step) => self.change_record(*customer, step, &said),
            }
        });
        self.people = people;
        done
    }

    /// The orders, in the order in which they were placed.
    pub fn orders(&self) -> &[Order] {
        &self.orders
    }

    /// The customers, the first ones those of the model.
    pub fn customers(&self) -> &[Customer] {
        &self.customers
    }

    /// The payments, in the order in which they were taken or announced.
    pub fn payments(&self) -> &[Payment] {
        &self.payments
    }

    /// The cash drawer.
    pub const fn drawer(&self) -> &Drawer {
        &self.drawer
    }

    /// What all events add up to.
    pub const fn books(&self) -> &Books {
        &self.books
    }

    /// How many events came of everything so far.
    pub const fn events(&self) -> u64 {
        self.books.events
    }

    /// A sum that did not come out, if one ever did not: lines and total, shares and cut. They are
    /// looked at in every event that has any.
    pub fn wrong(&self) -> Option<&str> {
        self.books.wrong.as_deref()
    }

    /// The price lists of a service.
    pub const fn catalog(&self, service: ServiceType) -> &Catalog {
        &self.catalogs[place_of(service)]
    }

    fn list_changed(&mut self, list: CatalogList, events: Vec<CatalogEvent>) {
        for event in events {
            self.books.events += 1;
            self.catalogs[place_of(list.service())].apply(event);
        }
    }

    /// Decides a command to an order that is there.
    fn decide(&mut self, order: OrderRef, command: OrderCommand) -> Result<usize, Refusal> {
        let state = self.orders.get_mut(order.no).ok_or(Refusal::UnknownOrder)?;
        let events = state.decide(command)?;
        Ok(happened(state, events, &mut self.books))
    }

    fn next_customer(&self) -> Result<CustomerId, Refusal> {
        Ok(CustomerId::new(1 + count(self.customers.len()))?)
    }
}

/// Lets an order take in what happened to it: how many events that were.
fn happened(order: &mut Order, events: Vec<OrderEvent>, books: &mut Books) -> usize {
    let many = events.len();
    for event in events {
        books.order(&event);
        order.apply(event);
    }
    many
}

fn count(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

fn actor(id: UserId, username: &str) -> Result<Actor, Refusal> {
    let subject = Subject::User(id);
    Ok(Actor {
        id,
        username: Personal::about(subject, Username::parse(username)?),
        full_name: Personal::about(subject, PersonName::parse(username)?),
    })
}
