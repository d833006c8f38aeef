//! Reading what a till asks for, by service. A new order must name the required fields; a correction
//! may name any of them.

mod car_wash;
mod carpet;
mod laundry;
mod water;

pub(crate) use car_wash::WashRequest;
pub(crate) use carpet::CarpetRequest;
pub(crate) use laundry::LaundryRequest;
pub(crate) use water::WaterRequest;

use chrono::{DateTime, Datelike, Utc};
use commands::order::{Named, Wanted};
use domain::order::{Asked, Override, ServiceType};
use domain::values::{BasisPoints, CatalogCode, Money, Notes, ValueError};
use serde_json::Value;
use utoipa::ToSchema;

use crate::body::{Fields, Problem, number, rupiah, text};

/// What is ordered, of a service.
pub(super) fn wanted(fields: &mut Fields, service: ServiceType, new: bool) -> Option<Wanted> {
    match service {
        ServiceType::CarWash => car_wash::read(fields, new).map(Wanted::CarWash),
        ServiceType::Laundry => laundry::read(fields, new).map(Wanted::Laundry),
        ServiceType::Carpet => carpet::read(fields, new).map(Wanted::Carpet),
        ServiceType::WaterDelivery => water::read(fields, new).map(Wanted::WaterDelivery),
    }
}

/// Somebody without a record, or the name to show instead.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct WalkInRequest {
    /// 1 to 128 characters.
    name: Option<String>,
    phone: Option<String>,
}

/// So much off, or such a share, and why.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct DiscountRequest {
    /// In Rupiah.
    amount: Option<i64>,
    /// In basis points: 1,000 is a tenth.
    bp: Option<i64>,
    reason: String,
}

/// An amount that a price or a discount can be.
pub(super) fn price(value: &Value) -> Result<Money, Problem> {
    let out_of_range = |error: ValueError| Problem("INVALID_AMOUNT", error.to_string());
    Money::price(rupiah(value)?.get()).map_err(out_of_range)
}

/// `finalPrice` with `overrideReason`, or `discount`; never both.
pub(super) fn override_of(fields: &mut Fields) -> Option<Override> {
    let last = fields.optional("finalPrice", price);
    let reason = fields.optional("overrideReason", text(Notes::parse));
    let discounted = fields.has("discount");
    let discount = fields.object("discount", |off| {
        if !discounted {
            return None;
        }
        let named = (off.has("amount"), off.has("bp"));
        let amount = off.optional("amount", price).map(Asked::Off);
        let share = off.optional("bp", number(BasisPoints::new)).map(Asked::ShareOff);
        match named {
            (true, true) => {
                let message = "cannot stand beside amount".to_owned();
                off.refuse("bp", Problem("INVALID_FORMAT", message));
            }
            (false, false) => {
                let message = "or bp is required".to_owned();
                off.refuse("amount", Problem("MISSING_FIELD", message));
            }
            (true, false) | (false, true) => {}
        }
        let reason = off.required("reason", text(Notes::parse));
        amount.or(share).map(|asked| Override { asked, reason })
    });
    match (last, discount) {
        (Some(_), Some(_)) => {
            let message = "cannot stand beside finalPrice".to_owned();
            fields.refuse("discount", Problem("INVALID_FORMAT", message));
            None
        }
        (Some(price), None) => Some(Override { asked: Asked::FinalPrice(price), reason }),
        (None, discount) => discount,
    }
}

/// An instant in UTC.
pub(crate) fn instant(value: &Value) -> Result<DateTime<Utc>, Problem> {
    let at = value.as_str().and_then(|text| text.parse::<DateTime<Utc>>().ok());
    at.filter(|at| (1..=9999).contains(&at.year())).ok_or_else(|| {
        let message = "must be a time such as 2026-11-23T03:00:00Z".to_owned();
        Problem("INVALID_FORMAT", message)
    })
}

/// A catalog item's id, or its code.
pub(crate) fn named(value: &Value) -> Result<Named, Problem> {
    if value.is_string() {
        return text(CatalogCode::any_case)(value).map(Named::Code);
    }
    let id = |id| {
        let least = domain::values::ValueError::AtLeast { min: 1 };
        if id >= 1 { Ok(Named::Id(id)) } else { Err(least) }
    };
    number(id)(value).map_err(|Problem(code, message)| match code {
        "INVALID_FORMAT" => Problem(code, "must be an id or a code of the price list".to_owned()),
        _ => Problem(code, message),
    })
}
