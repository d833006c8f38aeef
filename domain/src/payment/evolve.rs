//! How a payment takes in what happened to it.

use super::{Ended, InSettlement, Payment, PaymentEvent, Receipt, Refund, RefundStatus, Standing};
use crate::values::{Money, RefundId};

impl Payment {
    /// Takes in what happened. An event for a payment never taken is not in any log; it changes
    /// nothing.
    pub(super) fn evolve(&mut self, event: PaymentEvent) {
        let at = event.occurred_at();
        if let Some(receipt) = self.0.as_deref_mut() {
            receipt.updated_at = at;
            receipt.evolve(event);
        } else {
            self.0 = taken(event).map(Box::new);
        }
    }
}

fn taken(event: PaymentEvent) -> Option<Receipt> {
    match event {
        PaymentEvent::PaymentReceived {
            payment_id: id,
            receipt_number: number,
            order_id,
            order_number,
            outlet_id,
            invoice_id,
            amount,
            rounding,
            method,
            amount_tendered,
            change,
            reference_number,
            notes,
            drawer,
            received_at,
            backdated: _,
            business_day,
            by,
            occurred_at,
        } => Some(Receipt {
            id,
            number,
            order_id,
            order_number,
            outlet_id,
            invoice_id,
            amount,
            rounding,
            method,
            amount_tendered,
            change,
            reference_number,
            notes,
            drawer,
            standing: Standing::Successful,
            ended: None,
            received_by: by,
            received_at,
            recorded_at: occurred_at,
            business_day,
            refunds: Vec::new(),
            settlement: None,
            created_at: occurred_at,
            updated_at: occurred_at,
        }),
        PaymentEvent::PaymentAnnounced {
            payment_id: id,
            order_id,
            order_number,
            outlet_id,
            amount,
            method,
            reference_number,
            notes,
            business_day,
            by,
            occurred_at,
        } => Some(Receipt {
            id,
            number: None,
            order_id,
            order_number,
            outlet_id,
            invoice_id: None,
            amount,
            rounding: Money::ZERO,
            method,
            amount_tendered: None,
            change: Money::ZERO,
            reference_number,
            notes,
            drawer: None,
            standing: Standing::Pending,
            ended: None,
            received_by: by,
            received_at: occurred_at,
            recorded_at: occurred_at,
            business_day,
            refunds: Vec::new(),
            settlement: None,
            created_at: occurred_at,
            updated_at: occurred_at,
        }),
        PaymentEvent::PaymentConfirmed { .. }
        | PaymentEvent::PaymentFailed { .. }
        | PaymentEvent::PaymentVoided { .. }
        | PaymentEvent::RefundRequested { .. }
        | PaymentEvent::RefundApproved { .. }
        | PaymentEvent::RefundRejected { .. }
        | PaymentEvent::RefundPaidOut { .. }
        | PaymentEvent::PaymentSettled { .. }
        | PaymentEvent::RefundSettled { .. } => None,
    }
}

impl Receipt {
    fn evolve(&mut self, event: PaymentEvent) {
        let at = event.occurred_at();
        match event {
            // Taken and announced are only ever the first.
            PaymentEvent::PaymentReceived { .. } | PaymentEvent::PaymentAnnounced { .. } => {}
            PaymentEvent::PaymentConfirmed {
                receipt_number,
                invoice_id,
                reference_number,
                business_day,
                by,
                ..
            } => {
                self.standing = Standing::Successful;
                self.number = receipt_number;
                self.invoice_id = invoice_id;
                self.reference_number = Some(reference_number);
                (self.received_by, self.received_at, self.recorded_at) = (by, at, at);
                self.business_day = business_day;
            }
            PaymentEvent::PaymentFailed { reason, by, .. } => {
                self.standing = Standing::Failed;
                self.ended = Some(Ended { at, by, reason });
            }
            PaymentEvent::PaymentVoided { reason, by, .. } => {
                self.standing = Standing::Voided;
                self.ended = Some(Ended { at, by, reason: Some(reason) });
            }
            PaymentEvent::RefundRequested {
                refund_id: id,
                amount,
                reason,
                evidence,
                required_role,
                by: requested_by,
                ..
            } => self.refunds.push(Refund {
                id,
                amount,
                reason,
                evidence,
                required_role,
                status: RefundStatus::Requested,
                requested_by,
                requested_at: at,
                approved_by: None,
                approved_at: None,
                rejected: None,
                paid_out: None,
                settlement_id: None,
            }),
            PaymentEvent::RefundApproved { refund_id, approved_by, .. } => {
                self.of(refund_id, |refund| {
                    refund.status = RefundStatus::Approved;
                    (refund.approved_by, refund.approved_at) = (approved_by, Some(at));
                });
            }
            PaymentEvent::RefundRejected { refund_id, reason, by, .. } => {
                self.of(refund_id, |refund| {
                    refund.status = RefundStatus::Rejected;
                    refund.rejected = Some((by, at, reason));
                });
            }
            PaymentEvent::RefundPaidOut { refund_id, business_day, by, .. } => {
                self.of(refund_id, |refund| {
                    refund.status = RefundStatus::PaidOut;
                    refund.paid_out = Some((by, at, business_day));
                });
            }
            PaymentEvent::PaymentSettled { settlement_id, fee, settled_on, .. } => {
                self.settlement = Some(InSettlement { settlement_id, fee, settled_on });
            }
            PaymentEvent::RefundSettled { refund_id, settlement_id, .. } => {
                self.of(refund_id, |refund| refund.settlement_id = Some(settlement_id));
            }
        }
    }

    fn of(&mut self, id: RefundId, change: impl FnOnce(&mut Refund)) {
        if let Some(refund) = self.refunds.iter_mut().find(|refund| refund.id == id) {
            change(refund);
        }
    }
}
