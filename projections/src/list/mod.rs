//! Lists: which rows, in which order, and which page of them. Every list of the shop is read the same
//! way ([`Listing`]): the matches are counted, as far as anybody wants to know; the page's ids are
//! found by an index, and only what is shown of those is fetched.

mod conditions;
mod listing;
mod paging;
mod statement;

pub use conditions::{Conditions, Value};
pub use listing::{COUNTED, Listing, Page, Source};
pub use paging::{Kind, Paging, Place, Sort, Start};
pub use statement::Statement;
