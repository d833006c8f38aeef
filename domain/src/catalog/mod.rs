//! What the shop sells and for how much. One stream holds all price lists of a service: they are
//! short, every order of the service reads them, and codes are unique within them without any help
//! from outside.

mod add;
mod aggregate;
mod change;
mod cut;
mod error;
mod event;
mod fit;
#[cfg(test)]
pub(crate) mod fixtures;
mod item;
mod laundry_price;
mod list;
mod reinstate;
mod retire;
mod terms;
mod terms_change;

pub use add::{AddCatalogItem, add};
pub use aggregate::{Catalog, CatalogCommand, Entry};
pub use change::{ChangeCatalogItem, change};
pub use cut::CutRule;
pub use error::CatalogError;
pub use event::CatalogEvent;
pub use item::Item;
pub use list::CatalogList;
pub use reinstate::{ReinstateCatalogItem, reinstate};
pub use retire::{RetireCatalogItem, retire};
pub use terms::{
    AddOn, CleaningType, LaundryAddOn, LaundryItem, Listed, Material, Per, Product, ServiceLevel,
    ServicePackage, Size, Surcharge, Terms, VehicleType, Zone,
};
pub use terms_change::TermsChange;
