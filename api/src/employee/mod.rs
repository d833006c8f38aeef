//! Employees, as the till sees them.

pub(crate) mod edit;
pub(crate) mod erase;
pub(crate) mod get;
pub(crate) mod income;
pub(crate) mod list;
pub(crate) mod personal_data;
pub(crate) mod register;
pub(crate) mod rehire;
mod reply;
pub(crate) mod retire;
