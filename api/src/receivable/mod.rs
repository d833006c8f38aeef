//! What customers owe on monthly bills.

pub(crate) mod ageing;
pub(crate) mod pay;
