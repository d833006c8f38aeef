//! Why a price list stays as it is.

use crate::values::CatalogCode;

/// Why a price list stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogError {
    /// There is nothing with that id in the list.
    #[error("there is no such item in the list")]
    NotFound,
    /// Its list has that code already, if only among what was retired.
    #[error("the code {0} is in the list already")]
    CodeTaken(CatalogCode),
    /// The terms are those of another list.
    #[error("these are the terms of another list")]
    OtherList,
    /// Only what is weighed in kg can go without a price of its own (K-13).
    #[error("what is not counted in kg needs a price of its own")]
    PriceMissing,
    /// What is measured in m or m² is a carpet (LA-WF-001), and the other way round.
    #[error("this list does not count in {0}")]
    WrongUnit(&'static str),
    /// Another delivery zone reaches exactly as far.
    #[error("the zone {0} reaches exactly as far")]
    BandTaken(CatalogCode),
    /// It was retired before.
    #[error("this is retired already")]
    AlreadyRetired,
    /// It can be bought.
    #[error("this is on the list already")]
    AlreadyActive,
}
