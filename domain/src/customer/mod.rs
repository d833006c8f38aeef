//! Customers with a record. Walk-ins stand on their order only.

mod aggregate;
mod consent;
mod event;
mod register;

pub use aggregate::{Customer, Record};
pub use consent::ContactConsent;
pub use event::{CustomerEvent, CustomerType};
pub use register::{CustomerError, RegisterCustomer, register};
