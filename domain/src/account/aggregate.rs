//! The adapter between the decisions about an account and `cqrs_es`.

use std::convert::Infallible;

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;

use super::{Account, AccountEvent, MoveDebts, move_debts};
use crate::log::LogAggregate;

/// What an account can be told by itself; all else is decided together with invoices and customers.
#[derive(Debug, Clone)]
pub enum AccountCommand {
    /// See [`move_debts`].
    Move(MoveDebts),
}

impl LogAggregate for Account {}

impl Aggregate for Account {
    const TYPE: &'static str = "account";
    type Command = AccountCommand;
    type Event = AccountEvent;
    type Error = Infallible;
    type Services = ();

    async fn handle(
        &mut self,
        command: AccountCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Infallible> {
        let AccountCommand::Move(cmd) = command;
        for event in move_debts(self, cmd) {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: AccountEvent) {
        self.evolve(event);
    }
}
