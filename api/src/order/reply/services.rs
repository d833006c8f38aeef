//! The fields of an order that only its service has.

use chrono::{DateTime, Utc};
use domain::order::{
    CarWash, Carpet, CarpetWork, Delivery, Details, Laundry, Measure, MeasuredCarpet, Ticket, Water,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::AssignedEmployeeReply;
use crate::reply::decimal;

/// The fields of an order that only its service has.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(super) enum ServiceReply {
    /// Of a car wash.
    CarWash(WashReply),
    /// Of laundry.
    Laundry(LaundryReply),
    /// Of carpets.
    Carpet(CarpetReply),
    /// Of water.
    WaterDelivery(WaterReply),
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WashReply {
    vehicle_type: String,
    service_package: String,
    add_ons: Vec<AddOnReply>,
    license_plate: Option<String>,
    bay: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AddOnReply {
    id: i64,
    code: String,
    name: String,
    /// In Rupiah.
    price: i64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LaundryReply {
    service_level: String,
    due_at: DateTime<Utc>,
    add_ons: Vec<AddOnReply>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CarpetReply {
    /// Of all that is priced by the square metre or by size, in square metres.
    area: f64,
    /// For bringing it back, in Rupiah.
    fees: i64,
    /// The usual size, where it was ordered by one.
    size_id: Option<i64>,
    measures: Vec<MeasureReply>,
    /// Codes of what is done beyond washing.
    cleaning: Vec<String>,
    pickup: Option<PickupReply>,
    delivery: Option<DropoffReply>,
    condition: Option<ConditionReply>,
}

/// In metres and square metres.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MeasureReply {
    material_id: i64,
    length: Option<f64>,
    width: Option<f64>,
    area: Option<f64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PickupReply {
    address: String,
    date: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DropoffReply {
    address: String,
    distance_km: Option<f64>,
    zone: Option<String>,
    /// In Rupiah.
    fee: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct ConditionReply {
    color: Option<String>,
    material: Option<String>,
    stains: Option<String>,
    damage: Option<String>,
    notes: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WaterReply {
    product_id: i64,
    /// Its code.
    product: String,
    quantity: i64,
    /// prepaid, cod, invoice
    terms: &'static str,
    address: Option<String>,
    distance_km: Option<f64>,
    zone: Option<String>,
    /// In Rupiah.
    delivery_fee: i64,
    subscription_id: Option<i64>,
    /// None for what the customer fetches.
    delivery: Option<DeliveryReply>,
}

/// How far the delivery is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryReply {
    /// scheduled, out, failed, delivered
    status: &'static str,
    date: Option<String>,
    window: Option<String>,
    driver: Option<AssignedEmployeeReply>,
    /// How often the driver came back with it.
    attempts: Vec<AttemptReply>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AttemptReply {
    at: DateTime<Utc>,
    /// not_home, wrong_address, refused, damaged
    reason: &'static str,
}

impl ServiceReply {
    pub(super) fn of(ticket: &Ticket) -> Self {
        match &ticket.details {
            Details::CarWash(wash) => Self::CarWash(WashReply::of(wash, ticket)),
            Details::Laundry(laundry) => Self::Laundry(LaundryReply::of(laundry, ticket)),
            Details::Carpet(carpet) => Self::Carpet(CarpetReply::of(carpet)),
            Details::WaterDelivery(water) => Self::WaterDelivery(WaterReply::of(water, ticket)),
        }
    }
}

impl WashReply {
    fn of(wash: &CarWash, ticket: &Ticket) -> Self {
        let bay = ticket.queue.as_ref().and_then(|place| place.bay.as_ref());
        Self {
            vehicle_type: wash.vehicle_type.code.to_string(),
            service_package: wash.package.code.to_string(),
            add_ons: wash
                .add_ons
                .iter()
                .map(|item| AddOnReply {
                    id: item.id,
                    code: item.code.to_string(),
                    name: item.name.to_string(),
                    price: item.terms.price.get(),
                })
                .collect(),
            license_plate: wash.license_plate.as_ref().map(|p| p.get().as_str().to_owned()),
            bay: bay.map(ToString::to_string),
        }
    }
}

impl LaundryReply {
    fn of(laundry: &Laundry, ticket: &Ticket) -> Self {
        Self {
            service_level: laundry.service_level.code.to_string(),
            due_at: laundry.due_at(ticket.ordered_at),
            add_ons: laundry
                .extras
                .iter()
                .map(|extra| AddOnReply {
                    id: extra.item.id,
                    code: extra.item.code.to_string(),
                    name: extra.item.name.to_string(),
                    price: extra.item.terms.price.get(),
                })
                .collect(),
        }
    }
}

impl CarpetReply {
    fn of(carpet: &Carpet) -> Self {
        let (size_id, measures) = match &carpet.work {
            CarpetWork::Sized(size) => (Some(size.id), Vec::new()),
            CarpetWork::Measured(carpets) => {
                let measures = carpets.iter().map(MeasureReply::of).collect();
                (None, measures)
            }
        };
        let text = |notes: &Option<domain::values::Notes>| notes.as_ref().map(ToString::to_string);
        Self {
            area: decimal(carpet.area()),
            fees: carpet.fee().get(),
            size_id,
            measures,
            cleaning: carpet.cleaning.iter().map(|way| way.code.to_string()).collect(),
            pickup: carpet.pickup.as_ref().map(|there| PickupReply {
                address: there.address.get().to_string(),
                date: there.date.map(|date| date.to_string()),
            }),
            delivery: carpet.delivery.as_ref().map(|there| DropoffReply {
                address: there.address.get().to_string(),
                distance_km: there.distance.map(|far| decimal(far.get())),
                zone: there.zone.as_ref().map(|zone| zone.name.to_string()),
                fee: there.zone.as_ref().map_or(0, |zone| zone.terms.carpet_fee.get()),
            }),
            condition: carpet.condition.as_ref().map(|look| {
                let look = look.get();
                ConditionReply {
                    color: text(&look.color),
                    material: text(&look.material),
                    stains: text(&look.stains),
                    damage: text(&look.damage),
                    notes: text(&look.notes),
                }
            }),
        }
    }
}

impl MeasureReply {
    fn of(one: &MeasuredCarpet) -> Self {
        let (length, width) = match one.measure {
            Measure::Sides(length, width) => (Some(length), Some(width)),
            Measure::Runner(length) => (Some(length), None),
            Measure::Area(_) => (None, None),
        };
        Self {
            material_id: one.material.id,
            length: length.map(|side| decimal(side.get())),
            width: width.map(|side| decimal(side.get())),
            area: one.measure.area().map(|area| decimal(area.get())),
        }
    }
}

impl WaterReply {
    fn of(water: &Water, ticket: &Ticket) -> Self {
        let there = water.destination.as_ref();
        let zone = there.and_then(|there| there.zone.as_ref());
        Self {
            product_id: water.product.id,
            product: water.product.code.to_string(),
            quantity: water.quantity.as_whole().unwrap_or_default(),
            terms: water.terms.name(),
            address: there.map(|there| there.address.get().to_string()),
            distance_km: there.and_then(|there| there.distance).map(|far| decimal(far.get())),
            zone: zone.map(|zone| zone.name.to_string()),
            delivery_fee: zone.map_or(0, |zone| zone.terms.water_fee.get()),
            subscription_id: water.due.map(|due| due.subscription_id.get()),
            delivery: ticket.delivery.as_ref().map(Into::into),
        }
    }
}

impl From<&Delivery> for DeliveryReply {
    fn from(delivery: &Delivery) -> Self {
        let schedule = delivery.schedule.as_ref();
        Self {
            status: delivery.status.name(),
            date: schedule.map(|plan| plan.date.to_string()),
            window: schedule.and_then(|plan| plan.window).map(|window| window.to_string()),
            driver: delivery.driver().map(|worker| AssignedEmployeeReply {
                id: worker.id.get(),
                name: worker.name.get().to_string(),
            }),
            attempts: delivery
                .failed
                .iter()
                .map(|attempt| AttemptReply { at: attempt.at, reason: attempt.reason.name() })
                .collect(),
        }
    }
}
