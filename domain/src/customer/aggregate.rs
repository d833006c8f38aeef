//! The adapter between the decisions about a customer and `cqrs_es`.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;

use super::{
    AddAddress, AddVehicle, ChangeAddress, Customer, CustomerError, CustomerEvent,
    DeactivateCustomer, DeleteCustomer, EditCustomer, EraseCustomer, LendContainers,
    ReactivateCustomer, RegisterCustomer, RemoveAddress, RemoveVehicle, ReturnContainers,
    add_address, add_vehicle, change_address, containers_lent, containers_returned, deactivate,
    delete, edit, erase, reactivate, register, remove_address, remove_vehicle,
};

/// Everything that can be said about one customer. To merge two, see [`super::merge`].
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant)] // commands are not kept
pub enum CustomerCommand {
    /// See [`register`].
    Register(RegisterCustomer),
    /// See [`edit`].
    Edit(EditCustomer),
    /// See [`add_address`].
    AddAddress(AddAddress),
    /// See [`change_address`].
    ChangeAddress(ChangeAddress),
    /// See [`remove_address`].
    RemoveAddress(RemoveAddress),
    /// See [`add_vehicle`].
    AddVehicle(AddVehicle),
    /// See [`remove_vehicle`].
    RemoveVehicle(RemoveVehicle),
    /// See [`containers_lent`].
    Lend(LendContainers),
    /// See [`containers_returned`].
    Return(ReturnContainers),
    /// See [`deactivate`].
    Deactivate(DeactivateCustomer),
    /// See [`reactivate`].
    Reactivate(ReactivateCustomer),
    /// See [`delete`].
    Delete(DeleteCustomer),
    /// See [`erase`].
    Erase(EraseCustomer),
}

/// Decides whatever is said about a customer.
///
/// # Errors
/// [`CustomerError`].
pub fn decide(
    customer: &Customer,
    command: CustomerCommand,
) -> Result<Vec<CustomerEvent>, CustomerError> {
    match command {
        CustomerCommand::Register(cmd) => register(customer, cmd),
        CustomerCommand::Edit(cmd) => edit(customer, cmd),
        CustomerCommand::AddAddress(cmd) => add_address(customer, cmd),
        CustomerCommand::ChangeAddress(cmd) => change_address(customer, cmd),
        CustomerCommand::RemoveAddress(cmd) => remove_address(customer, cmd),
        CustomerCommand::AddVehicle(cmd) => add_vehicle(customer, cmd),
        CustomerCommand::RemoveVehicle(cmd) => remove_vehicle(customer, &cmd),
        CustomerCommand::Lend(cmd) => containers_lent(customer, cmd),
        CustomerCommand::Return(cmd) => containers_returned(customer, cmd),
        CustomerCommand::Deactivate(cmd) => deactivate(customer, cmd),
        CustomerCommand::Reactivate(cmd) => reactivate(customer, cmd),
        CustomerCommand::Delete(cmd) => delete(customer, cmd),
        CustomerCommand::Erase(cmd) => erase(customer, cmd),
    }
}

impl Aggregate for Customer {
    const TYPE: &'static str = "customer";
    type Command = CustomerCommand;
    type Event = CustomerEvent;
    type Error = CustomerError;
    type Services = ();

    async fn handle(
        &mut self,
        command: CustomerCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), CustomerError> {
        for event in decide(self, command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: CustomerEvent) {
        self.evolve(event);
    }
}
