//! Calling an item something else, or selling it at other terms.

use domain::catalog::{self, Catalog, ChangeCatalogItem, TermsChange};
use domain::values::CatalogName;
use infra::event_log::Loaded;

use super::target::CatalogTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// What to change.
#[derive(Debug, Clone)]
pub struct CatalogItemChanges {
    /// Its name from now on, if it changes.
    pub name: Option<CatalogName>,
    /// What changes of its terms: those of the target's list.
    pub terms: TermsChange,
}

/// Changes an item. Orders keep what they were priced with.
///
/// # Errors
/// [`CommandError`].
pub async fn change(
    desk: &Desk,
    call: &Call,
    target: CatalogTarget,
    changes: &CatalogItemChanges,
) -> Result<Done<Loaded<Catalog>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call).await?;
            let CatalogItemChanges { name, terms } = changes.clone();
            let (id, by) = (target.id, opened.by.clone());
            let cmd = ChangeCatalogItem { id, name, terms, by, at: call.at };
            let events = catalog::change(&opened.catalog.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}
