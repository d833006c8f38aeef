//! Payments and people the tests of this folder speak of.

use super::{
    InDrawer, Payment, PaymentEvent, PaymentMethod, RequestRefund, TakePayment, Taken, take,
};
use crate::log::replay;
use crate::order::fixtures::{kasir, later};
use crate::order::{DatingLimits, Order, OrderEvent};
use crate::settings::{CashRounding, RefundLadder};
use crate::user::{Actor, Role};
use crate::values::*;

/// Somebody who is not the cashier.
pub(crate) fn somebody(id: i64) -> Actor {
    let id = UserId::new(id).unwrap();
    Actor {
        id,
        username: Personal::about(Subject::User(id), Username::parse("lain").unwrap()),
        full_name: Personal::about(Subject::User(id), PersonName::parse("Orang Lain").unwrap()),
    }
}

pub(crate) fn notes(text: &str) -> Notes {
    Notes::parse(text).unwrap()
}

/// What is said about the customer of the order of these tests.
pub(crate) fn about<T>(value: T) -> Personal<T> {
    Personal::about(Subject::WalkIn(OrderId::new(1).unwrap()), value)
}

pub(crate) fn drawer() -> InDrawer {
    InDrawer { drawer_id: DrawerId::FIRST, session_id: DrawerSessionId::new(1).unwrap() }
}

pub(crate) fn cash(amount: i64, tendered: Option<i64>) -> TakePayment {
    TakePayment {
        payment_id: PaymentId::new(9).unwrap(),
        outlet: Outlet::first(),
        amount: Money::rupiah(amount),
        method: PaymentMethod::Cash,
        amount_tendered: tendered.map(Money::rupiah),
        reference_number: None,
        pending: false,
        received: None,
        dating: DatingLimits { back_days: 30, ahead_days: 1 },
        cash_rounding: CashRounding::Off,
        refunds: RefundLadder::default(),
        drawer: Some(drawer()),
        notes: None,
        role: Role::Cashier,
        by: kasir(),
        at: later(),
    }
}

/// An announced transfer.
pub(crate) fn announced(amount: i64) -> TakePayment {
    TakePayment { method: PaymentMethod::BankTransfer, pending: true, ..cash(amount, None) }
}

/// An order and its one payment, and what happened to both.
pub(crate) struct Both {
    pub order: Vec<OrderEvent>,
    pub payment: Vec<PaymentEvent>,
}

impl Both {
    pub(crate) fn of(order: Vec<OrderEvent>, cmd: TakePayment) -> Self {
        let (payment, credited) = take(&Payment::default(), &replay(order.clone()), cmd).unwrap();
        let mut both = Self { order, payment };
        both.order.extend(credited);
        both
    }

    pub(crate) fn states(&self) -> (Payment, Order) {
        (replay(self.payment.clone()), replay(self.order.clone()))
    }

    pub(crate) fn payment(&self) -> Payment {
        self.states().0
    }

    pub(crate) fn take_in(&mut self, (of_payment, of_order): Taken) {
        self.payment.extend(of_payment);
        self.order.extend(of_order);
    }

    /// Asks for a refund as a manager.
    pub(crate) fn ask(&mut self, amount: i64) -> RefundId {
        let events = super::request_refund(&self.payment(), ask(amount, Role::Manager)).unwrap();
        self.payment.extend(events);
        self.payment().receipt().unwrap().refunds.last().unwrap().id
    }
}

pub(crate) fn ask(amount: i64, role: Role) -> RequestRefund {
    RequestRefund {
        amount: Money::rupiah(amount),
        reason: about(notes("kurang bersih")),
        evidence: None,
        ladder: RefundLadder::default(),
        role,
        approver: None,
        by: somebody(2),
        at: later(),
    }
}
