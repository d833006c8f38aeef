//! The state of a paid worker, and the adapter to `cqrs_es`.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{EmployeeError, EmployeeEvent, RegisterEmployee, register};
use crate::claim::{Claim, ClaimScope};
use crate::log::LogAggregate;
use crate::values::{EmployeeId, PersonName, Personal};

/// A paid worker, or nobody yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employee(Option<Worker>);

/// What rules need to know of a worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Worker {
    /// The worker's id.
    pub id: EmployeeId,
    /// Their name.
    pub name: Personal<PersonName>,
}

impl Employee {
    /// The worker, if they ever joined.
    pub const fn worker(&self) -> Option<&Worker> {
        self.0.as_ref()
    }
}

impl LogAggregate for Employee {
    const CLAIMS: bool = true;

    fn claims(&self) -> Vec<Claim> {
        let Some(worker) = self.worker() else { return Vec::new() };
        vec![Claim::any_case(ClaimScope::EMPLOYEE_NAME, worker.name.get().as_str())]
    }
}

impl Aggregate for Employee {
    const TYPE: &'static str = "employee";
    type Command = RegisterEmployee;
    type Event = EmployeeEvent;
    type Error = EmployeeError;
    type Services = ();

    async fn handle(
        &mut self,
        command: RegisterEmployee,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), EmployeeError> {
        for event in register(self, command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: EmployeeEvent) {
        match event {
            EmployeeEvent::EmployeeRegistered { employee_id, name, .. } => {
                self.0 = Some(Worker { id: employee_id, name });
            }
        }
    }
}
