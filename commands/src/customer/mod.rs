//! Customers with a record.

mod addresses;
mod containers;
mod deactivate;
mod delete;
mod edit;
mod erase;
mod merge;
mod reactivate;
mod register;
mod vehicles;

pub use addresses::{add_address, change_address, remove_address};
pub use containers::{Handed, containers};
pub use deactivate::deactivate;
pub use delete::delete;
pub use edit::edit;
pub use erase::{Forgotten, erase};
pub use merge::{OneOfTwo, merge};
pub use reactivate::reactivate;
pub use register::{NewCustomer, register};
pub use vehicles::{add_vehicle, remove_vehicle};

use domain::customer::Customer;

/// A customer to change, and the version the caller insists on, if any.
pub type Target = crate::Target<Customer>;
