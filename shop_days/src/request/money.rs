//! What becomes of payments, and the cash drawer.

use serde_json::json;

use super::{Ids, Parts, body};
use crate::intent::{DrawerStep, PaymentRef, PaymentStep};

pub(super) fn of_payment(payment: PaymentRef, step: &PaymentStep, ids: &Ids) -> Parts {
    let at = |verb: &str| format!("/api/v1/payments/{}/{verb}", ids.payment(payment));
    let refund = |refund: usize, verb: &str| {
        format!("/api/v1/refunds/{}/{verb}", ids.refund(payment, refund))
    };
    match step {
        PaymentStep::Confirm(number) => {
            ("PATCH", at("confirm"), json!({ "referenceNumber": number }))
        }
        PaymentStep::Fail(reason) => {
            ("PATCH", at("fail"), body::given(&[("reason", json!(reason))]))
        }
        PaymentStep::Void(reason) => ("PATCH", at("void"), json!({ "reason": reason })),
        PaymentStep::Ask(amount, reason) => {
            ("POST", at("refund"), json!({ "amount": amount, "reason": reason }))
        }
        PaymentStep::Approve(no) => ("PATCH", refund(*no, "approve"), json!({})),
        PaymentStep::Reject(no, reason) => {
            ("PATCH", refund(*no, "reject"), json!({ "reason": reason }))
        }
        PaymentStep::PayOut(no) => ("PATCH", refund(*no, "pay-out"), json!({})),
    }
}

pub(super) fn of_drawer(step: &DrawerStep, ids: &Ids) -> Parts {
    let (verb, body) = match step {
        DrawerStep::Open(float) => ("open", json!({ "openingBalance": float })),
        DrawerStep::Move(direction, amount, reason) => {
            let way = direction.name();
            ("movements", json!({ "type": way, "amount": amount, "reason": reason }))
        }
        DrawerStep::HandOver(counted, to) => {
            ("hand-over", json!({ "countedBalance": counted, "toUsername": to }))
        }
        DrawerStep::Close(counted, note) => {
            let count = ("countedBalance", json!(counted));
            ("close", body::given(&[count, ("note", json!(note))]))
        }
        DrawerStep::Reconcile(no, note, approve) => {
            let session = ids.session(*no);
            ("reconcile", json!({ "sessionId": session, "note": note, "approve": approve }))
        }
    };
    ("POST", format!("/api/v1/cash-drawer/{verb}"), body)
}
