//! What happened to a paid worker.

use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use crate::log::LogEvent;
use crate::values::{
    BusinessDay, EmployeeId, ErasureReason, OutletId, PersonName, Personal, Phone, Subject,
};

/// What happened to a paid worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum EmployeeEvent {
    /// Somebody joined.
    EmployeeRegistered {
        /// The worker's id.
        employee_id: EmployeeId,
        /// Where they work.
        outlet_id: OutletId,
        /// Their name.
        name: Personal<PersonName>,
        /// Their phone.
        phone: Option<Personal<Phone>>,
        /// First day of work.
        hire_date: NaiveDate,
        /// When it was written down.
        occurred_at: DateTime<Utc>,
    },
    /// They are called something else from now on.
    EmployeeRenamed {
        /// The worker's id.
        employee_id: EmployeeId,
        /// Their name from now on.
        name: Personal<PersonName>,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// They are reached elsewhere from now on.
    EmployeePhoneChanged {
        /// The worker's id.
        employee_id: EmployeeId,
        /// Their phone from now on, if any.
        phone: Option<Personal<Phone>>,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// They work at another outlet from now on.
    EmployeeTransferred {
        /// The worker's id.
        employee_id: EmployeeId,
        /// Where they work from now on.
        outlet_id: OutletId,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// They left.
    EmployeeRetired {
        /// The worker's id.
        employee_id: EmployeeId,
        /// The outlet's day on which they left.
        business_day: BusinessDay,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// They came back.
    EmployeeRehired {
        /// The worker's id.
        employee_id: EmployeeId,
        /// The outlet's day on which they came back.
        business_day: BusinessDay,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// What was known about them as a person was erased.
    EmployeeErased {
        /// The worker's id.
        employee_id: EmployeeId,
        /// Why.
        reason: ErasureReason,
        /// When.
        occurred_at: DateTime<Utc>,
    },
}

impl DomainEvent for EmployeeEvent {
    fn event_type(&self) -> String {
        match self {
            Self::EmployeeRegistered { .. } => "EmployeeRegistered",
            Self::EmployeeRenamed { .. } => "EmployeeRenamed",
            Self::EmployeePhoneChanged { .. } => "EmployeePhoneChanged",
            Self::EmployeeTransferred { .. } => "EmployeeTransferred",
            Self::EmployeeRetired { .. } => "EmployeeRetired",
            Self::EmployeeRehired { .. } => "EmployeeRehired",
            Self::EmployeeErased { .. } => "EmployeeErased",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for EmployeeEvent {
    fn erases(&self) -> Option<Subject> {
        match self {
            Self::EmployeeErased { employee_id, .. } => Some(Subject::Employee(*employee_id)),
            Self::EmployeeRegistered { .. }
            | Self::EmployeeRenamed { .. }
            | Self::EmployeePhoneChanged { .. }
            | Self::EmployeeTransferred { .. }
            | Self::EmployeeRetired { .. }
            | Self::EmployeeRehired { .. } => None,
        }
    }
}
