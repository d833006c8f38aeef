//! Shared tills, as browsers see them.

pub(crate) mod enrol;
mod header;
pub(crate) mod list;
mod reply;
pub(crate) mod retire;

pub(crate) use header::shown;
