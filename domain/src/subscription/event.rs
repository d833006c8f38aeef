//! What happened to a subscription.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::{Frequency, SkippedBecause};
use crate::claim::{Claim, ClaimScope};
use crate::customer::WaterTerms;
use crate::log::LogEvent;
use crate::user::Actor;
use crate::values::{
    AddressId, BusinessDay, CustomerId, Notes, OrderId, OutletId, Personal, ProductId, Quantity,
    SubscriptionId, TimeWindow,
};

/// What happened to a subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum SubscriptionEvent {
    /// A customer wants water again and again.
    SubscriptionStarted {
        /// Its id.
        subscription_id: SubscriptionId,
        /// Who brings it, and by whose calendar it is due.
        outlet_id: OutletId,
        /// Who gets it.
        customer_id: CustomerId,
        /// What. Its price is that of the day an order is made.
        product_id: ProductId,
        /// How many of it.
        quantity: Quantity,
        /// How often.
        frequency: Frequency,
        /// The first due date.
        next_date: BusinessDay,
        /// Where, of the customer's addresses; else to the usual one.
        address_id: Option<AddressId>,
        /// When it is paid for; else as the customer does.
        terms: Option<WaterTerms>,
        /// Between which hours.
        window: Option<TimeWindow>,
        /// What every order says besides.
        notes: Option<Personal<Notes>>,
        /// Who wrote it down; its orders are made in their name.
        by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// From the next order on it is other water, or more or less of it.
    SubscribedWaterChanged {
        /// The subscription.
        subscription_id: SubscriptionId,
        /// What.
        product_id: ProductId,
        /// How many of it.
        quantity: Quantity,
        /// Who said so.
        by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// It is due on other days.
    SubscriptionRhythmChanged {
        /// The subscription.
        subscription_id: SubscriptionId,
        /// How often.
        frequency: Frequency,
        /// The first due date from now on.
        next_date: BusinessDay,
        /// Who said so.
        by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// From the next order on it is brought elsewhere, at other hours, or paid for in another way.
    SubscriptionDeliveryChanged {
        /// The subscription.
        subscription_id: SubscriptionId,
        /// Where, of the customer's addresses; else to the usual one.
        address_id: Option<AddressId>,
        /// When it is paid for; else as the customer does.
        terms: Option<WaterTerms>,
        /// Between which hours.
        window: Option<TimeWindow>,
        /// Who said so.
        by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// From the next order on something else is written on it.
    SubscriptionNotesChanged {
        /// The subscription.
        subscription_id: SubscriptionId,
        /// What.
        notes: Option<Personal<Notes>>,
        /// Who said so.
        by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Nothing is due for a while.
    SubscriptionPaused {
        /// The subscription.
        subscription_id: SubscriptionId,
        /// The first day nothing is due.
        from: BusinessDay,
        /// The last such day; else until it is resumed.
        until: Option<BusinessDay>,
        /// Who said so.
        by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// The pause is over, or does not come.
    SubscriptionResumed {
        /// The subscription.
        subscription_id: SubscriptionId,
        /// The first day something may be due again.
        from: BusinessDay,
        /// Who said so.
        by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Nothing is due any more.
    SubscriptionEnded {
        /// The subscription.
        subscription_id: SubscriptionId,
        /// Who said so.
        by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// An order was made for a due date: once and for all.
    DeliveryOrdered {
        /// The subscription.
        subscription_id: SubscriptionId,
        /// The due date.
        due: BusinessDay,
        /// The order.
        order_id: OrderId,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// No order could be made for a due date, and none will be.
    DeliverySkipped {
        /// The subscription.
        subscription_id: SubscriptionId,
        /// The due date.
        due: BusinessDay,
        /// Why not.
        reason: SkippedBecause,
        /// When.
        occurred_at: DateTime<Utc>,
    },
}

impl SubscriptionEvent {
    /// The subscription it happened to.
    pub const fn subscription_id(&self) -> SubscriptionId {
        match self {
            Self::SubscriptionStarted { subscription_id, .. }
            | Self::SubscribedWaterChanged { subscription_id, .. }
            | Self::SubscriptionRhythmChanged { subscription_id, .. }
            | Self::SubscriptionDeliveryChanged { subscription_id, .. }
            | Self::SubscriptionNotesChanged { subscription_id, .. }
            | Self::SubscriptionPaused { subscription_id, .. }
            | Self::SubscriptionResumed { subscription_id, .. }
            | Self::SubscriptionEnded { subscription_id, .. }
            | Self::DeliveryOrdered { subscription_id, .. }
            | Self::DeliverySkipped { subscription_id, .. } => *subscription_id,
        }
    }

    /// When it was written down.
    pub const fn occurred_at(&self) -> DateTime<Utc> {
        match self {
            Self::SubscriptionStarted { occurred_at, .. }
            | Self::SubscribedWaterChanged { occurred_at, .. }
            | Self::SubscriptionRhythmChanged { occurred_at, .. }
            | Self::SubscriptionDeliveryChanged { occurred_at, .. }
            | Self::SubscriptionNotesChanged { occurred_at, .. }
            | Self::SubscriptionPaused { occurred_at, .. }
            | Self::SubscriptionResumed { occurred_at, .. }
            | Self::SubscriptionEnded { occurred_at, .. }
            | Self::DeliveryOrdered { occurred_at, .. }
            | Self::DeliverySkipped { occurred_at, .. } => *occurred_at,
        }
    }
}

impl DomainEvent for SubscriptionEvent {
    fn event_type(&self) -> String {
        match self {
            Self::SubscriptionStarted { .. } => "SubscriptionStarted",
            Self::SubscribedWaterChanged { .. } => "SubscribedWaterChanged",
            Self::SubscriptionRhythmChanged { .. } => "SubscriptionRhythmChanged",
            Self::SubscriptionDeliveryChanged { .. } => "SubscriptionDeliveryChanged",
            Self::SubscriptionNotesChanged { .. } => "SubscriptionNotesChanged",
            Self::SubscriptionPaused { .. } => "SubscriptionPaused",
            Self::SubscriptionResumed { .. } => "SubscriptionResumed",
            Self::SubscriptionEnded { .. } => "SubscriptionEnded",
            Self::DeliveryOrdered { .. } => "DeliveryOrdered",
            Self::DeliverySkipped { .. } => "DeliverySkipped",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for SubscriptionEvent {
    /// Whatever became of a due date, became of it for good.
    fn claims_for_good(&self) -> Option<Claim> {
        match self {
            Self::DeliveryOrdered { subscription_id, due, .. }
            | Self::DeliverySkipped { subscription_id, due, .. } => Some(Claim {
                scope: ClaimScope::SUBSCRIPTION_DUE,
                value: format!("{subscription_id}/{due}"),
            }),
            Self::SubscriptionStarted { .. }
            | Self::SubscribedWaterChanged { .. }
            | Self::SubscriptionRhythmChanged { .. }
            | Self::SubscriptionDeliveryChanged { .. }
            | Self::SubscriptionNotesChanged { .. }
            | Self::SubscriptionPaused { .. }
            | Self::SubscriptionResumed { .. }
            | Self::SubscriptionEnded { .. } => None,
        }
    }
}
