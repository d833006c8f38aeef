//! Payments.

pub(crate) mod confirm;
pub(crate) mod fail;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod methods;
pub(crate) mod reply;
pub(crate) mod take;
pub(crate) mod void;
