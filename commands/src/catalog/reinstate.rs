//! Putting something back on its price list.

use domain::catalog::{self, Catalog, ReinstateCatalogItem};
use infra::event_log::Loaded;

use super::target::CatalogTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Puts a retired item back on its list, at the terms it has by now.
///
/// # Errors
/// [`CommandError`].
pub async fn reinstate(
    desk: &Desk,
    call: &Call,
    target: CatalogTarget,
) -> Result<Done<Loaded<Catalog>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call).await?;
            let (list, id, by) = (target.list, target.id, opened.by.clone());
            let cmd = ReinstateCatalogItem { list, id, by, at: call.at };
            let events = catalog::reinstate(&opened.catalog.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}
