//! Carpets that a till asks to have washed.

use domain::catalog::{Catalog, CleaningType, Item};
use domain::order::{
    Carpet, CarpetWork, Condition, Dropoff, Measure, MeasuredCarpet, Pickup, ServiceType,
};
use domain::values::{Address, BusinessDay, CatalogCode, Distance, Personal};

use super::super::lookups::{Lookups, Named};
use super::{Around, required};
use crate::CommandError;
use crate::error::FaultKind;

/// Carpets that a till asks to have washed.
#[derive(Debug, Clone, Default)]
#[allow(clippy::option_option)] // to leave alone, to take away, to set
pub struct WantedCarpet {
    /// What they are made of, by id or code, and how large they are.
    pub carpets: Option<Vec<(Named, Measure)>>,
    /// The usual size of one, by id or code, in place of measures.
    pub size: Option<Named>,
    /// What is done beyond washing, by code.
    pub cleaning: Option<Vec<CatalogCode>>,
    /// Where it is fetched.
    pub pickup: Option<Option<WantedPickup>>,
    /// Where it is brought back to.
    pub delivery: Option<Option<WantedDropoff>>,
    /// What it looked like.
    pub condition: Option<Option<Condition>>,
}

/// Where and when a carpet is fetched.
#[derive(Debug, Clone)]
pub struct WantedPickup {
    /// Where.
    pub address: Address,
    /// When.
    pub date: Option<BusinessDay>,
}

/// Where a carpet is brought back to.
#[derive(Debug, Clone)]
pub struct WantedDropoff {
    /// Where.
    pub address: Address,
    /// How far that is.
    pub distance: Option<Distance>,
}

impl WantedCarpet {
    pub(super) async fn resolve(
        &self,
        lookups: &mut Lookups<'_>,
        around: &Around<'_>,
        before: Option<&Carpet>,
    ) -> Result<Option<Carpet>, CommandError> {
        let catalog = lookups.catalog(ServiceType::Carpet).await?;
        let about = |address: &Address| Personal::about(around.subject, address.clone());
        let work = self.work(lookups, &catalog);
        let named = self.carpets.is_some() || self.size.is_some();
        let work = required(lookups, work, named, before.map(|c| c.work.clone()), "lines");
        let cleaning = match &self.cleaning {
            Some(codes) => ways(lookups, &catalog, codes),
            None => Some(before.map(|carpet| carpet.cleaning.clone()).unwrap_or_default()),
        };
        let pickup = match &self.pickup {
            Some(wanted) => wanted
                .as_ref()
                .map(|there| Pickup { address: about(&there.address), date: there.date }),
            None => before.and_then(|carpet| carpet.pickup.clone()),
        };
        let delivery = match &self.delivery {
            Some(None) => None,
            Some(Some(there)) => {
                let zone = lookups.zone(there.distance, "delivery.distanceKm").await?;
                Some(Dropoff { address: about(&there.address), distance: there.distance, zone })
            }
            None => before.and_then(|carpet| carpet.delivery.clone()),
        };
        let condition = match &self.condition {
            Some(look) => look.clone().map(|look| Personal::about(around.subject, look)),
            None => before.and_then(|carpet| carpet.condition.clone()),
        };
        let (Some(work), Some(cleaning)) = (work, cleaning) else { return Ok(None) };
        let split = before.map_or(around.split, |carpet| carpet.split);
        Ok(Some(Carpet { work, cleaning, pickup, delivery, condition, split }))
    }

    /// Measured carpets or one of a usual size, never both (K-14).
    fn work(&self, lookups: &mut Lookups<'_>, catalog: &Catalog) -> Option<CarpetWork> {
        match (&self.carpets, &self.size) {
            (Some(_), Some(_)) => {
                let what = "cannot stand beside lines: a carpet is priced by one of them";
                lookups.fault(FaultKind::Refused, "sizeId", what.to_owned());
                None
            }
            (None, Some(size)) => {
                lookups.item(catalog, size, "sizeId", "carpet size").map(CarpetWork::Sized)
            }
            (Some(carpets), None) => {
                let mut one = |(i, (material, measure)): (usize, &(Named, Measure))| {
                    let field = format!("lines[{i}].materialId");
                    let material = lookups.item(catalog, material, field, "carpet material")?;
                    Some(MeasuredCarpet { material, measure: *measure })
                };
                let found: Vec<_> = carpets.iter().enumerate().map(&mut one).collect();
                found.into_iter().collect::<Option<_>>().map(CarpetWork::Measured)
            }
            (None, None) => None,
        }
    }
}

fn ways(
    lookups: &mut Lookups<'_>,
    catalog: &Catalog,
    codes: &[CatalogCode],
) -> Option<Vec<Item<CleaningType>>> {
    let mut one = |code: &CatalogCode| {
        lookups.item(catalog, &Named::Code(code.clone()), "cleaning", "cleaning type")
    };
    let found: Vec<_> = codes.iter().map(&mut one).collect();
    found.into_iter().collect()
}
