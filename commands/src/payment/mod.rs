//! Payments, and what goes back of them.

pub(crate) mod cash;
mod confirm;
mod judge_refund;
mod pay_out_refund;
mod request_refund;
mod take;
mod target;
mod void;

pub use confirm::{confirm, fail};
pub use judge_refund::{approve_refund, reject_refund};
pub use pay_out_refund::pay_out_refund;
pub use request_refund::{WantedRefund, request_refund};
pub use take::{Taken, Tender, WantedPayment, take};
pub use target::{PaymentTarget, RefundTarget, Settled};
pub use void::void;
