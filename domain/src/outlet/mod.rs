//! Outlets: shops of the business. The first is there from the start, with or without an event.

mod aggregate;
mod edit;
mod error;
mod event;
mod open;
mod state;

pub use aggregate::OutletCommand;
pub use edit::{EditOutlet, edit};
pub use error::OutletError;
pub use event::OutletEvent;
pub use open::{OpenOutlet, open};
pub use state::{Outlet, Place};

#[cfg(test)]
pub(crate) mod tests {
    pub(crate) use super::edit::tests::nothing;
    pub(crate) use super::open::tests::makassar;
}
