//! Taking something off a price list.

use domain::catalog::{self, Catalog, RetireCatalogItem};
use infra::event_log::Loaded;

use super::target::CatalogTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Takes an item off its list: nobody can order it any more, and its code stays its own.
///
/// # Errors
/// [`CommandError`].
pub async fn retire(
    desk: &Desk,
    call: &Call,
    target: CatalogTarget,
) -> Result<Done<Loaded<Catalog>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call).await?;
            let (list, id, by) = (target.list, target.id, opened.by.clone());
            let cmd = RetireCatalogItem { list, id, by, at: call.at };
            let events = catalog::retire(&opened.catalog.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}
