//! What happened to a customer's record.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::ContactConsent;
use crate::log::LogEvent;
use crate::values::{BasisPoints, CustomerId, PersonName, Personal, Phone};

/// What kind of customer somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerType {
    /// Most people: no automatic discount (K-11).
    Regular,
    /// 15 %.
    Vip,
    /// 10 %.
    Corporate,
}

impl CustomerType {
    /// Every type.
    pub const ALL: [Self; 3] = [Self::Regular, Self::Vip, Self::Corporate];

    /// The discount every order of such a customer gets by itself.
    ///
    /// # Panics
    /// Never: the shares are below 10,000 basis points.
    #[allow(clippy::expect_used)] // constants below the whole
    pub fn automatic_discount(self) -> BasisPoints {
        let bp = match self {
            Self::Regular => 0,
            Self::Vip => 1500,
            Self::Corporate => 1000,
        };
        BasisPoints::new(bp).expect("below the whole") // cannot fail: constants below 10,000
    }

    /// The type as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Regular => "regular",
            Self::Vip => "vip",
            Self::Corporate => "corporate",
        }
    }
}

/// What happened to a customer's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum CustomerEvent {
    /// Somebody was given a record.
    CustomerRegistered {
        /// The record's id.
        customer_id: CustomerId,
        /// Their name.
        name: Personal<PersonName>,
        /// Their phone.
        phone: Personal<Phone>,
        /// What kind of customer they are.
        customer_type: CustomerType,
        /// How they may be contacted. Since version 2.
        contact_consent: ContactConsent,
        /// When.
        occurred_at: DateTime<Utc>,
    },
}

impl DomainEvent for CustomerEvent {
    fn event_type(&self) -> String {
        match self {
            Self::CustomerRegistered { .. } => "CustomerRegistered",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        match self {
            Self::CustomerRegistered { .. } => "2",
        }
        .to_owned()
    }
}

impl LogEvent for CustomerEvent {}
