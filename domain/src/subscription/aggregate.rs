//! The adapter between the decisions about a subscription and `cqrs_es`.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;

use super::{
    ChangeSubscription, EndSubscription, OrderDue, PauseSubscription, ResumeSubscription, SkipDue,
    StartSubscription, Subscription, SubscriptionError, SubscriptionEvent, change, end, order_due,
    pause, resume, skip_due, start,
};

/// Everything that can be said about a subscription.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant)] // commands are not kept
pub enum SubscriptionCommand {
    /// See [`start`].
    Start(StartSubscription),
    /// See [`change`].
    Change(ChangeSubscription),
    /// See [`pause`].
    Pause(PauseSubscription),
    /// See [`resume`].
    Resume(ResumeSubscription),
    /// See [`end`].
    End(EndSubscription),
    /// See [`order_due`].
    OrderDue(OrderDue),
    /// See [`skip_due`].
    SkipDue(SkipDue),
}

impl Aggregate for Subscription {
    const TYPE: &'static str = "subscription";
    type Command = SubscriptionCommand;
    type Event = SubscriptionEvent;
    type Error = SubscriptionError;
    type Services = ();

    async fn handle(
        &mut self,
        command: SubscriptionCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), SubscriptionError> {
        let events = match command {
            SubscriptionCommand::Start(cmd) => start(self, cmd)?,
            SubscriptionCommand::Change(cmd) => change(self, cmd)?,
            SubscriptionCommand::Pause(cmd) => pause(self, cmd)?,
            SubscriptionCommand::Resume(cmd) => resume(self, cmd)?,
            SubscriptionCommand::End(cmd) => end(self, cmd)?,
            SubscriptionCommand::OrderDue(cmd) => order_due(self, cmd)?,
            SubscriptionCommand::SkipDue(cmd) => skip_due(self, cmd)?,
        };
        for event in events {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: SubscriptionEvent) {
        self.evolve(event);
    }
}
