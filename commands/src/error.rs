//! Why a command was not carried out: the caller may not, the shop says no, or something broke.

use domain::catalog::CatalogError;
use domain::customer::CustomerError;
use domain::employee::EmployeeError;
use domain::order::OrderError;
use domain::payment::PaymentError;
use domain::user::{Permission, UserError};
use infra::event_log::LogError;

/// Why a command was not carried out.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CommandError {
    /// The login behind the token does not exist.
    #[error("this login does not exist")]
    UnknownCaller,
    /// The caller's role does not have the permission.
    #[error("your role may not do this ({})", .0.name())]
    Forbidden(Permission),
    /// Service staff change only what is assigned to them.
    #[error("this order is not assigned to you")]
    NotAssigned,
    /// The request names something that does not exist.
    #[error("there is no {what}")]
    Unknown {
        /// The field that names it.
        field: &'static str,
        /// What does not exist.
        what: String,
    },
    /// The request names somebody who has left.
    #[error("{what} is inactive")]
    Inactive {
        /// The field that names them.
        field: &'static str,
        /// Who.
        what: String,
    },
    /// What is to be changed is not at the version the caller insisted on.
    #[error("this is at version {version} now: read it again")]
    Stale {
        /// Its version.
        version: i64,
    },
    /// An order's rules say no.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// A payment's rules say no.
    #[error(transparent)]
    Payment(#[from] PaymentError),
    /// The price list's rules say no.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// A customer's rules say no.
    #[error(transparent)]
    Customer(#[from] CustomerError),
    /// The rules of a customer whom the request's body names say no.
    #[error("{refusal}")]
    NamedCustomer {
        /// The field that names them.
        field: &'static str,
        /// Why.
        refusal: CustomerError,
    },
    /// An employee's rules say no.
    #[error(transparent)]
    Employee(#[from] EmployeeError),
    /// A login's rules say no.
    #[error(transparent)]
    User(#[from] UserError),
    /// The log could not take it.
    #[error(transparent)]
    Log(#[from] LogError),
}
