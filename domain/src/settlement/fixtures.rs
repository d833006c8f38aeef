//! Payments the tests of this folder settle.

use std::collections::BTreeMap;

use cqrs_es::Aggregate;

use super::{RecordSettlement, Recorded, Settlement, SettlementError, record};
use crate::order::fixtures::{kasir, later};
use crate::payment::fixtures::{ask, drawer, somebody};
use crate::payment::{Payment, PaymentEvent, PaymentMethod, request_refund};
use crate::user::Role;
use crate::values::*;

/// Payments at the counter, numbered from 1.
pub(crate) struct Counter(pub BTreeMap<PaymentId, Payment>);

impl Counter {
    /// Payments by card.
    pub(crate) fn with(amounts: impl IntoIterator<Item = i64>) -> Self {
        Self::by(PaymentMethod::Card, amounts)
    }

    pub(crate) fn by(method: PaymentMethod, amounts: impl IntoIterator<Item = i64>) -> Self {
        let paid = |(id, amount)| {
            let payment_id = PaymentId::new(id).unwrap();
            let mut payment = Payment::default();
            payment.apply(received(payment_id, method, amount));
            (payment_id, payment)
        };
        Self((1..).zip(amounts).map(paid).collect())
    }

    pub(crate) fn settle(&self, cmd: RecordSettlement) -> Result<Recorded, SettlementError> {
        let known = self.0.iter().map(|(id, payment)| (*id, payment)).collect();
        record(&Settlement::default(), &known, cmd)
    }

    pub(crate) fn take_in(&mut self, recorded: &Recorded) {
        for (id, events) in &recorded.payments {
            for event in events {
                self.0.get_mut(id).unwrap().apply(event.clone());
            }
        }
    }

    /// Gives some of a payment back.
    pub(crate) fn give_back(&mut self, id: i64, amount: i64) -> RefundId {
        let id = PaymentId::new(id).unwrap();
        let payment = self.0.get_mut(&id).unwrap();
        for event in request_refund(payment, ask(amount, Role::Admin)).unwrap() {
            payment.apply(event);
        }
        let receipt = payment.receipt().unwrap();
        let (refund_id, method) = (receipt.refunds.last().unwrap().id, receipt.method);
        payment.apply(PaymentEvent::RefundPaidOut {
            payment_id: id,
            refund_id,
            outlet_id: Outlet::first().id,
            amount: Money::rupiah(amount),
            method,
            drawer: Some(drawer()),
            business_day: Outlet::first().business_day(later()),
            by: somebody(2),
            occurred_at: later(),
        });
        refund_id
    }
}

fn received(payment_id: PaymentId, method: PaymentMethod, amount: i64) -> PaymentEvent {
    PaymentEvent::PaymentReceived {
        payment_id,
        receipt_number: None,
        order_id: OrderId::new(1).unwrap(),
        order_number: None,
        outlet_id: Outlet::first().id,
        invoice_id: None,
        amount: Money::rupiah(amount),
        rounding: Money::ZERO,
        method,
        amount_tendered: None,
        change: Money::ZERO,
        reference_number: None,
        notes: None,
        drawer: None,
        received_at: later(),
        backdated: None,
        business_day: Outlet::first().business_day(later()),
        by: kasir(),
        occurred_at: later(),
    }
}

pub(crate) fn cmd(payments: impl IntoIterator<Item = i64>, received: i64) -> RecordSettlement {
    RecordSettlement {
        settlement_id: SettlementId::new(5).unwrap(),
        outlet: Outlet::first(),
        method: PaymentMethod::Card,
        payment_ids: payments.into_iter().map(|id| PaymentId::new(id).unwrap()).collect(),
        refund_ids: Vec::new(),
        received: Money::rupiah(received),
        settled_on: None,
        reference_number: ReferenceNumber::parse("QRIS-77").unwrap(),
        note: None,
        by: somebody(2),
        at: later(),
    }
}
