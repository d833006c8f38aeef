//! What happened to an order.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::{Income, Pricing, ServiceType};
use crate::catalog::{AddOn, CutRule, Item, ServicePackage, VehicleType};
use crate::customer::Record;
use crate::employee::Worker;
use crate::log::{LogEvent, NumberSeries, PrintedNumber};
use crate::numbering;
use crate::payment::PaymentMethod;
use crate::user::Actor;
use crate::values::{
    BasisPoints, BusinessDay, Money, Notes, OrderId, OutletId, PaymentId, PersonName, Personal,
    Phone, Plate,
};

/// Somebody without a record, as they gave themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WalkIn {
    /// Their name, if given.
    pub name: Option<Personal<PersonName>>,
    /// Their phone, if given.
    pub phone: Option<Personal<Phone>>,
}

/// The customer an order belongs to, as their record stood when it was placed.
pub type OrderCustomer = Record;

/// A car wash as it was ordered, with the prices and the cut rule of that moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CarWash {
    /// The kind of vehicle and its factor.
    pub vehicle_type: Item<VehicleType>,
    /// The package, its price and its cut rule.
    pub package: Item<ServicePackage>,
    /// Extras.
    pub add_ons: Vec<Item<AddOn>>,
    /// The car's plate, if given.
    pub license_plate: Option<Personal<Plate>>,
}

/// What was ordered, by service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "serviceType", rename_all = "snake_case")]
pub enum Details {
    /// A car wash.
    CarWash(CarWash),
}

impl Details {
    /// The service.
    pub const fn service(&self) -> ServiceType {
        match self {
            Self::CarWash(_) => ServiceType::CarWash,
        }
    }

    /// The rule by which the order's income is shared.
    pub const fn cut_rule(&self) -> CutRule {
        match self {
            Self::CarWash(wash) => wash.package.terms.cut,
        }
    }
}

/// What happened to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::large_enum_variant)] // every fourth event is the large one: a box would save nothing
#[serde(rename_all_fields = "camelCase")]
pub enum OrderEvent {
    /// A customer ordered.
    OrderPlaced {
        /// The order.
        order_id: OrderId,
        /// Its printed number. Drawn while the event is appended and kept beside the payload.
        #[serde(skip_serializing_if = "Option::is_none")]
        order_number: Option<PrintedNumber>,
        /// Where.
        outlet_id: OutletId,
        /// What was ordered.
        details: Details,
        /// Who ordered, if they have a record.
        customer: Option<OrderCustomer>,
        /// Who ordered, as typed.
        walk_in: Option<WalkIn>,
        /// Who will work on it, so far.
        employees: Vec<Worker>,
        /// What it costs.
        pricing: Pricing,
        /// The discount it was priced with.
        discount_bp: BasisPoints,
        /// The tax it was priced with.
        tax_bp: BasisPoints,
        /// What was written down about it.
        notes: Option<Personal<Notes>>,
        /// Who took the order.
        placed_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
        /// The outlet's day of it.
        business_day: BusinessDay,
    },
    /// Somebody decided who works on it.
    EmployeesAssigned {
        /// The order.
        order_id: OrderId,
        /// All who work on it from now on, in order of assignment.
        employees: Vec<Worker>,
        /// Who decided.
        assigned_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Work began.
    WorkStarted {
        /// The order.
        order_id: OrderId,
        /// Who said so.
        started_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Work is done; from here the order counts as income.
    OrderCompleted {
        /// The order.
        order_id: OrderId,
        /// Its service, for those who count by it.
        service_type: ServiceType,
        /// Where.
        outlet_id: OutletId,
        /// What it cost.
        pricing: Pricing,
        /// Who gets what of it.
        income: Income,
        /// What was written down about the work.
        notes: Option<Personal<Notes>>,
        /// Who said so.
        completed_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
        /// The outlet's day of it, on which the income is booked (K-60).
        business_day: BusinessDay,
    },
    /// A payment was counted towards it.
    PaymentCredited {
        /// The order.
        order_id: OrderId,
        /// The payment.
        payment_id: PaymentId,
        /// How much, in Rupiah.
        amount: Money,
        /// By what means.
        method: PaymentMethod,
        /// When.
        occurred_at: DateTime<Utc>,
    },
}

impl OrderEvent {
    /// When it happened.
    pub const fn occurred_at(&self) -> DateTime<Utc> {
        match self {
            Self::OrderPlaced { occurred_at, .. }
            | Self::EmployeesAssigned { occurred_at, .. }
            | Self::WorkStarted { occurred_at, .. }
            | Self::OrderCompleted { occurred_at, .. }
            | Self::PaymentCredited { occurred_at, .. } => *occurred_at,
        }
    }

    /// The order it happened to.
    pub const fn order_id(&self) -> OrderId {
        match self {
            Self::OrderPlaced { order_id, .. }
            | Self::EmployeesAssigned { order_id, .. }
            | Self::WorkStarted { order_id, .. }
            | Self::OrderCompleted { order_id, .. }
            | Self::PaymentCredited { order_id, .. } => *order_id,
        }
    }
}

impl DomainEvent for OrderEvent {
    fn event_type(&self) -> String {
        match self {
            Self::OrderPlaced { .. } => "OrderPlaced",
            Self::EmployeesAssigned { .. } => "EmployeesAssigned",
            Self::WorkStarted { .. } => "WorkStarted",
            Self::OrderCompleted { .. } => "OrderCompleted",
            Self::PaymentCredited { .. } => "PaymentCredited",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for OrderEvent {
    fn series(&self) -> Option<NumberSeries> {
        match self {
            Self::OrderPlaced { details, business_day, .. } => {
                Some(numbering::of_orders(details.service(), business_day.year()))
            }
            Self::EmployeesAssigned { .. }
            | Self::WorkStarted { .. }
            | Self::OrderCompleted { .. }
            | Self::PaymentCredited { .. } => None,
        }
    }

    fn numbered(&mut self, number: PrintedNumber) {
        match self {
            Self::OrderPlaced { order_number, .. } => *order_number = Some(number),
            Self::EmployeesAssigned { .. }
            | Self::WorkStarted { .. }
            | Self::OrderCompleted { .. }
            | Self::PaymentCredited { .. } => {}
        }
    }
}
