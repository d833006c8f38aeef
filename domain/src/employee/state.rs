//! The state of a paid worker.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{EmployeeError, EmployeeEvent};
use crate::claim::{Claim, ClaimScope};
use crate::log::LogAggregate;
use crate::values::{EmployeeId, OutletId, PersonName, Personal, Phone};

/// A paid worker, or nobody yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employee(Option<Employment>);

/// What other aggregates need to know of a worker. Events of orders hold it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Worker {
    /// The worker's id.
    pub id: EmployeeId,
    /// Their name.
    pub name: Personal<PersonName>,
}

/// Somebody who works here, or used to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employment {
    /// Who.
    pub worker: Worker,
    /// Where they work.
    pub outlet_id: OutletId,
    /// Their phone, if known.
    pub phone: Option<Personal<Phone>>,
    /// First day of work.
    pub hire_date: NaiveDate,
    /// Whether they work here now.
    pub status: EmployeeStatus,
    /// When what was known about them was erased, if it was.
    pub erased_at: Option<DateTime<Utc>>,
}

/// Whether somebody works here now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmployeeStatus {
    /// They can be assigned to orders.
    Active,
    /// They left. What they did stays on the orders they did it for.
    Inactive,
}

impl EmployeeStatus {
    /// Every status.
    pub const ALL: [Self; 2] = [Self::Active, Self::Inactive];

    /// The status as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
        }
    }
}

impl Employee {
    /// The worker's employment, if they ever joined.
    pub const fn employment(&self) -> Option<&Employment> {
        self.0.as_ref()
    }

    pub(super) fn employed(&self) -> Result<&Employment, EmployeeError> {
        self.employment().ok_or(EmployeeError::NotFound)
    }

    /// The worker's employment, of somebody who was not forgotten.
    pub(super) fn known(&self) -> Result<&Employment, EmployeeError> {
        let known = self.employed()?;
        if known.erased_at.is_some() { Err(EmployeeError::Erased) } else { Ok(known) }
    }

    pub(super) fn evolve(&mut self, event: EmployeeEvent) {
        match event {
            EmployeeEvent::EmployeeRegistered {
                employee_id,
                outlet_id,
                name,
                phone,
                hire_date,
                ..
            } => {
                self.0 = Some(Employment {
                    worker: Worker { id: employee_id, name },
                    outlet_id,
                    phone,
                    hire_date,
                    status: EmployeeStatus::Active,
                    erased_at: None,
                });
            }
            EmployeeEvent::EmployeeRenamed { name, .. } => {
                self.change(|employment| employment.worker.name = name);
            }
            EmployeeEvent::EmployeePhoneChanged { phone, .. } => {
                self.change(|employment| employment.phone = phone);
            }
            EmployeeEvent::EmployeeTransferred { outlet_id, .. } => {
                self.change(|employment| employment.outlet_id = outlet_id);
            }
            EmployeeEvent::EmployeeRetired { .. } => {
                self.change(|employment| employment.status = EmployeeStatus::Inactive);
            }
            EmployeeEvent::EmployeeRehired { .. } => {
                self.change(|employment| employment.status = EmployeeStatus::Active);
            }
            // What is left is the same whether the events before could still be read or not.
            EmployeeEvent::EmployeeErased { occurred_at, .. } => self.change(|employment| {
                employment.worker.name.erase();
                employment.phone = None;
                employment.status = EmployeeStatus::Inactive;
                employment.erased_at = Some(occurred_at);
            }),
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut Employment)) {
        if let Some(employment) = &mut self.0 {
            change(employment);
        }
    }
}

impl LogAggregate for Employee {
    const CLAIMS: bool = true;

    /// Those who left let go of their name: somebody new may have it.
    fn claims(&self) -> Vec<Claim> {
        let active = |employment: &&Employment| employment.status == EmployeeStatus::Active;
        let name = |employment: &Employment| {
            Claim::any_case(ClaimScope::EMPLOYEE_NAME, employment.worker.name.get().as_str())
        };
        self.employment().filter(active).map(name).into_iter().collect()
    }
}
