//! Reports.

pub(crate) mod daily_sales;
