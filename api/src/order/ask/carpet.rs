//! Carpets to be washed.

use commands::order::{Named, WantedCarpet, WantedDropoff, WantedPickup};
use domain::order::{Condition, MOST_CARPETS, Measure};
use domain::values::{Address, Area, BusinessDay, CatalogCode, Distance, Length, Notes};
use utoipa::ToSchema;

use super::{DiscountRequest, WalkInRequest, named};
use crate::body::{Fields, Problem, text, thousandths};

/// Carpets to be washed: measured ones in `lines`, or one of a usual size.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct CarpetRequest {
    lines: Option<Vec<CarpetLineRequest>>,
    /// An id of `/carpet/sizes`, in place of lines.
    size_id: Option<i64>,
    /// Codes of `/carpet/cleaning-types`.
    cleaning: Option<Vec<String>>,
    pickup: Option<PickupRequest>,
    delivery: Option<DropoffRequest>,
    condition: Option<ConditionRequest>,
    /// Of a customer with a record.
    customer_id: Option<i64>,
    walk_in: Option<WalkInRequest>,
    /// Who will work on it.
    employee_ids: Option<Vec<i64>>,
    /// The wanted amount before tax, in Rupiah: lower is a discount, higher a raise.
    final_price: Option<i64>,
    override_reason: Option<String>,
    discount: Option<DiscountRequest>,
    /// What the customer was told, in Rupiah: another total is refused.
    quoted_total: Option<i64>,
    scheduled_at: Option<String>,
    /// When it was ordered, if not now.
    ordered_at: Option<String>,
    backdate_reason: Option<String>,
    /// 1 unless there are more.
    outlet_id: Option<i64>,
    /// Up to 500 characters.
    notes: Option<String>,
}

/// A carpet: length and width, or the area; of what is priced by the metre, the length.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
struct CarpetLineRequest {
    /// An id of `/carpet/materials`.
    material_id: i64,
    /// In metres, with at most three decimals.
    length: Option<f64>,
    /// In metres.
    width: Option<f64>,
    /// In square metres.
    area: Option<f64>,
}

#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
struct PickupRequest {
    /// 10 to 500 characters.
    address: String,
    date: Option<String>,
}

#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
struct DropoffRequest {
    /// 10 to 500 characters.
    address: String,
    /// The fee of the zone goes by it.
    distance_km: Option<f64>,
}

/// What it looked like before the work.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
struct ConditionRequest {
    color: Option<String>,
    material: Option<String>,
    stains: Option<String>,
    damage: Option<String>,
    notes: Option<String>,
}

pub(super) fn read(fields: &mut Fields, new: bool) -> Option<WantedCarpet> {
    if fields.has("lines") && fields.has("sizeId") {
        let message = "cannot stand beside lines: a carpet is priced by one of them".to_owned();
        fields.refuse("sizeId", Problem("INVALID_FORMAT", message)); // K-14
    }
    let carpets = fields.objects("lines", MOST_CARPETS, carpet);
    let size = fields.optional("sizeId", named);
    if new && carpets.is_none() && size.is_none() && !fields.has("sizeId") {
        let message = "or sizeId is required".to_owned();
        fields.refuse("lines", Problem("MISSING_FIELD", message));
    }
    let cleaning = fields.has("cleaning");
    let ways = fields.list("cleaning", 10, text(CatalogCode::any_case));
    let pickup = fields.change_object("pickup", |there| {
        let address = there.required("address", text(Address::parse));
        let date = there.optional("date", text(BusinessDay::parse));
        Some(WantedPickup { address: address?, date })
    });
    let delivery = fields.change_object("delivery", |there| {
        let address = there.required("address", text(Address::parse));
        let distance = there.optional("distanceKm", thousandths(Distance::thousandths));
        Some(WantedDropoff { address: address?, distance })
    });
    let condition = fields.change_object("condition", |look| {
        Some(Condition {
            color: look.optional("color", text(Notes::parse)),
            material: look.optional("material", text(Notes::parse)),
            stains: look.optional("stains", text(Notes::parse)),
            damage: look.optional("damage", text(Notes::parse)),
            notes: look.optional("notes", text(Notes::parse)),
        })
    });
    let wanted = WantedCarpet {
        carpets,
        size,
        cleaning: cleaning.then_some(ways),
        pickup,
        delivery,
        condition,
    };
    let named = wanted.carpets.is_some()
        || wanted.size.is_some()
        || wanted.cleaning.is_some()
        || wanted.pickup.is_some()
        || wanted.delivery.is_some()
        || wanted.condition.is_some();
    (new || named).then_some(wanted)
}

fn carpet(line: &mut Fields) -> Option<(Named, Measure)> {
    let material = line.required("materialId", named);
    let side = || thousandths(Length::thousandths);
    let named = ["length", "width", "area"].map(|side| line.has(side));
    let length = line.optional("length", side());
    let width = line.optional("width", side());
    let area = line.optional("area", thousandths(Area::thousandths));
    let measure = match named {
        [true, true, false] => Measure::Sides(length?, width?),
        [true, false, false] => Measure::Runner(length?),
        [false, false, true] => Measure::Area(area?),
        _ => {
            let message = "and width, or the area, are required: one of them".to_owned();
            line.refuse("length", Problem("MISSING_FIELD", message));
            return None;
        }
    };
    Some((material?, measure))
}
