//! What holds of an order's money whatever is paid, voided and given back, in whatever order.

use cqrs_es::Aggregate;
use proptest::prelude::*;

use super::fixtures::{about, announced, ask, cash, notes, somebody};
use super::*;
use crate::log::replay;
use crate::order::fixtures::{complete_cmd, kasir, later, pending};
use crate::order::{
    CancelOrder, CloseOrder, Order, OrderCommand, OrderEvent, PaymentStatus, StartOrder, State,
};
use crate::settings::{CashRounding, RefundLadder};
use crate::user::Role;
use crate::values::*;

/// Something people do. Numbers pick a payment or a refund, or are amounts.
#[derive(Debug, Clone)]
enum Act {
    Start,
    Complete,
    Cancel,
    Close,
    Pay(i64, bool),
    Announce(i64),
    Confirm(usize),
    Fail(usize),
    Void(usize),
    Ask(usize, i64),
    Approve(usize, usize),
    Reject(usize, usize),
    PayOut(usize, usize),
}

fn act() -> impl Strategy<Value = Act> {
    let amount = || prop_oneof![Just(75_000_i64), 1..80_000_i64, Just(0), Just(-5)];
    prop_oneof![
        Just(Act::Start),
        Just(Act::Complete),
        Just(Act::Cancel),
        Just(Act::Close),
        (amount(), any::<bool>()).prop_map(|(amount, cash)| Act::Pay(amount, cash)),
        amount().prop_map(Act::Announce),
        (0..4_usize).prop_map(Act::Confirm),
        (0..4_usize).prop_map(Act::Fail),
        (0..4_usize).prop_map(Act::Void),
        (0..4_usize, amount()).prop_map(|(which, amount)| Act::Ask(which, amount)),
        (0..4_usize, 0..3_usize).prop_map(|(which, refund)| Act::Approve(which, refund)),
        (0..4_usize, 0..3_usize).prop_map(|(which, refund)| Act::Reject(which, refund)),
        (0..4_usize, 0..3_usize).prop_map(|(which, refund)| Act::PayOut(which, refund)),
    ]
}

#[derive(Default)]
struct Shop {
    order: Order,
    payments: Vec<Payment>,
    history: Vec<OrderEvent>,
}

impl Shop {
    fn happened(&mut self, events: Vec<OrderEvent>) {
        for event in events {
            self.history.push(event.clone());
            self.order.apply(event);
        }
    }

    fn tell(&mut self, command: OrderCommand) {
        if let Ok(events) = self.order.decide(command) {
            self.happened(events);
        }
    }

    fn take(&mut self, cmd: TakePayment) {
        let payment_id = i64::try_from(self.payments.len() + 1).unwrap();
        let payment_id = PaymentId::new(payment_id).unwrap();
        let cash_rounding = CashRounding::FiveHundreds;
        let cmd = TakePayment { payment_id, cash_rounding, ..cmd };
        if let Ok((received, credited)) = take(&Payment::default(), &self.order, cmd) {
            self.payments.push(replay(received));
            self.happened(credited);
        }
    }

    fn both(
        &mut self,
        which: usize,
        decide: impl FnOnce(&Payment, &Order) -> Result<Taken, PaymentError>,
    ) {
        let Some(payment) = self.payments.get_mut(which) else { return };
        if let Ok((of_payment, of_order)) = decide(payment, &self.order) {
            for event in of_payment {
                payment.apply(event);
            }
            self.happened(of_order);
        }
    }

    fn one(
        &mut self,
        which: usize,
        decide: impl FnOnce(&Payment) -> Result<Vec<PaymentEvent>, PaymentError>,
    ) {
        self.both(which, |payment, _| Ok((decide(payment)?, Vec::new())));
    }

    fn refund(&self, which: usize, refund: usize) -> RefundId {
        let receipt = self.payments.get(which).and_then(Payment::receipt);
        let found = receipt.and_then(|receipt| receipt.refunds.get(refund));
        found.map_or(RefundId::new(1).unwrap(), |refund| refund.id)
    }

    #[allow(clippy::too_many_lines)] // one arm for each of what people do
    fn act(&mut self, act: &Act) {
        let (by, at, outlet) = (kasir(), later(), Outlet::first());
        let ladder = RefundLadder::default();
        match *act {
            Act::Start => self.tell(OrderCommand::Start(StartOrder { driver: None, by, at })),
            Act::Complete => self.tell(OrderCommand::Complete(Box::new(complete_cmd()))),
            Act::Cancel => {
                let reason = notes("hujan");
                self.tell(OrderCommand::Cancel(CancelOrder { outlet, reason, by, at }));
            }
            Act::Close => self.tell(OrderCommand::Close(CloseOrder { by, at })),
            Act::Pay(amount, true) => self.take(cash(amount, None)),
            Act::Pay(amount, false) => {
                self.take(TakePayment { method: PaymentMethod::Card, ..cash(amount, None) });
            }
            Act::Announce(amount) => self.take(announced(amount)),
            Act::Confirm(which) => self.both(which, |payment, order| {
                let reference_number = ReferenceNumber::parse("BCA-1").unwrap();
                let cmd = ConfirmPayment { outlet, reference_number, refunds: ladder, by, at };
                confirm(payment, order, cmd)
            }),
            Act::Fail(which) => {
                self.one(which, |payment| fail(payment, FailPayment { reason: None, by, at }));
            }
            Act::Void(which) => self.both(which, |payment, order| {
                let (reason, role) = (notes("salah"), Role::Manager);
                let cmd = VoidPayment { outlet, reason, role, approver: None, by, at };
                void(payment, order, cmd)
            }),
            Act::Ask(which, amount) => {
                self.one(which, |payment| request_refund(payment, ask(amount, Role::Manager)));
            }
            Act::Approve(which, refund) => {
                let (refund_id, role) = (self.refund(which, refund), Role::Admin);
                let cmd = ApproveRefund { refund_id, role, by: somebody(7), at };
                self.one(which, |payment| approve_refund(payment, cmd));
            }
            Act::Reject(which, refund) => {
                let (refund_id, role) = (self.refund(which, refund), Role::Admin);
                let reason = about(notes("tidak"));
                let cmd = RejectRefund { refund_id, reason, role, by, at };
                self.one(which, |payment| reject_refund(payment, cmd));
            }
            Act::PayOut(which, refund) => {
                let (refund_id, role) = (self.refund(which, refund), Role::Manager);
                let cmd = PayOutRefund { refund_id, outlet, drawer: None, ladder, role, by, at };
                self.both(which, |payment, order| pay_out_refund(payment, order, cmd));
            }
        }
    }

    fn check(&self) {
        let ticket = self.order.ticket().unwrap();
        let receipts = || self.payments.iter().filter_map(Payment::receipt);
        let counting = || receipts().filter(|r| r.standing == Standing::Successful);
        assert_eq!(ticket.paid, counting().map(|r| r.amount).sum());
        assert_eq!(ticket.rounding, counting().map(|r| r.rounding).sum());
        assert_eq!(ticket.refunded, receipts().map(Receipt::refunded).sum());
        for receipt in receipts() {
            assert!(receipt.refundable() >= Money::ZERO && receipt.amount.is_positive());
            assert!(receipt.refunded() <= receipt.amount, "never more than was paid");
        }
        assert!(ticket.kept() >= Money::ZERO, "refunds never exceed payments");
        let (total, settled) = (ticket.price.pricing.total, ticket.settled());
        if ticket.state() == State::Cancelled {
            assert_eq!(ticket.outstanding(), Money::ZERO, "a cancelled order owes nothing");
        } else {
            assert_eq!(ticket.outstanding(), (total - settled).max(Money::ZERO));
            assert_eq!(settled + ticket.outstanding(), total.max(settled));
        }
        let all_back = ticket.paid.is_positive() && ticket.refunded == ticket.paid;
        assert_eq!(ticket.payment_status() == PaymentStatus::Refunded, all_back);
        self.check_income();
    }

    /// What is taken back of the income is what was given back of the price, and no more.
    fn check_income(&self) {
        let ticket = self.order.ticket().unwrap();
        let Some(completion) = &ticket.completion else {
            assert_eq!(ticket.income_reversed, Money::ZERO);
            return;
        };
        let (mut gone, mut cut, mut shares) = (Money::ZERO, Money::ZERO, Money::ZERO);
        for event in &self.history {
            if let OrderEvent::IncomeReversed { income, .. } = event {
                gone = gone + income.gross + income.tax;
                cut = cut + income.employee_cut;
                shares = shares + income.shares.iter().map(|share| share.amount).sum();
            }
        }
        assert_eq!(gone, ticket.income_reversed);
        assert!(gone <= ticket.price.pricing.total && gone <= ticket.refunded);
        assert_eq!(cut, shares, "shares = cuts");
        assert!(cut <= completion.income.employee_cut);
        if gone == ticket.price.pricing.total {
            assert_eq!(cut, completion.income.employee_cut);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn the_books_balance_whatever_people_do(acts in proptest::collection::vec(act(), 0..40)) {
        let mut shop = Shop::default();
        shop.happened(pending());
        for act in &acts {
            shop.act(act);
            shop.check();
        }
    }
}
