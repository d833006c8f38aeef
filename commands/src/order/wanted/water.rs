//! Water that a till asks to have brought.

use domain::customer::WaterTerms;
use domain::order::{Destination, Due, ServiceType, Water};
use domain::values::{Address, AddressId, Distance, Personal, Quantity};

use super::super::lookups::{Lookups, Named};
use super::{Around, required};
use crate::CommandError;
use crate::error::FaultKind;

/// Water that a till asks to have brought.
#[derive(Debug, Clone, Default)]
pub struct WantedWater {
    /// What, by its id or code.
    pub product: Option<Named>,
    /// How many of it.
    pub quantity: Option<Quantity>,
    /// When it is paid for; else as the customer does.
    pub terms: Option<WaterTerms>,
    /// Where it is brought.
    pub address: Option<Address>,
    /// Where it is brought: an address of the customer's.
    pub address_id: Option<AddressId>,
    /// How far that is; else as the customer's address says.
    pub distance: Option<Distance>,
    /// Whether the customer fetches it, though they have an address.
    pub fetched: bool,
    /// The subscription that orders it, and the day it is due.
    pub due: Option<Due>,
}

impl WantedWater {
    pub(super) async fn resolve(
        &self,
        lookups: &mut Lookups<'_>,
        around: &Around<'_>,
        before: Option<&Water>,
    ) -> Result<Option<Water>, CommandError> {
        let catalog = lookups.catalog(ServiceType::WaterDelivery).await?;
        let product = self
            .product
            .as_ref()
            .and_then(|named| lookups.item(&catalog, named, "productId", "water product"));
        let product = required(
            lookups,
            product,
            self.product.is_some(),
            before.map(|water| water.product.clone()),
            "productId",
        );
        let quantity = self.quantity.or(before.map(|water| water.quantity));
        let quantity = required(lookups, quantity, quantity.is_some(), None, "quantity");
        let destination = self.destination(lookups, around, before).await?;
        let usual = around.customer.map_or_else(WaterTerms::default, |known| known.water_terms);
        let terms = self.terms.or(before.map(|water| water.terms)).unwrap_or(usual);
        let (Some(product), Some(quantity)) = (product, quantity) else { return Ok(None) };
        let split = before.map_or(around.split, |water| water.split);
        let due = self.due.or(before.and_then(|water| water.due));
        Ok(Some(Water { product, quantity, terms, destination, due, split }))
    }

    /// The address that was typed, the customer's that was named, what stood on the order, or the
    /// customer's usual one.
    async fn destination(
        &self,
        lookups: &mut Lookups<'_>,
        around: &Around<'_>,
        before: Option<&Water>,
    ) -> Result<Option<Destination>, CommandError> {
        if self.fetched {
            return Ok(None);
        }
        let about = |address: &Address| Personal::about(around.subject, address.clone());
        let known = match (self.address_id, around.customer) {
            (Some(id), customer) => {
                let found = customer.and_then(|profile| profile.address(id));
                if found.is_none() {
                    lookups.fault(FaultKind::Unknown, "addressId", format!("address {id}"));
                }
                found
            }
            (None, Some(profile)) if before.is_none() => profile.main_address(),
            (None, _) => None,
        };
        let stood = before.and_then(|water| water.destination.as_ref());
        let (address, far) = match (&self.address, known, stood) {
            (Some(typed), ..) => (about(typed), None),
            (None, Some(known), _) => (known.address.clone(), known.distance),
            (None, None, Some(stood)) if self.distance.is_none() => return Ok(Some(stood.clone())),
            (None, None, Some(stood)) => (stood.address.clone(), stood.distance),
            (None, None, None) => {
                if self.distance.is_some() {
                    let what = "is required for what is brought".to_owned();
                    lookups.fault(FaultKind::Missing, "address", what);
                }
                return Ok(None);
            }
        };
        let distance = self.distance.or(far);
        let zone = lookups.zone(distance, "distanceKm").await?;
        Ok(Some(Destination { address, distance, zone }))
    }
}
