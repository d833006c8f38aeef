//! The adapter between the order's decisions and `cqrs_es`.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;

use super::{
    AssignEmployees, CompleteOrder, CreditPayment, Order, OrderError, OrderEvent, PlaceCarWash,
    StartOrder, assign, complete, credit, place_car_wash, start,
};
use crate::log::LogAggregate;

/// Everything an order can be told.
#[derive(Debug, Clone)]
pub enum OrderCommand {
    /// See [`place_car_wash`].
    PlaceCarWash(Box<PlaceCarWash>),
    /// See [`assign`].
    Assign(AssignEmployees),
    /// See [`start`].
    Start(StartOrder),
    /// See [`complete`].
    Complete(CompleteOrder),
    /// See [`credit`].
    Credit(CreditPayment),
}

impl LogAggregate for Order {}

impl Aggregate for Order {
    const TYPE: &'static str = "order";
    type Command = OrderCommand;
    type Event = OrderEvent;
    type Error = OrderError;
    type Services = ();

    async fn handle(
        &mut self,
        command: OrderCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), OrderError> {
        let events = match command {
            OrderCommand::PlaceCarWash(cmd) => place_car_wash(self, *cmd)?,
            OrderCommand::Assign(cmd) => assign(self, cmd)?,
            OrderCommand::Start(cmd) => start(self, cmd)?,
            OrderCommand::Complete(cmd) => complete(self, cmd)?,
            OrderCommand::Credit(cmd) => credit(self, cmd)?,
        };
        for event in events {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: OrderEvent) {
        self.evolve(event);
    }
}

#[cfg(test)]
mod tests {
    use cqrs_es::test::TestFramework;

    use super::super::fixtures::{kasir, later, pending};
    use super::*;
    use crate::values::OrderId;

    #[test]
    fn the_adapter_calls_the_decision() {
        TestFramework::<Order>::with(())
            .given(pending())
            .when(OrderCommand::Start(StartOrder { by: kasir(), at: later() }))
            .then_expect_events(vec![OrderEvent::WorkStarted {
                order_id: OrderId::new(1).unwrap(),
                started_by: kasir(),
                occurred_at: later(),
            }]);
    }
}
