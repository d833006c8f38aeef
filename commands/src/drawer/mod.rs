//! Drawers of cash.

mod install;

pub use install::{NewDrawer, install};
