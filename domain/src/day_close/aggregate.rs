//! The adapter between the decision about an outlet's books and `cqrs_es`.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;

use super::{CloseDay, DayBook, DayBookEvent, DayCloseError, close};

/// Everything that can be said about an outlet's books.
#[derive(Debug, Clone)]
pub enum DayBookCommand {
    /// See [`close`].
    Close(Box<CloseDay>),
}

impl Aggregate for DayBook {
    const TYPE: &'static str = "day_book";
    type Command = DayBookCommand;
    type Event = DayBookEvent;
    type Error = DayCloseError;
    type Services = ();

    async fn handle(
        &mut self,
        command: DayBookCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), DayCloseError> {
        let DayBookCommand::Close(cmd) = command;
        for event in close(self, *cmd)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: DayBookEvent) {
        self.evolve(event);
    }
}
