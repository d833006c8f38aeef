//! Why the shop says no to something about a customer.

use crate::values::{CustomerId, Money};

/// Why something about a customer was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CustomerError {
    /// There never was such a record.
    #[error("there is no such customer")]
    NotFound,
    /// That id has a record already.
    #[error("this customer is registered already")]
    AlreadyRegistered,
    /// They get no new orders.
    #[error("this customer is inactive: reactivate them first")]
    Inactive,
    /// They were deactivated before.
    #[error("this customer is inactive already")]
    AlreadyInactive,
    /// They were never deactivated, or are back.
    #[error("this customer is active already")]
    AlreadyActive,
    /// The record was deleted; its history is kept.
    #[error("this customer was deleted")]
    Deleted,
    /// What was known about them was erased before.
    #[error("this customer's data was erased already")]
    AlreadyErased,
    /// They still owe something.
    #[error(
        "this customer still owes {owed} on their account: it has to be paid or written off first"
    )]
    Owes {
        /// How much.
        owed: Money,
    },
    /// Their containers have to come back first, or be written off.
    #[error("this customer still has containers of us: they have to come back first")]
    HoldsContainers,
    /// The record went into another one of the same person.
    #[error("this customer was merged into customer {into}: use that record")]
    Merged {
        /// The record that went on.
        into: CustomerId,
    },
    /// A record cannot be merged into itself.
    #[error("a customer cannot be merged into themselves")]
    IntoThemselves,
    /// They have no address of that id.
    #[error("this customer has no such address")]
    NoSuchAddress,
    /// A town or a distance without an address it belongs to.
    #[error("this customer has no address yet: give the address, too")]
    AddressMissing,
    /// It is not clear which address is to go.
    #[error("this customer has several addresses: remove the one that is meant")]
    SeveralAddresses,
    /// One address is the default as long as there is any.
    #[error("one address is the default: make another one the default instead")]
    DefaultNeeded,
    /// A customer has so many addresses at most.
    #[error("a customer has {limit} addresses at most")]
    TooManyAddresses {
        /// How many.
        limit: usize,
    },
    /// They have a vehicle of that plate already.
    #[error("this customer has a vehicle with that plate already")]
    SamePlateTwice,
    /// They have no vehicle of that plate.
    #[error("this customer has no vehicle with that plate")]
    NoSuchVehicle,
    /// A customer has so many vehicles at most.
    #[error("a customer has {limit} vehicles at most")]
    TooManyVehicles {
        /// How many.
        limit: usize,
    },
    /// More containers come back than are out.
    #[error("this customer has {balance} of these containers: no more can come back")]
    MoreThanLent {
        /// How many are out.
        balance: i64,
    },
}
