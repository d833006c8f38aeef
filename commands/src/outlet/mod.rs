//! Outlets.

mod edit;
mod known;
mod open;

pub use edit::{OutletEdits, edit};
pub(crate) use known::outlet;
pub use open::{NewOutlet, open};
