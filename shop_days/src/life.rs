//! What will happen to an order, thrown when it is placed: the flows of the papers (section 7) with
//! what goes wrong in them.

use domain::customer::WaterTerms;

use crate::basket::{Basket, Gallons, Washing};
use crate::dice::Dice;

/// Something that will happen to an order. What does not fit when its time comes, such as a payment
/// when nothing is owed, is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    Assign,
    Note,
    Revise,
    Discount,
    Raise,
    Bay,
    First,
    LeaveQueue,
    JoinQueue,
    PayPart,
    PayRest,
    Start,
    Submit,
    Pass,
    Fail,
    Complete,
    HandOver,
    Rework,
    Cancel,
    Delete,
    Close,
    Schedule,
    ComeBack,
    Lend,
    Return,
}

/// A life being written: after so many minutes, what.
struct Life<'a> {
    dice: &'a mut Dice,
    moves: Vec<(i64, Move)>,
}

impl Life<'_> {
    fn then(&mut self, minutes: std::ops::RangeInclusive<i64>, what: Move) {
        let after = self.dice.between(minutes);
        self.moves.push((after, what));
    }

    fn maybe(
        &mut self,
        percent: usize,
        minutes: std::ops::RangeInclusive<i64>,
        what: Move,
    ) -> bool {
        let happens = self.dice.percent(percent);
        if happens {
            self.then(minutes, what);
        }
        happens
    }

    /// What may be put right while it waits.
    fn wait(&mut self) {
        self.maybe(4, 1..=5, Move::Note);
        self.maybe(4, 1..=5, Move::Revise);
        if !self.maybe(4, 1..=5, Move::Discount) {
            self.maybe(1, 1..=5, Move::Raise);
        }
        if self.maybe(2, 1..=5, Move::LeaveQueue) {
            self.then(1..=5, Move::JoinQueue);
        }
        self.maybe(3, 1..=5, Move::First);
    }

    /// Calls it off, if it comes to that.
    fn called_off(&mut self, percent: usize, after: std::ops::RangeInclusive<i64>) -> bool {
        let off = self.maybe(percent, after, Move::Cancel);
        if off {
            self.maybe(40, 5..=60, Move::Delete);
        }
        off
    }

    /// Finishes the work, looked over or not.
    fn finish(&mut self, looked_over: usize, after: std::ops::RangeInclusive<i64>) {
        if !self.maybe(looked_over, after.clone(), Move::Submit) {
            self.then(after, Move::Complete);
            return;
        }
        if self.maybe(12, 2..=10, Move::Fail) {
            self.then(10..=30, Move::Submit);
        }
        self.then(2..=10, Move::Pass);
    }

    fn pay(&mut self, after: std::ops::RangeInclusive<i64>) {
        if self.dice.percent(3) {
            return; // somebody who pays later than these days go
        }
        if self.maybe(8, after.clone(), Move::PayPart) {
            self.then(1..=3, Move::PayRest);
        } else {
            self.then(after, Move::PayRest);
        }
    }

    /// Gives it to the customer, who may bring it back.
    fn give(&mut self, after: std::ops::RangeInclusive<i64>) {
        self.then(after, Move::HandOver);
        if self.maybe(2, 30..=600, Move::Rework) {
            self.then(20..=120, Move::Complete);
            self.then(5..=30, Move::HandOver);
        }
        self.maybe(40, 60..=400, Move::Close);
    }
}

/// Throws an order's life. The moves stand in reverse, so that the next one is the last.
pub(crate) fn life(dice: &mut Dice, basket: &Basket, assigned: bool) -> Vec<(i64, Move)> {
    let mut life = Life { dice, moves: Vec::with_capacity(8) };
    match basket {
        Basket::CarWash(_) => car_wash(&mut life, assigned),
        Basket::Laundry(laundry) => laundered(&mut life, laundry),
        Basket::Carpet(_) => carpet(&mut life),
        Basket::Water(water) => brought(&mut life, water),
    }
    life.moves.reverse();
    life.moves
}

fn car_wash(life: &mut Life, assigned: bool) {
    life.wait();
    life.maybe(10, 1..=5, Move::Bay);
    if life.called_off(3, 5..=30) {
        return;
    }
    let prepaid = life.maybe(8, 1..=3, Move::PayRest);
    if !assigned {
        life.then(2..=15, Move::Assign);
    } else if life.dice.percent(4) {
        life.then(1..=10, Move::Assign);
    }
    life.then(5..=30, Move::Start);
    if life.called_off(2, 5..=15) {
        return;
    }
    life.finish(35, 15..=40);
    if !prepaid {
        life.pay(1..=10);
    }
    life.give(1..=5);
}

fn laundered(life: &mut Life, laundry: &Washing) {
    life.wait();
    if life.called_off(2, 10..=120) {
        return;
    }
    life.maybe(10, 0..=1, Move::PayPart);
    life.maybe(15, 5..=60, Move::Assign);
    life.then(20..=180, Move::Start);
    if life.called_off(1, 10..=60) {
        return;
    }
    let hours = match laundry.level {
        "urgent" => 3..=7,
        "express" => 16..=23,
        _ => 36..=70,
    };
    let hours = life.dice.between(hours);
    life.finish(50, hours * 60..=hours * 60 + 59);
    life.pay(30..=1500);
    life.give(1..=3);
}

fn carpet(life: &mut Life) {
    life.wait();
    if life.called_off(5, 30..=300) {
        return;
    }
    life.maybe(30, 0..=2, Move::PayPart);
    life.then(120..=1500, Move::Start);
    life.finish(70, 48 * 60..=90 * 60);
    life.pay(60..=2000);
    life.give(1..=10);
}

fn brought(life: &mut Life, water: &Gallons) {
    life.wait();
    if life.called_off(3, 10..=60) {
        return;
    }
    if water.to.is_none() {
        life.then(1..=3, Move::Start);
        life.then(1..=3, Move::Complete);
        life.pay(0..=1);
        life.then(0..=1, Move::HandOver);
        return;
    }
    if water.terms == WaterTerms::Prepaid {
        life.then(1..=5, Move::PayRest);
    }
    life.maybe(25, 1..=30, Move::Schedule);
    life.then(30..=240, Move::Start);
    if life.maybe(8, 20..=60, Move::ComeBack) {
        if life.called_off(15, 30..=60) {
            return;
        }
        life.maybe(70, 5..=30, Move::Schedule);
        life.then(600..=1440, Move::Start);
    }
    life.then(20..=60, Move::Complete);
    if water.terms == WaterTerms::Cod {
        life.pay(0..=1);
    }
    life.maybe(5, 1..=5, Move::Lend);
    life.maybe(40, 600..=2880, Move::Return);
    life.maybe(3, 60..=600, Move::Rework);
    life.maybe(30, 60..=400, Move::Close);
}
