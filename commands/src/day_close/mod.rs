//! Closing an outlet's days.

mod close;

pub use close::{DayToClose, close};
