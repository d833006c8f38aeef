//! The adapter between the decisions about a worker and `cqrs_es`.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;

use super::{
    EditEmployee, Employee, EmployeeError, EmployeeEvent, EraseEmployee, RegisterEmployee,
    RehireEmployee, RetireEmployee, edit, erase, register, rehire, retire,
};

/// Everything that can be said about a worker.
#[derive(Debug, Clone)]
pub enum EmployeeCommand {
    /// See [`register`].
    Register(RegisterEmployee),
    /// See [`edit`].
    Edit(EditEmployee),
    /// See [`retire`].
    Retire(RetireEmployee),
    /// See [`rehire`].
    Rehire(RehireEmployee),
    /// See [`erase`].
    Erase(EraseEmployee),
}

impl Aggregate for Employee {
    const TYPE: &'static str = "employee";
    type Command = EmployeeCommand;
    type Event = EmployeeEvent;
    type Error = EmployeeError;
    type Services = ();

    async fn handle(
        &mut self,
        command: EmployeeCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), EmployeeError> {
        let events = match command {
            EmployeeCommand::Register(cmd) => register(self, cmd)?,
            EmployeeCommand::Edit(cmd) => edit(self, cmd)?,
            EmployeeCommand::Retire(cmd) => retire(self, cmd)?,
            EmployeeCommand::Rehire(cmd) => rehire(self, cmd)?,
            EmployeeCommand::Erase(cmd) => erase(self, cmd)?,
        };
        for event in events {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: EmployeeEvent) {
        self.evolve(event);
    }
}
