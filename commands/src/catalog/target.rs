//! What change, retire and reinstate have in common: an item that is there, and a caller who may.

use domain::catalog::{Catalog, CatalogError, CatalogEvent, CatalogList};
use domain::user::{Actor, Permission};
use infra::event_log::{Attempt, Draft, Loaded, StreamKey};

use crate::authority::authorise;
use crate::{Call, CommandError};

/// An item to change, and the version the caller insists on, if any.
#[derive(Debug, Clone, Copy)]
pub struct CatalogTarget {
    /// The list.
    pub list: CatalogList,
    /// Its id within the list.
    pub id: i64,
    /// The version the caller insists on.
    pub version: Option<i64>,
}

/// A service's price lists that the caller may change, to be decided about.
pub(super) struct Opened {
    pub catalog: Loaded<Catalog>,
    pub by: Actor,
    draft: Draft,
}

/// What commands on a list take turns at.
pub(super) fn stream(list: CatalogList) -> StreamKey {
    Loaded::<Catalog>::fresh(Catalog::stream_id(list.service())).stream()
}

/// The price lists of the list's service.
pub(super) async fn open(
    attempt: &Attempt,
    call: &Call,
    list: CatalogList,
) -> Result<Opened, CommandError> {
    let authority = authorise(attempt, call, Permission::CatalogWrite).await?;
    let catalog = attempt.load(Catalog::stream_id(list.service())).await?;
    Ok(Opened { draft: authority.draft()?, by: authority.actor(), catalog })
}

impl CatalogTarget {
    pub(super) fn stream(self) -> StreamKey {
        stream(self.list)
    }

    pub(super) async fn open(self, attempt: &Attempt, call: &Call) -> Result<Opened, CommandError> {
        let opened = open(attempt, call, self.list).await?;
        let entry = opened.catalog.state.entry(self.list, self.id).ok_or(CatalogError::NotFound)?;
        if self.version.is_some_and(|version| version != entry.version) {
            return Err(CommandError::Stale { version: entry.version });
        }
        Ok(opened)
    }
}

impl Opened {
    /// Appends what was decided; nothing decided, nothing appended, but a key is used up.
    pub(super) async fn save(
        mut self,
        attempt: &Attempt,
        events: Vec<CatalogEvent>,
    ) -> Result<Loaded<Catalog>, CommandError> {
        self.draft.append(&self.catalog, &events)?;
        self.draft.shows(&self.catalog);
        if !self.draft.is_empty() {
            let appended = attempt.append(self.draft).await?;
            self.catalog.absorb(events, &appended);
        }
        Ok(self.catalog)
    }
}
