//! Customers with a record. Walk-ins stand on their order only.

mod addresses;
mod aggregate;
mod association;
mod consent;
mod containers;
mod credit_terms;
mod customer_type;
mod deactivate;
mod delete;
mod edit;
mod erase;
mod error;
mod event;
mod evolve;
#[cfg(test)]
pub(crate) mod fixtures;
mod known_address;
mod merge;
#[cfg(test)]
mod properties;
mod reactivate;
mod register;
mod state;
mod vehicles;
mod water_terms;

pub use addresses::{
    AddAddress, ChangeAddress, RemoveAddress, add_address, change_address, remove_address,
};
pub use aggregate::{CustomerCommand, decide};
pub use association::{Association, ContactMissing, association};
pub use consent::{ConsentEdits, ContactConsent};
pub use containers::{
    HeldContainers, LendContainers, ReturnContainers, containers_lent, containers_returned,
};
pub use credit_terms::CreditTerms;
pub use customer_type::CustomerType;
pub use deactivate::{DeactivateCustomer, deactivate};
pub use delete::{DeleteCustomer, delete};
pub use edit::{CustomerEdits, EditCustomer, edit};
pub use erase::{EraseCustomer, erase, erase_absorbed};
pub use error::CustomerError;
pub use event::CustomerEvent;
pub use known_address::{AddressEdits, KnownAddress, NewAddress};
pub use merge::{MergeCustomers, MergeError, Merged, TakenOver, merge};
pub use reactivate::{ReactivateCustomer, reactivate};
pub use register::{RegisterCustomer, register};
pub use state::{Customer, Profile, Record, Standing};
pub use vehicles::{AddVehicle, RemoveVehicle, Vehicle, add_vehicle, remove_vehicle};
pub use water_terms::WaterTerms;
