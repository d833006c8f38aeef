//! What an owner set, and who it was.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::{DiscountLadder, IncomeSplit, Limits, SettlementFees};
use crate::customer::CustomerType;
use crate::log::LogEvent;
use crate::order::ServiceType;
use crate::user::Actor;
use crate::values::{BasisPoints, BusinessDay};

/// What an owner set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum SettingsEvent {
    /// A service is taxed so from now on (K-10).
    TaxSet {
        /// The service.
        service: ServiceType,
        /// The tax on what is left after the discount.
        bp: BasisPoints,
        /// Who set it.
        set_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Such customers get that much off by themselves from now on (K-11).
    DiscountSet {
        /// Whom.
        customer_type: CustomerType,
        /// Off what an order comes to before tax.
        bp: BasisPoints,
        /// Who set it.
        set_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// The income of a service is divided so from a day on (K-03, K-90).
    IncomeSplitSet {
        /// The service.
        service: ServiceType,
        /// How.
        split: IncomeSplit,
        /// The first business day of which that is true.
        effective_from: BusinessDay,
        /// Who set it.
        set_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Who may take how much off a price from now on (K-12).
    LadderSet {
        /// The steps.
        ladder: DiscountLadder,
        /// Who set it.
        set_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// What an order may be from now on.
    LimitsSet {
        /// All of them.
        limits: Limits,
        /// Who set it.
        set_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Banks and wallets are expected to keep that much from now on.
    SettlementFeesSet {
        /// All of them.
        fees: SettlementFees,
        /// Who set it.
        set_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
}

impl DomainEvent for SettingsEvent {
    fn event_type(&self) -> String {
        match self {
            Self::TaxSet { .. } => "TaxSet",
            Self::DiscountSet { .. } => "DiscountSet",
            Self::IncomeSplitSet { .. } => "IncomeSplitSet",
            Self::LadderSet { .. } => "LadderSet",
            Self::LimitsSet { .. } => "LimitsSet",
            Self::SettlementFeesSet { .. } => "SettlementFeesSet",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        if matches!(self, Self::LimitsSet { .. }) { "2" } else { "1" }.to_owned()
    }
}

impl LogEvent for SettingsEvent {}
