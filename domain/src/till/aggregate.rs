//! The adapter between the decisions about a till and `cqrs_es`.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;

use super::{EnrolTill, RetireTill, Till, TillError, TillEvent, enrol, retire};

/// Everything that can be said about a shared till.
#[derive(Debug, Clone)]
pub enum TillCommand {
    /// See [`enrol`].
    Enrol(EnrolTill),
    /// See [`retire`].
    Retire(RetireTill),
}

impl Aggregate for Till {
    const TYPE: &'static str = "till";
    type Command = TillCommand;
    type Event = TillEvent;
    type Error = TillError;
    type Services = ();

    async fn handle(
        &mut self,
        command: TillCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), TillError> {
        let events = match command {
            TillCommand::Enrol(cmd) => enrol(self, cmd)?,
            TillCommand::Retire(cmd) => retire(self, cmd)?,
        };
        for event in events {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: TillEvent) {
        self.evolve(event);
    }
}
