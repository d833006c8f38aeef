//! The price lists of the business papers: what they say of each service, to the Rupiah.

use domain::catalog::{Catalog, CatalogError, CatalogList};
use domain::order::ServiceType;
use domain::values::{CatalogCode, CatalogName};
use infra::event_log::Loaded;
use shop_days::ShopModel;

use super::DemoError;
use crate::catalog::{CatalogTarget, NewCatalogItem, add, retire};
use crate::{Call, CommandError, Desk};

/// The kind of vehicle of which the papers know no factor: it is on the list, but cannot be ordered
/// until somebody prices and reinstates it.
const UNPRICED: &str = "truck_large";

/// Adds what is not on the lists yet; what is there stays as it is, whoever changed it.
pub(super) async fn open(desk: &Desk, admin: &Call) -> Result<(), DemoError> {
    let lists = ShopModel::demonstration()?.lists;
    for service in ServiceType::ALL {
        let catalog: Loaded<Catalog> =
            desk.log.load(Catalog::stream_id(service)).await.map_err(CommandError::from)?;
        for ware in lists.iter().filter(|ware| ware.terms.list().service() == service) {
            let code = CatalogCode::parse(ware.code)?;
            let mut of_list = catalog.state.entries(ware.terms.list());
            if of_list.any(|entry| entry.item.code == code) {
                continue;
            }
            let (name, terms) = (CatalogName::parse(ware.name)?, ware.terms.clone());
            let new = NewCatalogItem { code, name, terms };
            match add(desk, admin, &new).await {
                Ok(_) | Err(CommandError::Catalog(CatalogError::CodeTaken(_))) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    put_aside(desk, admin).await
}

/// Retires what has no price, unless somebody has decided about it already.
async fn put_aside(desk: &Desk, admin: &Call) -> Result<(), DemoError> {
    let catalog: Loaded<Catalog> = desk
        .log
        .load(Catalog::stream_id(ServiceType::CarWash))
        .await
        .map_err(CommandError::from)?;
    let list = CatalogList::VehicleTypes;
    let mut entries = catalog.state.entries(list);
    let untouched = entries.find(|entry| {
        entry.item.code.as_str() == UNPRICED && !entry.retired && entry.added_at == entry.changed_at
    });
    let Some(entry) = untouched else { return Ok(()) };
    let target = CatalogTarget { list, id: entry.item.id, version: Some(entry.version) };
    match retire(desk, admin, target).await {
        Ok(_) | Err(CommandError::Stale { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
