//! Drawers of cash. One is there from the start.

mod aggregate;
mod event;
mod install;

pub use aggregate::{Drawer, Fixture};
pub use event::DrawerEvent;
pub use install::{DrawerError, InstallDrawer, install};

#[cfg(test)]
pub(crate) mod tests {
    pub(crate) use super::install::tests::cmd;
}
