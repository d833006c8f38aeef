//! The price lists of drinking water, and of bringing things.

use domain::catalog::{Product, TermsChange, Zone};
use domain::values::{Distance, Money};
use serde::Serialize;
use utoipa::ToSchema;

use super::price_list::PriceList;
use crate::body::{Fields, number, thousandths, yes_or_no};
use crate::reply::decimal;

const TAG: &str = "water delivery";

/// The terms of drinking water.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaterProductTerms {
    /// The price of one, in Rupiah.
    price: i64,
    /// Whether it comes in a container that is lent and comes back; false if not said.
    #[schema(required = false)]
    returnable: bool,
}

impl PriceList for Product {
    const PATH: &'static str = "/api/v1/water-delivery/products";
    const TAG: &'static str = TAG;
    const NAME: &'static str = "WaterProduct";
    const WHAT: &'static str = "products";
    type Shown = WaterProductTerms;

    fn read(fields: &mut Fields) -> Option<Self> {
        let price = fields.required("price", number(Money::price));
        let returnable = fields.optional("returnable", yes_or_no);
        Some(Self { price: price?, returnable: returnable.unwrap_or(false) })
    }

    fn change(fields: &mut Fields) -> TermsChange {
        let price = fields.optional("price", number(Money::price));
        let returnable = fields.optional("returnable", yes_or_no);
        TermsChange::Product { price, returnable }
    }

    fn shown(&self) -> WaterProductTerms {
        WaterProductTerms { price: self.price.get(), returnable: self.returnable }
    }
}

/// The terms of a delivery zone: a band of distances from the outlet.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeliveryZoneTerms {
    /// As far as that, inclusive, in km with at most three decimals; null has no end. No other zone
    /// reaches exactly as far.
    up_to_km: Option<f64>,
    /// What bringing a carpet there costs, in Rupiah.
    carpet_fee: i64,
    /// What bringing water there costs, in Rupiah.
    water_fee: i64,
}

impl PriceList for Zone {
    const PATH: &'static str = "/api/v1/water-delivery/zones";
    const TAG: &'static str = TAG;
    const NAME: &'static str = "DeliveryZone";
    const WHAT: &'static str = "delivery zones";
    type Shown = DeliveryZoneTerms;

    fn read(fields: &mut Fields) -> Option<Self> {
        let up_to = fields.optional("upToKm", thousandths(Distance::thousandths));
        let carpet_fee = fields.required("carpetFee", number(Money::price));
        let water_fee = fields.required("waterFee", number(Money::price));
        Some(Self { up_to, carpet_fee: carpet_fee?, water_fee: water_fee? })
    }

    fn change(fields: &mut Fields) -> TermsChange {
        let up_to = fields.change("upToKm", thousandths(Distance::thousandths));
        let carpet_fee = fields.optional("carpetFee", number(Money::price));
        let water_fee = fields.optional("waterFee", number(Money::price));
        TermsChange::Zone { up_to, carpet_fee, water_fee }
    }

    fn shown(&self) -> DeliveryZoneTerms {
        DeliveryZoneTerms {
            up_to_km: self.up_to.map(|far| decimal(far.get())),
            carpet_fee: self.carpet_fee.get(),
            water_fee: self.water_fee.get(),
        }
    }
}
