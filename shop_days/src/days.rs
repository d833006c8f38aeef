//! The days: who comes, in the order of time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::order::ServiceType;

use crate::book::{Book, Kept, Stage};
use crate::chores::Chore;
use crate::dice::Dice;
use crate::drawer::DrawerWork;
use crate::intent::{Ask, Intent, Login, NewOrder, Planned, Wanted};
use crate::ledger::Figures;
use crate::life::life;
use crate::model::ShopModel;
use crate::money::Later;
use crate::prices::Cost;
use crate::rhythm::{arrival, days_on, midnight, while_open};
use crate::{compose, mistakes, words};

/// Days at a shop, as an iterator over what is done there, in the order of time. The same seed and
/// shop give the same days on every machine.
///
/// Orders that are under way when the last day ends stay as they are.
#[derive(Debug, Clone)]
pub struct Days {
    pub(crate) seed: u64,
    pub(crate) dice: Dice,
    pub(crate) model: ShopModel,
    pub(crate) book: Book,
    agenda: BinaryHeap<Reverse<Due>>,
    /// The next day to open.
    day: NaiveDate,
    first: NaiveDate,
    /// How many are still to open.
    left: u32,
    noted: u64,
}

/// Something on the agenda. What was noted first goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Due {
    at: DateTime<Utc>,
    noted: u64,
    errand: Errand,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Errand {
    /// Somebody comes for something of that place in [`ServiceType::ALL`]; perhaps the customer
    /// who was just given a record.
    Arrive(usize, Option<usize>),
    /// An order goes on.
    GoOn(usize),
    /// Something about the lists or the customers.
    See(Chore),
    /// Something about the payment of that place.
    About(usize, Later),
    /// An order is paid again.
    PayAgain(usize),
    /// Money comes for an order that owes it no more.
    PayLate(usize),
    /// Something about the cash drawer.
    Drawer(DrawerWork),
}

impl Days {
    /// So many days from that one on.
    pub fn new(seed: u64, model: ShopModel, first_day: NaiveDate, days: u32) -> Self {
        Self {
            seed,
            dice: Dice::aside(seed, 0),
            book: Book::of(&model),
            model,
            agenda: BinaryHeap::new(),
            day: first_day,
            first: first_day,
            left: days,
            noted: 0,
        }
    }

    /// What came in and went back until now, added up by these days themselves.
    pub const fn figures(&self) -> &Figures {
        &self.book.figures
    }

    /// Notes an errand for that time, or for the morning after if the shop is closed by then.
    pub(crate) fn note_while_open(&mut self, at: DateTime<Utc>, errand: Errand) {
        let then = while_open(&mut self.dice, at);
        self.note(then, errand);
    }

    pub(crate) fn note(&mut self, at: DateTime<Utc>, errand: Errand) {
        self.noted += 1;
        self.agenda.push(Reverse(Due { at, noted: self.noted, errand }));
    }

    /// Writes down who comes on the next day.
    fn open_day(&mut self) {
        let day = self.day;
        self.plan_drawer(day);
        let loads = self.model.loads.clone();
        let counts = [
            self.dice.between(loads.cars),
            self.dice.between(loads.laundry),
            self.of_the_week(2, loads.carpets_a_week),
            self.of_the_week(3, loads.water_a_week),
        ];
        for (service, count) in counts.into_iter().enumerate() {
            for _ in 0..count {
                let at = arrival(&mut self.dice, day);
                self.note(at, Errand::Arrive(service, None));
            }
        }
        for (chore, percent) in Chore::USUAL {
            let wanted = self.model.lists_change || !chore.unsettles();
            if self.dice.percent(percent) && wanted {
                let at = arrival(&mut self.dice, day);
                self.note(at, Errand::See(chore));
            }
        }
        self.day = days_on(day, 1);
        self.left -= 1;
    }

    /// How many of those who come in a week come today: thrown once for the week, whatever day it is
    /// asked on.
    fn of_the_week(&self, what: u64, a_week: std::ops::RangeInclusive<i64>) -> i64 {
        let since = (self.day - self.first).num_days();
        let week = u64::try_from(since / 7).unwrap_or_default();
        let mut dice = Dice::aside(self.seed, (week + 1) * 8 + what);
        let all = dice.between(a_week);
        let today = usize::try_from(since % 7).unwrap_or_default();
        (0..all).map(|_| i64::from(dice.below(7) == today)).sum()
    }

    /// What is due next, if the shop is open then.
    fn due(&mut self) -> Option<Due> {
        loop {
            let next = self.agenda.peek().map(|Reverse(due)| *due);
            let opens = midnight(self.day);
            match next {
                Some(due) if due.at < opens => return Some(due),
                _ if self.left > 0 => self.open_day(),
                _ => return None,
            }
        }
    }

    pub(crate) fn cashier(&self, till: u8) -> Login {
        let of_till = usize::from(till.saturating_sub(1)) % self.model.cashiers.len().max(1);
        self.model.cashiers.get(of_till).copied().unwrap_or(self.model.manager)
    }

    pub(crate) fn a_till(&mut self) -> u8 {
        1 + u8::try_from(self.dice.below(usize::from(self.model.tills.max(1)))).unwrap_or_default()
    }

    /// What a fresh order of that service looks like.
    pub(crate) fn compose(
        &mut self,
        service: ServiceType,
        customer: Option<usize>,
        at: DateTime<Utc>,
    ) -> NewOrder {
        let employees = self.model.employees.len();
        compose::order(&mut self.dice, &self.book, employees, service, customer, at)
    }

    fn arrive(&mut self, service: usize, customer: Option<usize>, at: DateTime<Utc>) -> Planned {
        let till = self.a_till();
        let known = if service == 3 { 12 } else { 3 };
        if customer.is_none() && self.dice.percent(known) {
            let no = self.book.customers.len();
            let then = at + Duration::seconds(self.dice.between(30..=90));
            self.note(then, Errand::Arrive(service, Some(no)));
            return self.register(till, at);
        }
        let service = ServiceType::ALL[service % ServiceType::ALL.len()];
        let new = self.compose(service, customer, at);
        self.place(new, till, at)
    }

    /// Places an order, and throws what will come of it.
    fn place(&mut self, mut new: NewOrder, till: u8, at: DateTime<Utc>) -> Planned {
        let automatic_bp = self.book.automatic_bp(new.customer);
        let listed = self.book.prices.listed(&new.basket);
        let mut who = self.cashier(till);
        if listed >= 200_000 && self.dice.percent(8) {
            let off = self.dice.between(50..=150) * 1000;
            let asked = Ask::FinalPrice(listed - off);
            let reason = Some(words::one_of(&mut self.dice, &words::DISCOUNTS));
            new.wanted = Some(Wanted { asked, reason });
            who = self.model.manager;
        } else if self.dice.per_mille(10) {
            let earlier = at - Duration::hours(self.dice.between(1..=200));
            new.ordered = Some((earlier, Some("mati lampu, ditulis di kertas".into())));
            who = self.model.manager;
        }
        let asked = new.wanted.as_ref().map(|wanted| wanted.asked);
        let price = Cost::of(listed, automatic_bp, asked, self.model.tax_bp);
        new.quoted = self.dice.percent(60).then_some(price.total);
        let script = life(&mut self.dice, &new.basket, !new.employees.is_empty());
        let no = self.book.orders.len();
        self.book.orders.push(Kept {
            till,
            basket: new.basket.clone(),
            customer: new.customer,
            employees: new.employees.clone(),
            stage: Stage::Waiting,
            out: false,
            driver: None,
            handed_over: false,
            reworking: false,
            queued: true,
            agreed: asked.is_some(),
            automatic_bp,
            price,
            paid: 0,
            refunded: 0,
            script,
        });
        self.go_on_later(no, at);
        let intent = Intent::Place(Box::new(new));
        Planned { at, till, who, intent, refused: None, total: Some(price.total) }
    }

    /// Notes when an order goes on, if it does.
    fn go_on_later(&mut self, no: usize, at: DateTime<Utc>) {
        let next = self.book.orders.get(no).and_then(|kept| kept.script.last());
        if let Some((after, _)) = next {
            let then = at + Duration::minutes(*after);
            self.note_while_open(then, Errand::GoOn(no));
        }
    }

    fn carry_out(&mut self, due: Due) -> Option<Planned> {
        match due.errand {
            Errand::Arrive(service, customer) => Some(self.arrive(service, customer, due.at)),
            Errand::See(chore) => self.see_to(chore, due.at),
            Errand::About(payment, later) => self.see_to_payment(payment, later, due.at),
            Errand::PayAgain(no) => self.pay_again(no, due.at),
            Errand::PayLate(no) => self.pay_late(no, due.at),
            Errand::Drawer(work) => self.see_to_drawer(work, due.at),
            Errand::GoOn(no) => {
                let planned = self.go_on(no, due.at);
                self.go_on_later(no, due.at);
                planned
            }
        }
    }
}

impl Iterator for Days {
    type Item = Planned;

    fn next(&mut self) -> Option<Planned> {
        let mut due = self.due()?;
        if self.dice.per_mille(self.model.mistakes_per_mille)
            && let Some(mistake) = mistakes::make(self, due.at)
        {
            return Some(mistake);
        }
        loop {
            self.agenda.pop();
            if let Some(planned) = self.carry_out(due) {
                return Some(planned);
            }
            due = self.due()?;
        }
    }
}
