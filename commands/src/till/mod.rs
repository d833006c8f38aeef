//! Shared tills.

mod enrol;
mod retire;
mod token;

pub use enrol::{NewTill, enrol};
pub use retire::retire;
pub use token::{TillToken, known_till};
