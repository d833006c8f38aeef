//! Laundry that a till asks for.

use domain::catalog::Catalog;
use domain::order::{Laundry, LaundryExtra, LaundryThing, ServiceType};
use domain::values::{CatalogCode, Quantity};

use super::super::lookups::{Lookups, Named};
use super::{Around, required};
use crate::CommandError;

/// Laundry that a till asks for.
#[derive(Debug, Clone, Default)]
pub struct WantedLaundry {
    /// How fast, by its code.
    pub service_level: Option<CatalogCode>,
    /// What.
    pub things: Option<Vec<WantedThing>>,
    /// Extras.
    pub extras: Option<Vec<WantedExtra>>,
}

/// Something to be laundered.
#[derive(Debug, Clone)]
pub struct WantedThing {
    /// What, by its code or id.
    pub item: Named,
    /// How much of it.
    pub quantity: Quantity,
    /// How fast, if not like the rest.
    pub service_level: Option<CatalogCode>,
}

/// An extra.
#[derive(Debug, Clone)]
pub struct WantedExtra {
    /// What, by its code.
    pub code: CatalogCode,
    /// How much of it.
    pub quantity: Quantity,
}

impl WantedLaundry {
    pub(super) async fn resolve(
        &self,
        lookups: &mut Lookups<'_>,
        around: &Around<'_>,
        before: Option<&Laundry>,
    ) -> Result<Option<Laundry>, CommandError> {
        let catalog = lookups.catalog(ServiceType::Laundry).await?;
        let level = self.service_level.as_ref().and_then(|code| {
            lookups.item(&catalog, &Named::Code(code.clone()), "serviceLevel", "service level")
        });
        let service_level = required(
            lookups,
            level,
            self.service_level.is_some(),
            before.map(|laundry| laundry.service_level.clone()),
            "serviceLevel",
        );
        let things = match &self.things {
            Some(wanted) => things(lookups, &catalog, wanted),
            None => Some(before.map(|laundry| laundry.things.clone()).unwrap_or_default()),
        };
        let extras = match &self.extras {
            Some(wanted) => extras(lookups, &catalog, wanted),
            None => Some(before.map(|laundry| laundry.extras.clone()).unwrap_or_default()),
        };
        let (Some(service_level), Some(things), Some(extras)) = (service_level, things, extras)
        else {
            return Ok(None);
        };
        let split = before.map_or(around.split, |laundry| laundry.split);
        Ok(Some(Laundry { service_level, things, extras, split }))
    }
}

fn things(
    lookups: &mut Lookups<'_>,
    catalog: &Catalog,
    wanted: &[WantedThing],
) -> Option<Vec<LaundryThing>> {
    let mut one = |(i, thing): (usize, &WantedThing)| {
        let field = format!("lines[{i}].itemTypeId");
        let item = lookups.item(catalog, &thing.item, field, "item type");
        let level = match &thing.service_level {
            None => Some(None),
            Some(code) => {
                let (named, field) =
                    (Named::Code(code.clone()), format!("lines[{i}].serviceLevel"));
                lookups.item(catalog, &named, field, "service level").map(Some)
            }
        };
        Some(LaundryThing { item: item?, quantity: thing.quantity, level: level? })
    };
    let found: Vec<_> = wanted.iter().enumerate().map(&mut one).collect();
    found.into_iter().collect()
}

fn extras(
    lookups: &mut Lookups<'_>,
    catalog: &Catalog,
    wanted: &[WantedExtra],
) -> Option<Vec<LaundryExtra>> {
    let mut one = |(i, extra): (usize, &WantedExtra)| {
        let (named, field) = (Named::Code(extra.code.clone()), format!("addOns[{i}].code"));
        let item = lookups.item(catalog, &named, field, "add-on")?;
        Some(LaundryExtra { item, quantity: extra.quantity })
    };
    let found: Vec<_> = wanted.iter().enumerate().map(&mut one).collect();
    found.into_iter().collect()
}
