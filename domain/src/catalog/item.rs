//! Something on a price list.

use serde::{Deserialize, Serialize};

use crate::values::{CatalogCode, CatalogName};

/// Something on a price list, with the terms of its list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item<T> {
    /// Its id within the list.
    pub id: i64,
    /// What the API calls it; it never changes.
    pub code: CatalogCode,
    /// What people call it.
    pub name: CatalogName,
    /// What it costs.
    pub terms: T,
}

impl<T> Item<T> {
    /// The same item with terms told apart.
    pub(super) fn with<U>(&self, terms: U) -> Item<U> {
        Item { id: self.id, code: self.code.clone(), name: self.name.clone(), terms }
    }
}
