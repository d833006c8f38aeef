//! What goes back of payments.

pub(crate) mod get;
pub(crate) mod judge;
pub(crate) mod list;
pub(crate) mod pay_out;
pub(crate) mod reply;
pub(crate) mod request;
