//! The adapter between the decisions about an invoice and `cqrs_es`.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;

use super::{
    Invoice, InvoiceError, InvoiceEvent, IssueInvoice, MoveLines, WriteOffInvoice, issue,
    move_lines, write_off,
};
use crate::account::Account;
use crate::order::Order;

/// What an invoice can be told. Where a decision is over other aggregates too they are handed in.
#[derive(Debug, Clone)]
pub enum InvoiceCommand {
    /// See [`issue`].
    Issue(Box<Account>, Vec<Order>, Box<IssueInvoice>),
    /// See [`write_off`].
    WriteOff(Vec<Order>, Box<WriteOffInvoice>),
    /// See [`move_lines`].
    Move(MoveLines),
}

impl Aggregate for Invoice {
    const TYPE: &'static str = "invoice";
    type Command = InvoiceCommand;
    type Event = InvoiceEvent;
    type Error = InvoiceError;
    type Services = ();

    async fn handle(
        &mut self,
        command: InvoiceCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), InvoiceError> {
        let events = match command {
            InvoiceCommand::Issue(account, orders, cmd) => {
                issue(self, &account, &orders.iter().collect::<Vec<_>>(), *cmd)?.invoice
            }
            InvoiceCommand::WriteOff(orders, cmd) => {
                write_off(self, &orders.iter().collect::<Vec<_>>(), *cmd)?.invoice
            }
            InvoiceCommand::Move(cmd) => move_lines(self, cmd)?,
        };
        for event in events {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: InvoiceEvent) {
        self.evolve(event);
    }
}
