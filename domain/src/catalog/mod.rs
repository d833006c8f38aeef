//! What the car wash sells and for how much. One stream holds the whole list: it is short, every
//! order reads it, and codes are unique within it without any help from outside.

mod add;
mod aggregate;
mod cut;
mod event;

pub use add::{AddCatalogItem, CatalogError, NewItem, add};
pub use aggregate::{AddOn, CarWashCatalog, ServicePackage, VehicleType};
pub use cut::CutRule;
pub use event::CatalogEvent;
