//! What happens to an order when its next move is due: who does it, with which words and amounts,
//! and what the book says afterwards.

use chrono::{DateTime, Utc};
use domain::order::FailedBecause;

use crate::basket::Basket;
use crate::book::{Kept, Stage};
use crate::compose::{few_of, wash, washing};
use crate::days::Days;
use crate::intent::{Ask, Intent, Login, Planned, RecordStep, Step, Text, Wanted};
use crate::life::Move;
use crate::prices::Cost;
use crate::rhythm::{day_of, days_on};
use crate::words;

impl Days {
    /// Makes an order's next move; none if it does not fit by now.
    pub(crate) fn go_on(&mut self, no: usize, at: DateTime<Utc>) -> Option<Planned> {
        let (_, next) = self.book.orders.get_mut(no)?.script.pop()?;
        let kept = self.book.orders.get(no)?.clone_without_script();
        let till = if self.dice.percent(80) { kept.till } else { self.a_till() };
        let who = self.whose_move(&kept, next, till);
        let (intent, total) = match next {
            Move::PayPart | Move::PayRest => (self.pay(no, next == Move::PayRest, who, at)?, None),
            Move::Lend | Move::Return => (self.containers(&kept, next)?, None),
            Move::Revise => self.revise(no, &kept)?,
            Move::Discount | Move::Raise => self.reprice(no, &kept, next)?,
            Move::Assign
            | Move::Note
            | Move::Bay
            | Move::First
            | Move::LeaveQueue
            | Move::JoinQueue
            | Move::Start
            | Move::Submit
            | Move::Pass
            | Move::Fail
            | Move::Complete
            | Move::HandOver
            | Move::Rework
            | Move::Cancel
            | Move::Delete
            | Move::Close
            | Move::Schedule
            | Move::ComeBack => {
                let step = self.step(no, &kept, next, at)?;
                if matches!(next, Move::Cancel | Move::Close) {
                    self.when_over(no, next == Move::Cancel, at);
                }
                (Intent::Tell(self.book.order(no), step), None)
            }
        };
        Some(Planned { at, till, who, intent, refused: None, total })
    }

    /// Who makes a move: a manager where it takes one, now and then whoever does the work.
    fn whose_move(&mut self, kept: &Kept, next: Move, till: u8) -> Login {
        let pays = matches!(next, Move::PayPart | Move::PayRest);
        if matches!(next, Move::Cancel | Move::Delete | Move::Close) || pays && self.dice.percent(6)
        {
            return self.model.manager;
        }
        let (staff, employee) = self.model.staff;
        let theirs = kept.employees.contains(&employee) || kept.driver == Some(employee);
        let sends_driver = next == Move::Start && kept.is_brought();
        let work = [
            Move::Start,
            Move::Submit,
            Move::Pass,
            Move::Fail,
            Move::Complete,
            Move::ComeBack,
            Move::HandOver,
        ];
        let does_it = theirs && !sends_driver && work.contains(&next) && self.dice.percent(40);
        if does_it { staff } else { self.cashier(till) }
    }

    fn step(&mut self, no: usize, before: &Kept, next: Move, at: DateTime<Utc>) -> Option<Step> {
        let dice = &mut self.dice;
        let kept = self.book.orders.get_mut(no)?;
        Some(match next {
            Move::Note => Step::Correct(words::one_of(dice, &words::NOTES)),
            Move::Assign => {
                kept.employees = few_of(dice, self.model.employees.len(), 2);
                Step::Assign(kept.employees.clone())
            }
            Move::Bay => {
                Step::Arrange { bay: Some(dice.pick(&words::BAYS)), priority: None, reason: None }
            }
            Move::First if before.queued => {
                let reason = Some(words::one_of(dice, &words::FIRST));
                Step::Arrange { bay: None, priority: Some(dice.between(1..=5)), reason }
            }
            Move::LeaveQueue => {
                kept.queued = false;
                Step::LeaveQueue
            }
            Move::JoinQueue => {
                kept.queued = true;
                Step::JoinQueue
            }
            Move::Start => {
                kept.stage = Stage::Begun;
                kept.out = before.is_brought();
                let workers = self.model.employees.len();
                let driver = kept.out.then(|| few_of(dice, workers, 1)[0]);
                kept.driver = driver;
                Step::Start(driver)
            }
            Move::Submit => {
                kept.stage = Stage::LookedOver;
                Step::SubmitQualityCheck
            }
            Move::Fail => {
                kept.stage = Stage::Begun;
                Step::FailQualityCheck(words::one_of(dice, &words::BAD_WORK))
            }
            Move::Pass => {
                kept.done();
                Step::PassQualityCheck
            }
            Move::Complete => {
                if !kept.reworking {
                    self.book.lend(no);
                }
                let kept = self.book.orders.get_mut(no)?;
                kept.done();
                Step::Complete(dice.percent(10).then_some(Text::Borrowed("sudah rapi")))
            }
            Move::HandOver => {
                kept.handed_over = true;
                Step::HandOver(dice.percent(10).then_some(Text::Borrowed("diambil anaknya")))
            }
            Move::Rework => {
                kept.reworking = true;
                kept.handed_over = false;
                Step::Rework(words::one_of(dice, &words::BAD_WORK))
            }
            Move::Cancel => {
                kept.stage = Stage::CalledOff;
                kept.queued = false;
                Step::Cancel(words::one_of(dice, &words::CANCELLED))
            }
            Move::Delete if before.paid == 0 => {
                kept.stage = Stage::Hidden;
                Step::Delete
            }
            Move::Close if before.outstanding() == 0 && !before.reworking => {
                kept.stage = Stage::PutAway;
                Step::Close
            }
            Move::Schedule => {
                let day = days_on(day_of(at), u64::try_from(dice.between(0..=2)).unwrap_or(0));
                Step::Schedule(day, dice.percent(60).then(|| dice.pick(&words::WINDOWS)))
            }
            Move::ComeBack => {
                kept.out = false;
                Step::FailDelivery(dice.pick(&FailedBecause::ALL))
            }
            // Those do not fit any more; these are not steps of an order.
            Move::First
            | Move::Delete
            | Move::Close
            | Move::PayPart
            | Move::PayRest
            | Move::Lend
            | Move::Return
            | Move::Revise
            | Move::Discount
            | Move::Raise => return None,
        })
    }

    /// Containers come back from a customer, or one more goes to them than was brought.
    fn containers(&mut self, before: &Kept, next: Move) -> Option<Intent> {
        let Basket::Water(water) = &before.basket else { return None };
        let customer = before.customer?;
        if !self.book.is_lent(water.product) {
            return None;
        }
        let known = self.book.customers.get_mut(customer)?;
        if next == Move::Lend {
            known.hold(water.product, water.quantity);
            return Some(Intent::Customer(
                customer,
                RecordStep::Lend(water.product, water.quantity),
            ));
        }
        let back = known.holds(water.product).min(1000);
        if back == 0 {
            return None;
        }
        known.hold(water.product, -back);
        Some(Intent::Customer(customer, RecordStep::Return(water.product, back)))
    }

    /// Something else is wanted: another extra, another car, more laundry.
    fn revise(&mut self, no: usize, before: &Kept) -> Option<(Intent, Option<i64>)> {
        // What becomes of a price that was agreed on is not reckoned here, and who is inactive by now
        // gets nothing else.
        let inactive = |no: usize| self.book.customers.get(no).is_some_and(|known| !known.active);
        if before.agreed || before.customer.is_some_and(inactive) {
            return None;
        }
        let basket = match &before.basket {
            Basket::CarWash(old) => {
                let new = wash(&mut self.dice, &self.book);
                Basket::CarWash(crate::basket::Wash { plate: old.plate.clone(), ..new })
            }
            Basket::Laundry(_) => Basket::Laundry(washing(&mut self.dice, &self.book)),
            Basket::Carpet(_) | Basket::Water(_) => return None,
        };
        let listed = self.book.prices.listed(&basket);
        let price = Cost::of(listed, before.automatic_bp, None, self.model.tax_bp);
        let kept = self.book.orders.get_mut(no)?;
        kept.basket = basket.clone();
        kept.price = price;
        Some((Intent::Tell(self.book.order(no), Step::Revise(basket)), Some(price.total)))
    }

    fn reprice(&mut self, no: usize, before: &Kept, next: Move) -> Option<(Intent, Option<i64>)> {
        let listed = before.price.listed;
        let final_price = if next == Move::Raise {
            listed + self.dice.between(1..=30) * 500
        } else {
            listed - self.dice.between(1..=listed.clamp(1, 49_999))
        };
        let asked = Ask::FinalPrice(final_price.max(0));
        let price = Cost::of(listed, before.automatic_bp, Some(asked), self.model.tax_bp);
        if final_price < 0 || before.paid > 0 {
            return None;
        }
        let reason = Some(words::one_of(&mut self.dice, &words::DISCOUNTS));
        let kept = self.book.orders.get_mut(no)?;
        kept.agreed = true;
        kept.price = price;
        let step = Step::Reprice(Wanted { asked, reason });
        Some((Intent::Tell(self.book.order(no), step), Some(price.total)))
    }
}

impl Kept {
    /// What is known of it before a move; what comes later does not matter for one.
    fn clone_without_script(&self) -> Self {
        Self {
            script: Vec::new(),
            employees: self.employees.clone(),
            basket: self.basket.clone(),
            ..*self
        }
    }

    fn done(&mut self) {
        if self.reworking {
            self.reworking = false;
            return;
        }
        self.stage = Stage::Done;
        self.queued = false;
        self.handed_over = self.out;
        self.out = false;
    }
}
