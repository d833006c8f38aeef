//! What the shop sells and for how much. One stream holds all price lists of a service: they are
//! short, every order of the service reads them, and codes are unique within them without any help
//! from outside.

mod add;
mod aggregate;
mod cut;
mod event;
mod item;
mod list;
mod terms;

pub use add::{AddCatalogItem, add};
pub use aggregate::{Catalog, Entry};
pub use cut::CutRule;
pub use event::CatalogEvent;
pub use item::Item;
pub use list::CatalogList;
pub use terms::{
    AddOn, CleaningType, LaundryAddOn, LaundryItem, Listed, Material, Per, Product, ServiceLevel,
    ServicePackage, Size, Surcharge, Terms, VehicleType, Zone,
};

use crate::values::CatalogCode;

/// Why a price list stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogError {
    /// Its list has that code already, if only among what was retired.
    #[error("the code {0} is in the list already")]
    CodeTaken(CatalogCode),
}
