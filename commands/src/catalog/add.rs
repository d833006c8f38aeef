//! Adds something to the price list.

use domain::catalog::{self, AddCatalogItem, Catalog};
use domain::user::Permission;
use infra::event_log::Loaded;

use crate::authority::authorise;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Adds something to the price list.
///
/// # Errors
/// [`CommandError`].
pub async fn add(
    desk: &Desk,
    call: &Call,
    cmd: &AddCatalogItem,
) -> Result<Done<Loaded<Catalog>>, CommandError> {
    let id = Catalog::stream_id(cmd.terms.list().service());
    let catalog = Loaded::<Catalog>::fresh(id).stream();
    deciding(desk, call.key, &[catalog], move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::CatalogWrite).await?;
            let mut catalog: Loaded<Catalog> = attempt.load(id).await?;
            let events = catalog::add(&catalog.state, cmd.clone())?;
            let mut draft = authority.draft()?;
            draft.append(&catalog, &events)?;
            let appended = attempt.append(draft).await?;
            catalog.absorb(events, &appended);
            Ok(catalog)
        })
    })
    .await
}
