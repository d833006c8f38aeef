//! The price lists.

mod add;
mod change;
mod reinstate;
mod retire;
mod target;

pub use add::{NewCatalogItem, add};
pub use change::{CatalogItemChanges, change};
pub use reinstate::reinstate;
pub use retire::retire;
pub use target::CatalogTarget;
