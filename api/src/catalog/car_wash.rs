//! The price lists of the car wash.

use domain::catalog::{AddOn, CutRule, ServicePackage, Surcharge, TermsChange, VehicleType};
use domain::values::{Money, Multiplier};
use serde::Serialize;
use utoipa::ToSchema;

use super::price_list::{PriceList, amount_or_share, new_amount_or_share, type_and_amount};
use crate::body::{Fields, number};

const TAG: &str = "car wash";

/// The terms of a kind of vehicle.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VehicleTypeTerms {
    /// The factor on package prices, in hundredths: 150 is 1.5. From 1 to 10,000.
    multiplier: u16,
}

impl PriceList for VehicleType {
    const PATH: &'static str = "/api/v1/car-wash/vehicle-types";
    const TAG: &'static str = TAG;
    const NAME: &'static str = "VehicleType";
    const WHAT: &'static str = "kinds of vehicles";
    type Shown = VehicleTypeTerms;

    fn read(fields: &mut Fields) -> Option<Self> {
        let multiplier = fields.required("multiplier", number(Multiplier::hundredths));
        Some(Self { multiplier: multiplier? })
    }

    fn change(fields: &mut Fields) -> TermsChange {
        let multiplier = fields.optional("multiplier", number(Multiplier::hundredths));
        TermsChange::VehicleType { multiplier }
    }

    fn shown(&self) -> VehicleTypeTerms {
        VehicleTypeTerms { multiplier: self.multiplier.get() }
    }
}

/// The terms of a package.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServicePackageTerms {
    /// In Rupiah, for a factor of 1.
    price: i64,
    /// How the employees' part is reckoned: fixed (so much a job) or percent (of the price). To
    /// change it, send `cutAmount` with it.
    cut_type: &'static str,
    /// The employees' part: Rupiah (fixed, at most the price of a job) or basis points (percent).
    cut_amount: i64,
}

const CUT: [&str; 2] = ["cutType", "cutAmount"];

const fn rule(cut: Surcharge) -> CutRule {
    match cut {
        Surcharge::Fixed(amount) => CutRule::Fixed(amount),
        Surcharge::Percent(share) => CutRule::Percent(share),
    }
}

impl PriceList for ServicePackage {
    const PATH: &'static str = "/api/v1/car-wash/service-packages";
    const TAG: &'static str = TAG;
    const NAME: &'static str = "ServicePackage";
    const WHAT: &'static str = "packages";
    type Shown = ServicePackageTerms;

    fn read(fields: &mut Fields) -> Option<Self> {
        let price = fields.required("price", number(Money::price));
        let cut = amount_or_share(fields, CUT).map(rule);
        Some(Self { price: price?, cut: cut? })
    }

    fn change(fields: &mut Fields) -> TermsChange {
        let price = fields.optional("price", number(Money::price));
        let cut = new_amount_or_share(fields, CUT).map(rule);
        TermsChange::ServicePackage { price, cut }
    }

    fn shown(&self) -> ServicePackageTerms {
        let (cut_type, cut_amount) = type_and_amount(match self.cut {
            CutRule::Fixed(amount) => Surcharge::Fixed(amount),
            CutRule::Percent(share) => Surcharge::Percent(share),
        });
        ServicePackageTerms { price: self.price.get(), cut_type, cut_amount }
    }
}

/// The terms of an extra.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CarWashAddOnTerms {
    /// In Rupiah.
    price: i64,
}

impl PriceList for AddOn {
    const PATH: &'static str = "/api/v1/car-wash/add-ons";
    const TAG: &'static str = TAG;
    const NAME: &'static str = "CarWashAddOn";
    const WHAT: &'static str = "extras";
    type Shown = CarWashAddOnTerms;

    fn read(fields: &mut Fields) -> Option<Self> {
        let price = fields.required("price", number(Money::price));
        Some(Self { price: price? })
    }

    fn change(fields: &mut Fields) -> TermsChange {
        TermsChange::AddOn { price: fields.optional("price", number(Money::price)) }
    }

    fn shown(&self) -> CarWashAddOnTerms {
        CarWashAddOnTerms { price: self.price.get() }
    }
}
