//! What is done beside orders: the price lists, and the records of customers.

use chrono::{DateTime, Utc};
use domain::catalog::{AddOn, CatalogList};
use domain::customer::{CustomerType, WaterTerms};
use domain::values::Money;

use crate::book::Known;
use crate::compose::somewhere;
use crate::days::Days;
use crate::intent::{Intent, ListStep, NewCustomer, Planned, RecordStep, Text};
use crate::prices::at_price;
use crate::words;

/// Something that is done beside orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Chore {
    Price,
    Retire,
    Reinstate,
    Add,
    Note,
    Terms,
    Vehicle,
    Deactivate,
    Reactivate,
}

impl Chore {
    /// Each, and on how many days of a hundred it comes up.
    pub(crate) const USUAL: [(Self, usize); 10] = [
        (Self::Price, 60),
        (Self::Price, 20),
        (Self::Retire, 25),
        (Self::Reinstate, 40),
        (Self::Add, 10),
        (Self::Note, 70),
        (Self::Terms, 10),
        (Self::Vehicle, 70),
        (Self::Deactivate, 20),
        (Self::Reactivate, 40),
    ];

    /// Whether it changes what is sold for how much, or to whom.
    pub(crate) const fn unsettles(self) -> bool {
        !matches!(self, Self::Note | Self::Vehicle)
    }
}

/// The lists whose prices change now and then.
const PRICED: [CatalogList; 6] = [
    CatalogList::ServicePackages,
    CatalogList::CarWashAddOns,
    CatalogList::LaundryItems,
    CatalogList::LaundryAddOns,
    CatalogList::CarpetMaterials,
    CatalogList::WaterProducts,
];

/// The list, and the item on it, that may be retired: there are enough others.
pub(crate) const SPARE: (CatalogList, &str) = (CatalogList::CarWashAddOns, "ceramic");

impl Days {
    /// Gives somebody a record.
    pub(crate) fn register(&mut self, till: u8, at: DateTime<Utc>) -> Planned {
        self.book.registered += 1;
        let series = self.seed % 10_000;
        let phone = Text::Owned(format!("0878-{series:04}-{:04}", self.book.registered % 10_000));
        let home = self.dice.percent(70).then(|| somewhere(&mut self.dice));
        let kinds =
            [(CustomerType::Regular, 88), (CustomerType::Vip, 8), (CustomerType::Corporate, 4)];
        let customer_type = self.dice.weighed(&kinds);
        let regular = customer_type == CustomerType::Regular;
        let who = if regular { self.cashier(till) } else { self.model.manager };
        let name = words::one_of(&mut self.dice, &words::NAMES);
        self.book.customers.push(Known {
            phone: phone.clone(),
            customer_type,
            active: true,
            home: home.clone(),
            containers: Vec::new(),
        });
        let intent = Intent::Register(NewCustomer { name, phone, address: home, customer_type });
        Planned { at, till, who, intent, refused: None, total: None }
    }

    /// Sees to a chore; none if there is nothing to it today.
    pub(crate) fn see_to(&mut self, chore: Chore, at: DateTime<Utc>) -> Option<Planned> {
        let till = self.a_till();
        let by_manager = !matches!(chore, Chore::Note | Chore::Vehicle);
        let who = if by_manager { self.model.manager } else { self.cashier(till) };
        let intent = match chore {
            Chore::Price => self.new_price()?,
            Chore::Retire | Chore::Reinstate => self.spare(chore == Chore::Retire)?,
            Chore::Add => {
                self.book.added += 1;
                let code = format!("musim_{}_{}", self.seed, self.book.added);
                let name = format!("Paket musim {}", self.book.added);
                let terms = AddOn { price: Money::rupiah(15_000) }.into();
                let step = ListStep::Add(code.into(), name.into(), terms);
                Intent::Catalog(CatalogList::CarWashAddOns, step)
            }
            Chore::Note => {
                let step = RecordStep::Note(words::one_of(&mut self.dice, &words::NOTES));
                Intent::Customer(self.somebody(true)?, step)
            }
            Chore::Terms => {
                let terms = self.dice.pick(&WaterTerms::ALL);
                Intent::Customer(self.somebody(true)?, RecordStep::Terms(terms))
            }
            Chore::Vehicle => {
                // Counted, so that nobody gets the same car twice.
                self.book.vehicles += 1;
                let plate = Text::Owned(format!("D {} KA", self.book.vehicles));
                let step = RecordStep::Vehicle(plate, self.dice.pick(&["sedan", "suv"]));
                Intent::Customer(self.somebody(true)?, step)
            }
            Chore::Deactivate => {
                let no = self.somebody(true)?;
                self.book.customers.get_mut(no)?.active = false;
                Intent::Customer(no, RecordStep::Deactivate("pindah kota".into()))
            }
            Chore::Reactivate => {
                let no = self.somebody(false)?;
                self.book.customers.get_mut(no)?.active = true;
                Intent::Customer(no, RecordStep::Reactivate)
            }
        };
        Some(Planned { at, till, who, intent, refused: None, total: None })
    }

    /// A customer who is active, or who is not.
    pub(crate) fn somebody(&mut self, active: bool) -> Option<usize> {
        let customers = &self.book.customers;
        let such: Vec<usize> =
            (0..customers.len()).filter(|no| customers[*no].active == active).collect();
        (!such.is_empty()).then(|| self.dice.pick(&such))
    }

    fn new_price(&mut self) -> Option<Intent> {
        let list = self.dice.pick(&PRICED);
        let priced: Vec<(i64, i64)> = self
            .book
            .prices
            .of_list(list)
            .filter_map(|ware| Some((ware.id, self.book.prices.price_of(list, ware.id)?)))
            .collect();
        if priced.is_empty() {
            return None;
        }
        let (id, before) = self.dice.pick(&priced);
        let more = self.dice.between(-4..=5) * 500;
        let price = if before + more < 1_000 { before + 500 } else { before + more };
        self.book.prices.change(list, id, |ware| ware.terms = at_price(&ware.terms, price));
        Some(Intent::Catalog(list, ListStep::Price(id, price)))
    }

    fn spare(&mut self, retire: bool) -> Option<Intent> {
        let (list, code) = SPARE;
        let ware = self.book.prices.by_code(list, code)?;
        let id = ware.id;
        if ware.retired == retire {
            return None;
        }
        self.book.prices.change(list, id, |ware| ware.retired = retire);
        let step = if retire { ListStep::Retire(id) } else { ListStep::Reinstate(id) };
        Some(Intent::Catalog(list, step))
    }
}
