//! Money that came in for an order, and what went back of it.

mod aggregate;
mod complaint;
mod confirm;
mod error;
mod event;
mod evolve;
#[cfg(test)]
pub(crate) mod fixtures;
mod in_drawer;
mod judge_refund;
mod method;
mod pay_out_refund;
#[cfg(test)]
mod properties;
mod refund;
mod request_refund;
#[cfg(test)]
pub(crate) mod samples;
mod settle;
mod state;
mod take;
mod take_across;
mod void;

pub use aggregate::PaymentCommand;
pub use complaint::Complaint;
pub use confirm::{ConfirmPayment, FailPayment, confirm, fail};
pub use error::PaymentError;
pub use event::PaymentEvent;
pub use in_drawer::InDrawer;
pub use judge_refund::{ApproveRefund, RejectRefund, approve_refund, reject_refund};
pub use method::PaymentMethod;
pub use pay_out_refund::{PayOutRefund, pay_out_refund};
pub use refund::{Refund, RefundReason, RefundStatus};
pub use request_refund::{RequestRefund, request_refund};
pub use settle::{CannotSettle, SettleLine, settle, settle_refund, waiting, waiting_refund};
pub use state::{Ended, InSettlement, Payment, Receipt, Standing};
pub use take::{AllTaken, TakePayment, Taken, take, take_split};
pub use take_across::{Part, take_across};
pub use void::{VoidPayment, void};
