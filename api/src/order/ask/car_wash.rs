//! A car wash to order.

use commands::order::WantedWash;
use domain::values::{CatalogCode, Plate};
use utoipa::ToSchema;

use super::{DiscountRequest, WalkInRequest};
use crate::body::{Fields, text};

/// A car wash to order.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct WashRequest {
    /// A code of `/car-wash/vehicle-types`.
    vehicle_type: String,
    /// A code of `/car-wash/service-packages`.
    service_package: String,
    /// Codes of `/car-wash/add-ons`.
    add_ons: Option<Vec<String>>,
    /// 1 to 12 characters.
    license_plate: Option<String>,
    /// Of a customer with a record.
    customer_id: Option<i64>,
    walk_in: Option<WalkInRequest>,
    /// Who will work on it; needed by the start at the latest.
    employee_ids: Option<Vec<i64>>,
    /// The wanted amount before tax, in Rupiah: lower is a discount, higher a raise.
    final_price: Option<i64>,
    override_reason: Option<String>,
    discount: Option<DiscountRequest>,
    /// What the customer was told, in Rupiah: another total is refused.
    quoted_total: Option<i64>,
    /// When the customer wants it.
    scheduled_at: Option<String>,
    /// When it was ordered, if not now.
    ordered_at: Option<String>,
    /// Why that is written down only now.
    backdate_reason: Option<String>,
    /// 1 unless there are more.
    outlet_id: Option<i64>,
    /// Up to 500 characters.
    notes: Option<String>,
}

pub(super) fn read(fields: &mut Fields, new: bool) -> Option<WantedWash> {
    let code = || text(CatalogCode::any_case);
    let vehicle_type = fields.given(new, "vehicleType", code());
    let package = fields.given(new, "servicePackage", code());
    let add_ons = fields.has("addOns");
    let codes = fields.list("addOns", 20, code());
    let license_plate = fields.change("licensePlate", text(Plate::parse));
    let add_ons = add_ons.then_some(codes);
    let named = vehicle_type.is_some() || package.is_some() || add_ons.is_some();
    let wanted = WantedWash { vehicle_type, package, add_ons, license_plate };
    (new || named || wanted.license_plate.is_some()).then_some(wanted)
}
