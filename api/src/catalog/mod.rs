//! Price lists, as the till sees them: one handler per verb for all of them, and a table per list of
//! how its terms are read and shown.

mod add;
mod car_wash;
mod carpet;
mod change;
mod document;
mod get;
mod history;
mod laundry;
mod list;
mod price_list;
mod reinstate;
mod reply;
mod retire;
mod routes;
pub(crate) mod views;
mod water;

pub(crate) use routes::{paths, routes};
