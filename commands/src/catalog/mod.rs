//! The price list of the car wash.

mod add;

pub use add::add;
