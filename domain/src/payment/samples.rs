//! One of every event that can happen to a payment, made by the decisions themselves.

use super::fixtures::{Both, about, announced, ask, cash, drawer, notes, somebody};
use super::*;
use crate::order::SaidTime;
use crate::order::fixtures::{completed, kasir, later};
use crate::settings::{CashRounding, RefundLadder};
use crate::user::Role;
use crate::values::*;

/// One of every event.
pub(crate) fn one_of_each() -> Vec<PaymentEvent> {
    let (outlet, refunds, at) = (Outlet::first(), RefundLadder::default(), later());
    let reason = Some(notes("listrik padam"));
    let mut paid = Both::of(
        completed(),
        TakePayment {
            cash_rounding: CashRounding::Hundreds,
            received: Some(SaidTime { at: at - chrono::Duration::hours(20), reason }),
            role: Role::Manager,
            notes: Some(notes("dibayar istrinya")),
            ..cash(74_980, Some(100_000))
        },
    );
    let evidence = Some(about(notes("foto di album")));
    let asked = RequestRefund { evidence, ..ask(60_000, Role::Manager) };
    paid.payment.extend(request_refund(&paid.payment(), asked).unwrap());
    let refund_id = paid.payment().receipt().unwrap().refunds[0].id;
    let approve = ApproveRefund { refund_id, role: Role::Admin, by: somebody(1), at };
    paid.payment.extend(approve_refund(&paid.payment(), approve).unwrap());
    let (payment, order) = paid.states();
    let pay_out = PayOutRefund {
        refund_id,
        outlet,
        drawer: Some(drawer()),
        ladder: refunds,
        role: Role::Manager,
        by: somebody(2),
        at,
    };
    paid.take_in(pay_out_refund(&payment, &order, pay_out).unwrap());
    // A refund nobody else must approve, and one that is not given.
    paid.ask(1_000);
    let mut all = paid.payment;

    let mut sent = Both::of(completed(), announced(75_000));
    let (payment, order) = sent.states();
    let reference_number = ReferenceNumber::parse("BCA-77").unwrap();
    let confirmed = ConfirmPayment { outlet, reference_number, refunds, by: kasir(), at };
    sent.take_in(confirm(&payment, &order, confirmed).unwrap());
    let refund_id = sent.ask(60_000);
    let reject = RejectRefund {
        refund_id,
        reason: about(notes("tidak ada bukti")),
        role: Role::Manager,
        by: somebody(2),
        at,
    };
    sent.payment.extend(reject_refund(&sent.payment(), reject).unwrap());
    let (payment, order) = sent.states();
    let wrong = VoidPayment {
        outlet,
        reason: notes("salah metode"),
        role: Role::Cashier,
        approver: None,
        by: kasir(),
        at,
    };
    sent.take_in(void(&payment, &order, wrong).unwrap());
    all.extend(sent.payment);

    let mut failed = Both::of(completed(), announced(75_000));
    let reason = Some(about(notes("batal transfer")));
    let end = FailPayment { reason, by: kasir(), at };
    failed.payment.extend(fail(&failed.payment(), end).unwrap());
    all.extend(failed.payment);
    all
}
