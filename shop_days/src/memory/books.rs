//! The books, by plain addition over the events themselves: no state is asked for any of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::day_close::{Entry, lines_of_order, lines_of_payment};
use domain::drawer::{Direction, DrawerEvent};
use domain::order::{Income, OrderEvent};
use domain::payment::{PaymentEvent, PaymentMethod};
use domain::values::{BusinessDay, Money, OrderId};

use super::sums;
use crate::ledger::Taking;

/// What all events so far add up to, in Rupiah.
#[derive(Debug, Default)]
pub struct Books {
    /// By the outlet's day and the name of the means of payment.
    pub takings: BTreeMap<(NaiveDate, &'static str), Taking>,
    /// The drawer's sessions, in order.
    pub sessions: Vec<InSession>,
    /// The money of each order, in the order in which they were placed.
    pub orders: Vec<OfOrder>,
    /// How many events there were.
    pub events: u64,
    /// What they move in the statements of days, each with its event's number; drawers apart.
    pub journal: Vec<(u64, Entry)>,
    /// A sum that did not come out, if one ever did not.
    pub wrong: Option<String>,
}

/// A session of the drawer.
#[derive(Debug, Default)]
pub struct InSession {
    /// The float, and all that went in.
    pub cash_in: i64,
    /// All that went out.
    pub cash_out: i64,
    /// What its count said should be there, and what was found.
    pub counted: Option<(i64, i64)>,
}

/// The money of an order.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct OfOrder {
    /// Payments that were not taken back.
    pub received: i64,
    /// Refunds that were asked for and not rejected.
    pub reserved: i64,
    /// Refunds that were paid out.
    pub refunded: i64,
    /// What its completion earned: income and tax.
    pub earned: i64,
    /// What of that was taken back with refunds.
    pub reversed: i64,
    /// What of its income was the workers', less what was taken back.
    pub cut: i64,
    /// What of that stands in somebody's name, less what was taken back; none where it is pooled.
    pub shares: Option<i64>,
}

impl InSession {
    /// What should be there.
    pub const fn expected(&self) -> i64 {
        self.cash_in - self.cash_out
    }
}

impl OfOrder {
    fn earn(&mut self, income: &Income, sign: i64) {
        self.cut += sign * income.employee_cut.get();
        if !income.shares.is_empty() {
            let shares: Money = income.shares.iter().map(|share| share.amount).sum();
            *self.shares.get_or_insert(0) += sign * shares.get();
        }
    }
}

impl Books {
    fn of(&mut self, order: OrderId) -> &mut OfOrder {
        let place = usize::try_from(order.get()).unwrap_or_default();
        if self.orders.len() < place {
            self.orders.resize(place, OfOrder::default());
        }
        &mut self.orders[place.saturating_sub(1)]
    }

    fn taking(&mut self, day: BusinessDay, method: PaymentMethod) -> &mut Taking {
        self.takings.entry((day.date(), method.name())).or_default()
    }

    pub(super) fn order(&mut self, event: &OrderEvent) {
        self.events += 1;
        if let Err(sum) = sums::fit(event) {
            self.wrong.get_or_insert(sum);
        }
        let lines = lines_of_order(event).into_iter();
        self.journal.extend(lines.map(|line| (self.events, line.into())));
        match event {
            OrderEvent::OrderPlaced { order_id, .. } => {
                self.of(*order_id);
            }
            OrderEvent::OrderCompleted { order_id, income, .. } => {
                let order = self.of(*order_id);
                order.earned += (income.gross + income.tax).get();
                order.earn(income, 1);
            }
            OrderEvent::IncomeReversed { order_id, income, .. } => {
                let order = self.of(*order_id);
                order.reversed += (income.gross + income.tax).get();
                order.earn(income, -1);
            }
            OrderEvent::OrderRevised { .. }
            | OrderEvent::PriceAgreed { .. }
            | OrderEvent::NotesChanged { .. }
            | OrderEvent::OrderScheduled { .. }
            | OrderEvent::EmployeesAssigned { .. }
            | OrderEvent::WorkStarted { .. }
            | OrderEvent::QualityCheckSubmitted { .. }
            | OrderEvent::QualityCheckPassed { .. }
            | OrderEvent::QualityCheckFailed { .. }
            | OrderEvent::OrderCancelled { .. }
            | OrderEvent::OrderHandedOver { .. }
            | OrderEvent::ReworkRequested { .. }
            | OrderEvent::ReworkFinished { .. }
            | OrderEvent::OrderClosed { .. }
            | OrderEvent::WalkInErased { .. }
            | OrderEvent::OrderDeleted { .. }
            | OrderEvent::DeliveryScheduled { .. }
            | OrderEvent::DeliveryDispatched { .. }
            | OrderEvent::DeliveryFailed { .. }
            | OrderEvent::QueueJoined { .. }
            | OrderEvent::QueueLeft { .. }
            | OrderEvent::QueuePriorityGiven { .. }
            | OrderEvent::BayGiven { .. }
            | OrderEvent::PaymentCredited { .. }
            | OrderEvent::PaymentReversed { .. }
            | OrderEvent::OrderInvoiced { .. }
            | OrderEvent::DebtWrittenOff { .. }
            | OrderEvent::RefundDeducted { .. } => {}
        }
    }

    /// An event of a payment, which is for that order.
    pub(super) fn payment(&mut self, order: OrderId, event: &PaymentEvent, asked: i64) {
        self.events += 1;
        let lines = lines_of_payment(event).into_iter();
        self.journal.extend(lines.map(|line| (self.events, line.into())));
        match event {
            PaymentEvent::PaymentReceived { amount, method, business_day, .. }
            | PaymentEvent::PaymentConfirmed { amount, method, business_day, .. } => {
                self.taking(*business_day, *method).received += amount.get();
                self.of(order).received += amount.get();
            }
            PaymentEvent::PaymentVoided { amount, method, business_day, .. } => {
                self.taking(*business_day, *method).received -= amount.get();
                self.of(order).received -= amount.get();
            }
            PaymentEvent::RefundRequested { amount, .. } => {
                self.of(order).reserved += amount.get();
            }
            PaymentEvent::RefundRejected { .. } => self.of(order).reserved -= asked,
            PaymentEvent::RefundPaidOut { amount, method, business_day, .. } => {
                self.taking(*business_day, *method).refunded += amount.get();
                self.of(order).refunded += amount.get();
            }
            PaymentEvent::PaymentAnnounced { .. }
            | PaymentEvent::PaymentFailed { .. }
            | PaymentEvent::RefundApproved { .. }
            // What banks keep and when they send it changes no takings.
            | PaymentEvent::PaymentSettled { .. }
            | PaymentEvent::RefundSettled { .. } => {}
        }
    }

    pub(super) fn drawer(&mut self, event: &DrawerEvent) {
        self.events += 1;
        if let DrawerEvent::CashDrawerOpened { opening_balance, .. } = event {
            let cash_in = opening_balance.get();
            self.sessions.push(InSession { cash_in, ..InSession::default() });
            return;
        }
        let Some(session) = self.sessions.last_mut() else { return };
        match event {
            DrawerEvent::CashTaken { amount, .. }
            | DrawerEvent::CashMoved { direction: Direction::In, amount, .. } => {
                session.cash_in += amount.get();
            }
            DrawerEvent::CashGiven { amount, .. }
            | DrawerEvent::CashMoved { direction: Direction::Out, amount, .. } => {
                session.cash_out += amount.get();
            }
            DrawerEvent::DrawerClosed { expected, counted, .. } => {
                session.counted = Some((expected.get(), counted.get()));
            }
            DrawerEvent::DrawerInstalled { .. }
            | DrawerEvent::CashDrawerOpened { .. }
            | DrawerEvent::DrawerHandedOver { .. }
            | DrawerEvent::DrawerCountQuestioned { .. }
            | DrawerEvent::DrawerReconciled { .. } => {}
        }
    }
}
