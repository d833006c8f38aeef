//! What people may tell the till.

mod take;

pub use take::{Taken, WantedPayment, take};
