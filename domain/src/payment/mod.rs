//! Money that came in for an order.

mod aggregate;
mod event;
mod take;

pub use aggregate::{Payment, Receipt};
pub use event::{PaymentEvent, PaymentMethod};
pub use take::{PaymentError, TakePayment, take};
