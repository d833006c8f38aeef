//! The price lists of the carpets.

use domain::catalog::{CleaningType, Material, Size, TermsChange};
use domain::values::{Area, Money, Unit};
use serde::Serialize;
use utoipa::ToSchema;

use super::price_list::{PriceList, amount_or_share, new_amount_or_share, type_and_amount};
use crate::body::{Fields, number, one_of, thousandths};
use crate::reply::decimal;

const TAG: &str = "carpet";

/// What carpets are measured in (K-14).
const UNITS: [Unit; 2] = [Unit::M2, Unit::M];

/// The terms of a carpet material.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CarpetMaterialTerms {
    /// The price per unit, in Rupiah.
    price: i64,
    /// m2, or m for runners; m2 if not said.
    #[schema(required = false)]
    unit: &'static str,
}

impl PriceList for Material {
    const PATH: &'static str = "/api/v1/carpet/materials";
    const TAG: &'static str = TAG;
    const NAME: &'static str = "CarpetMaterial";
    const WHAT: &'static str = "materials of carpets";
    type Shown = CarpetMaterialTerms;

    fn read(fields: &mut Fields) -> Option<Self> {
        let price = fields.required("price", number(Money::price));
        let unit = fields.optional("unit", one_of(&UNITS, Unit::name));
        Some(Self { price: price?, unit: unit.unwrap_or(Unit::M2) })
    }

    fn change(fields: &mut Fields) -> TermsChange {
        let price = fields.optional("price", number(Money::price));
        let unit = fields.optional("unit", one_of(&UNITS, Unit::name));
        TermsChange::Material { price, unit }
    }

    fn shown(&self) -> CarpetMaterialTerms {
        CarpetMaterialTerms { price: self.price.get(), unit: self.unit.name() }
    }
}

/// The terms of a size of carpets.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CarpetSizeTerms {
    /// The price of the whole, in Rupiah.
    price: i64,
    /// The area it stands for, in m², with at most three decimals.
    area: f64,
}

impl PriceList for Size {
    const PATH: &'static str = "/api/v1/carpet/sizes";
    const TAG: &'static str = TAG;
    const NAME: &'static str = "CarpetSize";
    const WHAT: &'static str = "sizes of carpets";
    type Shown = CarpetSizeTerms;

    fn read(fields: &mut Fields) -> Option<Self> {
        let price = fields.required("price", number(Money::price));
        let area = fields.required("area", thousandths(Area::thousandths));
        Some(Self { price: price?, area: area? })
    }

    fn change(fields: &mut Fields) -> TermsChange {
        let price = fields.optional("price", number(Money::price));
        let area = fields.optional("area", thousandths(Area::thousandths));
        TermsChange::Size { price, area }
    }

    fn shown(&self) -> CarpetSizeTerms {
        CarpetSizeTerms { price: self.price.get(), area: decimal(self.area.get()) }
    }
}

/// The terms of a way of cleaning beyond washing.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CleaningTypeTerms {
    /// fixed (so much a carpet) or percent (of its price). To change it, send `surchargeAmount` with
    /// it.
    surcharge_type: &'static str,
    /// What it adds: Rupiah (fixed) or basis points (percent).
    surcharge_amount: i64,
}

const SURCHARGE: [&str; 2] = ["surchargeType", "surchargeAmount"];

impl PriceList for CleaningType {
    const PATH: &'static str = "/api/v1/carpet/cleaning-types";
    const TAG: &'static str = TAG;
    const NAME: &'static str = "CleaningType";
    const WHAT: &'static str = "ways of cleaning";
    type Shown = CleaningTypeTerms;

    fn read(fields: &mut Fields) -> Option<Self> {
        Some(Self { surcharge: amount_or_share(fields, SURCHARGE)? })
    }

    fn change(fields: &mut Fields) -> TermsChange {
        TermsChange::CleaningType { surcharge: new_amount_or_share(fields, SURCHARGE) }
    }

    fn shown(&self) -> CleaningTypeTerms {
        let (surcharge_type, surcharge_amount) = type_and_amount(self.surcharge);
        CleaningTypeTerms { surcharge_type, surcharge_amount }
    }
}
