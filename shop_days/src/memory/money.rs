//! Payments, what goes back of them, and the drawer.

use cqrs_es::Aggregate;
use domain::drawer::{
    self, CloseDrawer, DrawerEvent, GiveCash, HandOver, MoveCash, OpenDrawer, Payout, Reconcile,
    TakeCash,
};
use domain::order::{DatingLimits, Order, OrderEvent};
use domain::payment::{
    self, ApproveRefund, ConfirmPayment, FailPayment, InDrawer, PayOutRefund, Payment,
    PaymentEvent, PaymentMethod, Receipt, RejectRefund, RequestRefund, TakePayment, VoidPayment,
};
use domain::user::Permission;
use domain::values::{
    DrawerSessionId, Money, Notes, PaymentId, Personal, ReferenceNumber, RefundId,
};

use super::counter::notes;
use super::{Said, Shop, count};
use crate::Refusal;
use crate::intent::{DrawerStep, OrderRef, PaymentRef, PaymentStep, Tender};

/// What was decided about a payment that is there.
#[derive(Default)]
struct Decided {
    payment: Vec<PaymentEvent>,
    order: Vec<OrderEvent>,
    drawer: Vec<DrawerEvent>,
}

impl Shop {
    /// Where cash is now.
    fn in_drawer(&self) -> Option<InDrawer> {
        let drawer_id = self.drawer.fixture()?.id;
        Some(InDrawer { drawer_id, session_id: self.drawer.session()?.id })
    }

    fn taking(
        &self,
        payment: i64,
        tender: &Tender,
        pending: bool,
        said: &Said,
    ) -> Result<TakePayment, Refusal> {
        let limits = *self.settings.limits();
        let reference = tender.reference.as_ref();
        Ok(TakePayment {
            payment_id: PaymentId::new(payment)?,
            outlet: self.outlet,
            amount: Money::rupiah(tender.amount),
            method: tender.method,
            amount_tendered: tender.tendered.map(Money::rupiah),
            reference_number: reference.map(|text| ReferenceNumber::parse(text)).transpose()?,
            pending,
            received: None,
            dating: DatingLimits { back_days: limits.backdate_days, ahead_days: limits.ahead_days },
            cash_rounding: limits.cash_rounding,
            refunds: limits.refunds,
            drawer: self.in_drawer().filter(|_| tender.method == PaymentMethod::Cash),
            notes: None,
            role: said.role(),
            by: said.by(),
            at: said.at,
        })
    }

    /// What the drawer takes in of payments.
    fn cash_of(&self, payments: &[Vec<PaymentEvent>]) -> Result<Vec<DrawerEvent>, Refusal> {
        let mut all = Vec::new();
        for event in payments.iter().flatten() {
            if let PaymentEvent::PaymentReceived {
                payment_id,
                amount,
                method: PaymentMethod::Cash,
                by,
                occurred_at,
                ..
            } = event
            {
                let (payment_id, amount, by, at) = (*payment_id, *amount, by.clone(), *occurred_at);
                let cmd = TakeCash { payment_id, amount, by, at };
                all.extend(drawer::take_cash(&self.drawer, cmd)?);
            }
        }
        Ok(all)
    }

    /// Takes money for an order, by one means or several, or hears of some.
    pub(super) fn pay(
        &mut self,
        order: OrderRef,
        tenders: &[Tender],
        pending: bool,
        said: &Said,
    ) -> Result<usize, Refusal> {
        said.may(Permission::PaymentsCreate)?;
        let state = self.orders.get(order.no).ok_or(Refusal::UnknownOrder)?;
        let first = count(self.payments.len()) + 1;
        let mut cmds = (first..)
            .zip(tenders)
            .map(|(id, tender)| self.taking(id, tender, pending, said))
            .collect::<Result<Vec<_>, _>>()?;
        let (taken, credited) = match cmds.pop() {
            Some(cmd) if cmds.is_empty() => {
                let (taken, credited) = payment::take(&Payment::default(), state, cmd)?;
                (vec![taken], credited)
            }
            last => {
                cmds.extend(last);
                payment::take_split(state, cmds).map_err(|(_, refusal)| refusal)?
            }
        };
        let cash = self.cash_of(&taken)?;
        let mut many = 0;
        for events in taken {
            let no = self.payments.len();
            self.payments.push(Payment::default());
            let order = PaymentRef { no, order: order.no };
            many += self.happened(order, Decided { payment: events, ..Decided::default() });
        }
        let of = PaymentRef { no: usize::MAX, order: order.no };
        let decided = Decided { order: credited, drawer: cash, ..Decided::default() };
        Ok(many + self.happened(of, decided))
    }

    /// Lets a payment, its order and the drawer take in what happened: how many events that were.
    fn happened(&mut self, of: PaymentRef, decided: Decided) -> usize {
        let Decided { payment, order, drawer } = decided;
        let many = payment.len() + order.len() + drawer.len();
        if let Some(state) = self.payments.get_mut(of.no) {
            for event in payment {
                let order_id = self.orders.get(of.order).and_then(Order::ticket).map(|t| t.id);
                if let Some(order_id) = order_id {
                    self.books.payment(order_id, &event, asked(state, &event));
                }
                state.apply(event);
            }
        }
        if let Some(state) = self.orders.get_mut(of.order) {
            super::happened(state, order, &mut self.books);
        }
        for event in drawer {
            self.books.drawer(&event);
            self.drawer.apply(event);
        }
        many
    }

    /// Something becomes of a payment.
    pub(super) fn say_of_payment(
        &mut self,
        of: PaymentRef,
        step: &PaymentStep,
        said: &Said,
    ) -> Result<usize, Refusal> {
        said.may(Permission::PaymentsCreate)?;
        let payment = self.payments.get(of.no).ok_or(Refusal::UnknownPayment)?;
        let order = self.orders.get(of.order).ok_or(Refusal::UnknownPayment)?;
        let decided = self.decide_payment(payment, order, step, said)?;
        Ok(self.happened(of, decided))
    }

    fn decide_payment(
        &self,
        payment: &Payment,
        order: &Order,
        step: &PaymentStep,
        said: &Said,
    ) -> Result<Decided, Refusal> {
        let (by, role, at, outlet) = (said.by(), said.role(), said.at, self.outlet);
        let ladder = self.settings.limits().refunds;
        let receipt = payment.taken()?;
        let subject = order.placed()?.subject();
        let about = |text: &str| -> Result<Personal<Notes>, Refusal> {
            Ok(Personal::about(subject, Notes::parse(text)?))
        };
        let id = |refund: usize| RefundId::of(receipt.id, refund + 1);
        let alone = |payment| Decided { payment, ..Decided::default() };
        let both = |(payment, order)| Decided { payment, order, ..Decided::default() };
        Ok(match step {
            PaymentStep::Confirm(number) => {
                let reference_number = ReferenceNumber::parse(number)?;
                let cmd = ConfirmPayment { outlet, reference_number, refunds: ladder, by, at };
                both(payment::confirm(payment, order, cmd)?)
            }
            PaymentStep::Fail(reason) => {
                let reason = reason.as_ref().map(|text| about(text)).transpose()?;
                alone(payment::fail(payment, FailPayment { reason, by, at })?)
            }
            PaymentStep::Void(reason) => {
                let reason = Notes::parse(reason)?;
                let cmd = VoidPayment { outlet, reason, role, approver: None, by, at };
                let decided = both(payment::void(payment, order, cmd)?);
                Decided { drawer: self.taken_back(receipt, said)?, ..decided }
            }
            PaymentStep::Ask(amount, reason) => {
                let (amount, reason) = (Money::rupiah(*amount), about(reason)?);
                let cmd = RequestRefund {
                    amount,
                    reason,
                    evidence: None,
                    ladder,
                    role,
                    approver: None,
                    by,
                    at,
                };
                alone(payment::request_refund(payment, cmd)?)
            }
            PaymentStep::Approve(refund) => {
                let cmd = ApproveRefund { refund_id: id(*refund)?, role, by, at };
                alone(payment::approve_refund(payment, cmd)?)
            }
            PaymentStep::Reject(refund, reason) => {
                let (refund_id, reason) = (id(*refund)?, about(reason)?);
                let cmd = RejectRefund { refund_id, reason, role, by, at };
                alone(payment::reject_refund(payment, cmd)?)
            }
            PaymentStep::PayOut(refund) => {
                let (refund_id, in_cash) = (id(*refund)?, receipt.method == PaymentMethod::Cash);
                let drawer = self.in_drawer().filter(|_| in_cash);
                let cmd = PayOutRefund { refund_id, outlet, drawer, ladder, role, by, at };
                let decided = both(payment::pay_out_refund(payment, order, cmd)?);
                let (_, refund) = payment.refund(refund_id)?;
                let drawer = if in_cash {
                    self.give(Payout::Refund { refund_id }, refund.amount, said)?
                } else {
                    Vec::new()
                };
                Decided { drawer, ..decided }
            }
        })
    }

    fn taken_back(&self, receipt: &Receipt, said: &Said) -> Result<Vec<DrawerEvent>, Refusal> {
        let Some(InDrawer { session_id, .. }) = receipt.drawer else { return Ok(Vec::new()) };
        let payout = Payout::VoidedPayment { payment_id: receipt.id, session_id };
        self.give(payout, receipt.amount, said)
    }

    fn give(
        &self,
        payout: Payout,
        amount: Money,
        said: &Said,
    ) -> Result<Vec<DrawerEvent>, Refusal> {
        let cmd = GiveCash { payout, amount, by: said.by(), at: said.at };
        Ok(drawer::give_cash(&self.drawer, cmd)?)
    }

    /// Something is done with the drawer.
    pub(super) fn say_of_drawer(
        &mut self,
        step: &DrawerStep,
        said: &Said,
    ) -> Result<usize, Refusal> {
        said.may(match step {
            DrawerStep::Reconcile(..) => Permission::CashDrawerReconcile,
            DrawerStep::Open(_)
            | DrawerStep::Move(..)
            | DrawerStep::HandOver(..)
            | DrawerStep::Close(..) => Permission::CashDrawerOperate,
        })?;
        let (by, at) = (said.by(), said.at);
        let session = |no: usize| DrawerSessionId::new(count(no).saturating_add(1));
        let drawer = match step {
            DrawerStep::Open(float) => {
                let cmd = OpenDrawer {
                    session_id: session(self.books.sessions.len())?,
                    opening_balance: drawer::amounts::opening_balance(*float)?,
                    outlet: self.outlet,
                    by,
                    at,
                };
                drawer::open(&self.drawer, cmd)?
            }
            DrawerStep::Move(direction, amount, reason) => {
                let (amount, reason) = (drawer::amounts::moved(*amount)?, Notes::parse(reason)?);
                let cmd = MoveCash { direction: *direction, amount, reason, by, at };
                drawer::move_cash(&self.drawer, cmd)?
            }
            DrawerStep::HandOver(counted, to) => {
                let counted = drawer::amounts::counted(*counted)?;
                let to = said.somebody(to).ok_or(Refusal::Unforeseen)?;
                drawer::hand_over(&self.drawer, HandOver { counted, to, by, at })?
            }
            DrawerStep::Close(counted, note) => {
                let counted = drawer::amounts::counted(*counted)?;
                let (denominations, note) = (Vec::new(), notes(note.as_ref())?);
                drawer::close(&self.drawer, CloseDrawer { counted, denominations, note, by, at })?
            }
            DrawerStep::Reconcile(no, note, approve) => {
                let (session_id, note) = (session(*no)?, Notes::parse(note)?);
                let cmd = Reconcile { session_id, note, approve: *approve, by, at };
                drawer::reconcile(&self.drawer, cmd)?
            }
        };
        let none = PaymentRef { no: usize::MAX, order: usize::MAX };
        Ok(self.happened(none, Decided { drawer, ..Decided::default() }))
    }
}

/// What had been asked back by a refund that is rejected.
fn asked(payment: &Payment, event: &PaymentEvent) -> i64 {
    let PaymentEvent::RefundRejected { refund_id, .. } = event else { return 0 };
    payment.refund(*refund_id).map_or(0, |(_, refund)| refund.amount.get())
}
