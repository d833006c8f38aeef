//! Drawers of cash. One is there from the start. A drawer's time from its float to its count is a
//! session; its events stand in the drawer's own history, so there is one at a time and whoever
//! counts waits for nobody but those who move its cash.

mod aggregate;
pub mod amounts;
mod close;
mod count;
mod denominations;
mod error;
mod event;
#[cfg(test)]
pub(crate) mod fixtures;
mod give_cash;
mod hand_over;
mod install;
mod move_cash;
mod open;
#[cfg(test)]
mod properties;
mod reconcile;
mod state;
mod take_cash;

pub use aggregate::DrawerCommand;
pub use close::{CloseDrawer, close};
pub use count::Count;
pub use denominations::Denomination;
pub use error::DrawerError;
pub use event::DrawerEvent;
pub use give_cash::{GiveCash, Payout, give_cash};
pub use hand_over::{HandOver, hand_over};
pub use install::{InstallDrawer, install};
pub use move_cash::{Direction, MoveCash, move_cash};
pub use open::{OpenDrawer, open};
pub use reconcile::{Reconcile, reconcile};
pub use state::{CountedSession, Drawer, Fixture, LookedAt, Session, Waiting};
pub use take_cash::{TakeCash, take_cash};

#[cfg(test)]
pub(crate) mod tests {
    pub(crate) use super::install::tests::cmd;
}
