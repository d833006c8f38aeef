//! Adds something to the price list.

use domain::catalog::{self, AddCatalogItem, CarWashCatalog};
use domain::user::Permission;
use infra::event_log::Loaded;

use crate::retry::deciding;
use crate::{Call, CommandError, Desk};

/// Adds something to the price list.
///
/// # Errors
/// [`CommandError`].
pub async fn add(
    desk: &Desk,
    call: &Call,
    cmd: &AddCatalogItem,
) -> Result<Loaded<CarWashCatalog>, CommandError> {
    deciding(move || {
        Box::pin(async move {
            let authority = desk.authorise(call, Permission::CatalogWrite).await?;
            let mut catalog: Loaded<CarWashCatalog> =
                desk.log.load(CarWashCatalog::STREAM_ID).await?;
            let events = catalog::add(&catalog.state, cmd.clone())?;
            let mut draft = authority.draft()?;
            draft.append(&catalog, &events)?;
            let appended = desk.log.append(draft).await?;
            catalog.absorb(events, &appended);
            Ok(catalog)
        })
    })
    .await
}
