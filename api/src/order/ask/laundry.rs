//! Laundry to order.

use commands::order::{WantedExtra, WantedLaundry, WantedThing};
use domain::order::MOST_LINES;
use domain::values::{CatalogCode, Quantity};
use utoipa::ToSchema;

use super::{DiscountRequest, WalkInRequest, named};
use crate::body::{Fields, Problem, text, thousandths};

/// Laundry to order.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct LaundryRequest {
    /// A code of `/laundry/service-levels`; standard unless named.
    service_level: Option<String>,
    /// 1 to 100 things.
    lines: Vec<ThingRequest>,
    add_ons: Option<Vec<ExtraRequest>>,
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
    /// When it was brought, if not now.
    ordered_at: Option<String>,
    backdate_reason: Option<String>,
    /// 1 unless there are more.
    outlet_id: Option<i64>,
    /// Up to 500 characters.
    notes: Option<String>,
}

#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
struct ThingRequest {
    /// An id of `/laundry/item-types`.
    item_type_id: i64,
    /// Whole pieces or dozens; of kg with at most three decimals.
    quantity: f64,
    /// At another level than the order's.
    service_level: Option<String>,
}

#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
struct ExtraRequest {
    /// A code of `/laundry/add-ons`.
    code: String,
    /// By the kg or the piece; 1 unless named.
    quantity: Option<f64>,
}

pub(super) fn read(fields: &mut Fields, new: bool) -> Option<WantedLaundry> {
    let code = || text(CatalogCode::any_case);
    let service_level = fields.optional("serviceLevel", code());
    let standard = || CatalogCode::parse("standard").ok();
    let service_level = if new { service_level.or_else(standard) } else { service_level };
    let things = fields.objects("lines", MOST_LINES, |line| {
        let item = line.required("itemTypeId", named);
        let quantity = line.required("quantity", thousandths(Quantity::thousandths));
        let service_level = line.optional("serviceLevel", text(CatalogCode::any_case));
        Some(WantedThing { item: item?, quantity: quantity?, service_level })
    });
    if new && things.is_none() {
        fields.refuse("lines", Problem("MISSING_FIELD", "is required".to_owned()));
    }
    let extras = fields.objects("addOns", 20, |extra| {
        let named = extra.required("code", text(CatalogCode::any_case));
        let quantity = extra.optional("quantity", thousandths(Quantity::thousandths));
        Some(WantedExtra { code: named?, quantity: quantity.unwrap_or(Quantity::ONE) })
    });
    let wanted = WantedLaundry { service_level, things, extras };
    let named =
        wanted.service_level.is_some() || wanted.things.is_some() || wanted.extras.is_some();
    (new || named).then_some(wanted)
}
