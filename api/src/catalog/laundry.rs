//! The price lists of the laundry.

use domain::catalog::{LaundryAddOn, LaundryItem, Per, ServiceLevel, TermsChange};
use domain::values::{BasisPoints, Money, Unit};
use serde::Serialize;
use utoipa::ToSchema;

use super::price_list::PriceList;
use crate::body::{Fields, number, one_of};

const TAG: &str = "laundry";

/// What laundry is counted or weighed in; what is measured is a carpet.
const UNITS: [Unit; 3] = [Unit::Pcs, Unit::Lusin, Unit::Kg];

/// The terms of a thing to be laundered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LaundryItemTypeTerms {
    /// pcs, lusin (dozen), kg
    unit: &'static str,
    /// Its own price per unit, in Rupiah. Only what is weighed in kg can go without one: it costs
    /// the service level's rate then.
    price: Option<i64>,
}

impl PriceList for LaundryItem {
    const PATH: &'static str = "/api/v1/laundry/item-types";
    const TAG: &'static str = TAG;
    const NAME: &'static str = "LaundryItemType";
    const WHAT: &'static str = "things to be laundered";
    type Shown = LaundryItemTypeTerms;

    fn read(fields: &mut Fields) -> Option<Self> {
        let unit = fields.required("unit", one_of(&UNITS, Unit::name));
        let price = fields.optional("price", number(Money::price));
        Some(Self { unit: unit?, price })
    }

    fn change(fields: &mut Fields) -> TermsChange {
        let unit = fields.optional("unit", one_of(&UNITS, Unit::name));
        let price = fields.change("price", number(Money::price));
        TermsChange::LaundryItem { unit, price }
    }

    fn shown(&self) -> LaundryItemTypeTerms {
        LaundryItemTypeTerms { unit: self.unit.name(), price: self.price.map(Money::get) }
    }
}

/// The terms of a speed of laundering.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServiceLevelTerms {
    /// What a kg costs of things without a price of their own, in Rupiah.
    rate_per_kg: i64,
    /// What things with a price of their own cost more, in basis points of it; 0 if not said.
    #[schema(required = false)]
    surcharge_bp: u16,
    /// In how many hours it is done: from 1 to 720.
    hours: u16,
}

impl PriceList for ServiceLevel {
    const PATH: &'static str = "/api/v1/laundry/service-levels";
    const TAG: &'static str = TAG;
    const NAME: &'static str = "ServiceLevel";
    const WHAT: &'static str = "speeds of laundering";
    type Shown = ServiceLevelTerms;

    fn read(fields: &mut Fields) -> Option<Self> {
        let rate = fields.required("ratePerKg", number(Money::price));
        let surcharge = fields.optional("surchargeBp", number(BasisPoints::new));
        let hours = fields.required("hours", number(Self::hours));
        Some(Self {
            rate_per_kg: rate?,
            surcharge_bp: surcharge.unwrap_or_default(),
            hours: hours?,
        })
    }

    fn change(fields: &mut Fields) -> TermsChange {
        let rate = fields.optional("ratePerKg", number(Money::price));
        let surcharge = fields.optional("surchargeBp", number(BasisPoints::new));
        let hours = fields.optional("hours", number(Self::hours));
        TermsChange::ServiceLevel { rate, surcharge, hours }
    }

    fn shown(&self) -> ServiceLevelTerms {
        ServiceLevelTerms {
            rate_per_kg: self.rate_per_kg.get(),
            surcharge_bp: self.surcharge_bp.get(),
            hours: self.hours,
        }
    }
}

/// The terms of an extra.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LaundryAddOnTerms {
    /// In Rupiah.
    price: i64,
    /// By what it is charged: kg, item, order
    per: &'static str,
}

impl PriceList for LaundryAddOn {
    const PATH: &'static str = "/api/v1/laundry/add-ons";
    const TAG: &'static str = TAG;
    const NAME: &'static str = "LaundryAddOn";
    const WHAT: &'static str = "extras";
    type Shown = LaundryAddOnTerms;

    fn read(fields: &mut Fields) -> Option<Self> {
        let price = fields.required("price", number(Money::price));
        let per = fields.required("per", one_of(&Per::ALL, Per::name));
        Some(Self { price: price?, per: per? })
    }

    fn change(fields: &mut Fields) -> TermsChange {
        let price = fields.optional("price", number(Money::price));
        let per = fields.optional("per", one_of(&Per::ALL, Per::name));
        TermsChange::LaundryAddOn { price, per }
    }

    fn shown(&self) -> LaundryAddOnTerms {
        LaundryAddOnTerms { price: self.price.get(), per: self.per.name() }
    }
}
