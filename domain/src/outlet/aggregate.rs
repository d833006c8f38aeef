//! The adapter between the decisions about an outlet and `cqrs_es`.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;

use super::{EditOutlet, OpenOutlet, Outlet, OutletError, OutletEvent, edit, open};

/// Everything that can be said about an outlet.
#[derive(Debug, Clone)]
pub enum OutletCommand {
    /// See [`open`].
    Open(OpenOutlet),
    /// See [`edit`].
    Edit(EditOutlet),
}

impl Aggregate for Outlet {
    const TYPE: &'static str = "outlet";
    type Command = OutletCommand;
    type Event = OutletEvent;
    type Error = OutletError;
    type Services = ();

    async fn handle(
        &mut self,
        command: OutletCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), OutletError> {
        let events = match command {
            OutletCommand::Open(cmd) => open(self, cmd)?,
            OutletCommand::Edit(cmd) => edit(self, cmd)?,
        };
        for event in events {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: OutletEvent) {
        self.evolve(event);
    }
}
