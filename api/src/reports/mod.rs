//! Reports.

pub(crate) mod daily_sales;
pub(crate) mod employees;

pub(crate) use employees::EarnerReply;
