//! The adapter between the order's decisions and `cqrs_es`.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;

use super::{
    ArrangeQueue, AssignEmployees, CancelOrder, CloseOrder, CompleteOrder, CorrectOrder,
    CreditPayment, DeductRefund, DeleteOrder, ErasePerson, FailDelivery, FailQualityCheck,
    HandOverOrder, InvoiceOrder, Order, OrderError, OrderEvent, PassQualityCheck, PlaceOrder,
    Queueing, RepriceOrder, ReversePayment, ReviseOrder, ReworkOrder, ScheduleDelivery, StartOrder,
    SubmitQualityCheck, WriteOffDebt, arrange_queue, assign, cancel, close, complete, correct,
    credit, deduct_refund, delete, erase_person, fail_delivery, fail_quality_check, hand_over,
    invoice, join_queue, leave_queue, pass_quality_check, place, reprice, reverse_payment, revise,
    rework, schedule_delivery, start, submit_quality_check, write_off,
};
use crate::log::LogAggregate;

/// Everything an order can be told.
#[derive(Debug, Clone)]
pub enum OrderCommand {
    /// See [`place`].
    Place(Box<PlaceOrder>),
    /// See [`revise`].
    Revise(Box<ReviseOrder>),
    /// See [`reprice`].
    Reprice(Box<RepriceOrder>),
    /// See [`correct`].
    Correct(CorrectOrder),
    /// See [`assign`].
    Assign(AssignEmployees),
    /// See [`start`].
    Start(StartOrder),
    /// See [`submit_quality_check`].
    SubmitQualityCheck(SubmitQualityCheck),
    /// See [`pass_quality_check`].
    PassQualityCheck(Box<PassQualityCheck>),
    /// See [`fail_quality_check`].
    FailQualityCheck(FailQualityCheck),
    /// See [`complete`].
    Complete(Box<CompleteOrder>),
    /// See [`cancel`].
    Cancel(CancelOrder),
    /// See [`hand_over`].
    HandOver(HandOverOrder),
    /// See [`rework`].
    Rework(ReworkOrder),
    /// See [`close`].
    Close(CloseOrder),
    /// See [`delete`].
    Delete(DeleteOrder),
    /// See [`schedule_delivery`].
    ScheduleDelivery(ScheduleDelivery),
    /// See [`fail_delivery`].
    FailDelivery(FailDelivery),
    /// See [`join_queue`].
    JoinQueue(Queueing),
    /// See [`leave_queue`].
    LeaveQueue(Queueing),
    /// See [`arrange_queue`].
    ArrangeQueue(ArrangeQueue),
    /// See [`credit`].
    Credit(CreditPayment),
    /// See [`reverse_payment`].
    ReversePayment(ReversePayment),
    /// See [`deduct_refund`].
    DeductRefund(DeductRefund),
    /// See [`invoice`].
    Invoice(InvoiceOrder),
    /// See [`write_off`].
    WriteOff(WriteOffDebt),
    /// See [`erase_person`].
    ErasePerson(ErasePerson),
}

impl Order {
    /// Decides what comes of a command.
    ///
    /// # Errors
    /// Those of the decision.
    pub fn decide(&self, command: OrderCommand) -> Result<Vec<OrderEvent>, OrderError> {
        match command {
            OrderCommand::Place(cmd) => place(self, *cmd),
            OrderCommand::Revise(cmd) => revise(self, *cmd),
            OrderCommand::Reprice(cmd) => reprice(self, *cmd),
            OrderCommand::Correct(cmd) => correct(self, cmd),
            OrderCommand::Assign(cmd) => assign(self, cmd),
            OrderCommand::Start(cmd) => start(self, cmd),
            OrderCommand::SubmitQualityCheck(cmd) => submit_quality_check(self, cmd),
            OrderCommand::PassQualityCheck(cmd) => pass_quality_check(self, *cmd),
            OrderCommand::FailQualityCheck(cmd) => fail_quality_check(self, cmd),
            OrderCommand::Complete(cmd) => complete(self, *cmd),
            OrderCommand::Cancel(cmd) => cancel(self, cmd),
            OrderCommand::HandOver(cmd) => hand_over(self, cmd),
            OrderCommand::Rework(cmd) => rework(self, cmd),
            OrderCommand::Close(cmd) => close(self, cmd),
            OrderCommand::Delete(cmd) => delete(self, cmd),
            OrderCommand::ScheduleDelivery(cmd) => schedule_delivery(self, cmd),
            OrderCommand::FailDelivery(cmd) => fail_delivery(self, cmd),
            OrderCommand::JoinQueue(cmd) => join_queue(self, cmd),
            OrderCommand::LeaveQueue(cmd) => leave_queue(self, cmd),
            OrderCommand::ArrangeQueue(cmd) => arrange_queue(self, cmd),
            OrderCommand::Credit(cmd) => credit(self, cmd),
            OrderCommand::ReversePayment(cmd) => reverse_payment(self, cmd),
            OrderCommand::DeductRefund(cmd) => deduct_refund(self, cmd),
            OrderCommand::Invoice(cmd) => invoice(self, cmd),
            OrderCommand::WriteOff(cmd) => write_off(self, cmd),
            OrderCommand::ErasePerson(cmd) => erase_person(self, cmd),
        }
    }
}

impl Order {
    /// The order as it is after that happened to it.
    #[must_use]
    pub fn after(&self, events: &[OrderEvent]) -> Self {
        let mut after = self.clone();
        for event in events {
            after.apply(event.clone());
        }
        after
    }
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
        for event in self.decide(command)? {
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
            .when(OrderCommand::Start(StartOrder { driver: None, by: kasir(), at: later() }))
            .then_expect_events(vec![OrderEvent::WorkStarted {
                order_id: OrderId::new(1).unwrap(),
                by: kasir(),
                occurred_at: later(),
            }]);
    }
}
