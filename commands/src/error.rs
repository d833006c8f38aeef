//! Why a command was not carried out: the caller may not, the shop says no, or something broke.

use domain::account::AccountError;
use domain::catalog::CatalogError;
use domain::customer::CustomerError;
use domain::day_close::DayCloseError;
use domain::drawer::DrawerError;
use domain::employee::EmployeeError;
use domain::invoice::InvoiceError;
use domain::order::OrderError;
use domain::outlet::OutletError;
use domain::payment::PaymentError;
use domain::settings::SettingsError;
use domain::settlement::SettlementError;
use domain::subscription::SubscriptionError;
use domain::till::TillError;
use domain::user::{Permission, UserError};
use infra::event_log::LogError;

use crate::approval::ApprovalError;

/// Why a command was not carried out.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CommandError {
    /// The login behind the token does not exist.
    #[error("this login does not exist")]
    UnknownCaller,
    /// Nobody signs in with the login behind the token any more.
    #[error("this login is deactivated")]
    Deactivated,
    /// The caller's password was given by somebody else, or before they left: it is good for setting
    /// another only.
    #[error("change your password first")]
    MustChangePassword,
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
    /// The request names things that do not exist, or cannot be had: all of them at once.
    #[error("{}", .0.first().map_or_else(String::new, ToString::to_string))]
    Faults(Vec<Fault>),
    /// The request names somebody who has left.
    #[error("{what} is inactive")]
    Inactive {
        /// The field that names them.
        field: &'static str,
        /// Who.
        what: String,
    },
    /// The request names somebody who may not do what it says they shall.
    #[error("their role may not do this ({})", .permission.name())]
    MayNot {
        /// The field that names them.
        field: &'static str,
        /// What they may not.
        permission: Permission,
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
    /// A payment's rules say no to one part of a split.
    #[error("{refusal}")]
    Tender {
        /// Which part, from 0.
        which: usize,
        /// Why.
        refusal: PaymentError,
    },
    /// A customer may owe no more.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// An invoice's rules say no.
    #[error(transparent)]
    Invoice(#[from] InvoiceError),
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
    /// An outlet's rules say no.
    #[error(transparent)]
    Outlet(#[from] OutletError),
    /// A drawer's rules say no.
    #[error(transparent)]
    Drawer(#[from] DrawerError),
    /// The rules of closing days say no.
    #[error(transparent)]
    DayClose(#[from] DayCloseError),
    /// A subscription's rules say no.
    #[error(transparent)]
    Subscription(#[from] SubscriptionError),
    /// A till's rules say no.
    #[error(transparent)]
    Till(#[from] TillError),
    /// The rules of settings say no.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The rules of settlements say no.
    #[error(transparent)]
    Settlement(#[from] SettlementError),
    /// Nobody can approve it like that.
    #[error(transparent)]
    Approval(#[from] ApprovalError),
    /// The log could not take it.
    #[error(transparent)]
    Log(#[from] LogError),
}

/// Something that a request names and cannot have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// In what way.
    pub kind: FaultKind,
    /// The field that names it.
    pub field: String,
    /// What is wrong, or what does not exist.
    pub what: String,
}

/// In what way something that a request names cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// It does not exist.
    Unknown,
    /// It should be named, and is not.
    Missing,
    /// It is farther away than the shop goes.
    OutOfReach,
    /// It is there, but cannot be had now.
    Refused,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { kind, field, what } = self;
        match kind {
            FaultKind::Unknown => write!(f, "there is no {what}"),
            FaultKind::Missing => write!(f, "{field} {what}"),
            FaultKind::OutOfReach | FaultKind::Refused => f.write_str(what),
        }
    }
}
