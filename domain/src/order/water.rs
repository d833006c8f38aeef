//! Drinking water: product × quantity, plus the fee of the zone it is brought to.

use serde::{Deserialize, Serialize};

use super::{Line, LineKind};
use crate::catalog::{Item, Product, Zone};
use crate::customer::WaterTerms;
use crate::settings::IncomeSplit;
use crate::values::{Address, BusinessDay, Distance, Personal, Quantity, SubscriptionId, Unit};

/// Drinking water as it was ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Water {
    /// What is brought.
    pub product: Item<Product>,
    /// How many of it.
    pub quantity: Quantity,
    /// When it is paid for.
    pub terms: WaterTerms,
    /// Where it is brought; none is fetched at the counter.
    pub destination: Option<Destination>,
    /// The subscription that ordered it, and the day it was due.
    pub due: Option<Due>,
    /// How its income is divided.
    pub split: IncomeSplit,
}

/// Where water is brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Destination {
    /// Where.
    pub address: Personal<Address>,
    /// How far that is.
    pub distance: Option<Distance>,
    /// The zone that lies in, and its fee.
    pub zone: Option<Item<Zone>>,
}

/// A delivery that was due by a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Due {
    /// The subscription.
    pub subscription_id: SubscriptionId,
    /// The day.
    pub day: BusinessDay,
}

impl Water {
    /// The lines of its price: the water, then the fee.
    pub(super) fn lines(&self) -> Vec<Line> {
        let Self { product, quantity, destination, .. } = self;
        let price = product.terms.price;
        let mut lines = vec![Line::of(LineKind::Service, product, Unit::Pcs, *quantity, price)];
        let zone = destination.as_ref().and_then(|there| there.zone.as_ref());
        if let Some(zone) = zone.filter(|zone| zone.terms.water_fee.is_positive()) {
            let fee = zone.terms.water_fee;
            lines.push(Line::of(LineKind::Delivery, zone, Unit::Pcs, Quantity::ONE, fee));
        }
        lines
    }
}
