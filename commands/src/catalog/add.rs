//! Adding something to a price list.

use domain::catalog::{self, AddCatalogItem, Catalog, Terms};
use domain::values::{CatalogCode, CatalogName};
use infra::event_log::Loaded;

use super::target::{open, stream};
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Something to add to the list that its terms belong to.
#[derive(Debug, Clone)]
pub struct NewCatalogItem {
    /// What the API calls it.
    pub code: CatalogCode,
    /// What people call it.
    pub name: CatalogName,
    /// What it costs.
    pub terms: Terms,
}

/// Adds something to a price list.
///
/// # Errors
/// [`CommandError`].
pub async fn add(
    desk: &Desk,
    call: &Call,
    new: &NewCatalogItem,
) -> Result<Done<Loaded<Catalog>>, CommandError> {
    let list = new.terms.list();
    deciding(desk, call.key, &[stream(list)], move |attempt| {
        Box::pin(async move {
            let opened = open(&attempt, call, list).await?;
            let NewCatalogItem { code, name, terms } = new.clone();
            let cmd = AddCatalogItem { code, name, terms, by: opened.by.clone(), at: call.at };
            let events = catalog::add(&opened.catalog.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}
