//! Drinking water to order.

use commands::order::WantedWater;
use domain::customer::WaterTerms;
use domain::values::{Address, AddressId, Distance, Quantity};
use utoipa::ToSchema;

use super::{DiscountRequest, WalkInRequest, named};
use crate::body::{Fields, number, one_of, text, thousandths, yes_or_no};

/// Drinking water to order. Without an address, typed or the customer's, it is fetched.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct WaterRequest {
    /// An id of `/water-delivery/products`.
    product_id: i64,
    /// 1 to 1,000.
    quantity: i64,
    /// prepaid, cod or invoice; else as the customer does.
    terms: Option<String>,
    /// Where it is brought: 10 to 500 characters.
    address: Option<String>,
    /// Where it is brought: an address of the customer's.
    address_id: Option<i64>,
    /// The fee of the zone goes by it.
    distance_km: Option<f64>,
    /// True if the customer fetches it, though they have an address.
    self_pickup: Option<bool>,
    /// The day it is to be brought.
    scheduled_date: Option<String>,
    /// The hours, such as 08:00-12:00.
    window: Option<String>,
    /// Who shall drive: an employee.
    driver_id: Option<i64>,
    /// Of a customer with a record; else walkIn with name and phone.
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

pub(super) fn read(fields: &mut Fields, new: bool) -> Option<WantedWater> {
    let product = fields.given(new, "productId", named);
    let quantity = fields.given(new, "quantity", number(Quantity::whole));
    let terms = fields.optional("terms", one_of(&WaterTerms::ALL, WaterTerms::name));
    let address = fields.optional("address", text(Address::parse));
    let address_id = fields.optional("addressId", number(AddressId::new));
    let distance = fields.optional("distanceKm", thousandths(Distance::thousandths));
    let fetched = fields.optional("selfPickup", yes_or_no).unwrap_or(false);
    let wanted =
        WantedWater { product, quantity, terms, address, address_id, distance, fetched, due: None };
    let named = wanted.product.is_some()
        || wanted.quantity.is_some()
        || wanted.terms.is_some()
        || wanted.address.is_some()
        || wanted.address_id.is_some()
        || wanted.distance.is_some()
        || fetched;
    (new || named).then_some(wanted)
}
