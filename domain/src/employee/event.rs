//! What happened to a paid worker.

use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use crate::log::LogEvent;
use crate::values::{EmployeeId, OutletId, PersonName, Personal, Phone};

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
}

impl DomainEvent for EmployeeEvent {
    fn event_type(&self) -> String {
        match self {
            Self::EmployeeRegistered { .. } => "EmployeeRegistered",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for EmployeeEvent {}
