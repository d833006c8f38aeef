//! Drawers of cash, and their sessions.

mod close;
mod hand_over;
mod install;
mod known;
mod move_cash;
mod open;
mod reconcile;
mod target;

pub use close::{DrawerCount, close};
pub use hand_over::hand_over;
pub use install::{NewDrawer, install};
pub(crate) use known::drawer;
pub use move_cash::{PettyCash, move_cash};
pub use open::open;
pub use reconcile::{Reconciliation, reconcile};
pub use target::DrawerTarget;
