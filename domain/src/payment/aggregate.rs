//! The adapter between the decisions about payments and `cqrs_es`.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;

use super::{
    ApproveRefund, ConfirmPayment, FailPayment, PayOutRefund, Payment, PaymentError, PaymentEvent,
    RejectRefund, RequestRefund, SettleLine, TakePayment, VoidPayment, approve_refund, confirm,
    fail, pay_out_refund, reject_refund, request_refund, settle, settle_refund, take, void,
};
use crate::log::LogAggregate;
use crate::order::Order;
use crate::values::{Money, RefundId};

/// Everything a payment can be told. Where a decision is over two aggregates the order is handed in.
#[derive(Debug, Clone)]
pub enum PaymentCommand {
    /// See [`take`].
    Take(Box<Order>, Box<TakePayment>),
    /// See [`confirm`].
    Confirm(Box<Order>, ConfirmPayment),
    /// See [`fail`].
    Fail(FailPayment),
    /// See [`void`].
    Void(Box<Order>, VoidPayment),
    /// See [`request_refund`].
    RequestRefund(RequestRefund),
    /// See [`approve_refund`].
    ApproveRefund(ApproveRefund),
    /// See [`reject_refund`].
    RejectRefund(RejectRefund),
    /// See [`pay_out_refund`].
    PayOutRefund(Box<Order>, PayOutRefund),
    /// See [`settle`].
    Settle(SettleLine, Money),
    /// See [`settle_refund`].
    SettleRefund(SettleLine, RefundId),
}

impl LogAggregate for Payment {}

impl Aggregate for Payment {
    const TYPE: &'static str = "payment";
    type Command = PaymentCommand;
    type Event = PaymentEvent;
    type Error = PaymentError;
    type Services = ();

    async fn handle(
        &mut self,
        command: PaymentCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), PaymentError> {
        let events = match command {
            PaymentCommand::Take(order, cmd) => take(self, &order, *cmd)?.0,
            PaymentCommand::Confirm(order, cmd) => confirm(self, &order, cmd)?.0,
            PaymentCommand::Fail(cmd) => fail(self, cmd)?,
            PaymentCommand::Void(order, cmd) => void(self, &order, cmd)?.0,
            PaymentCommand::RequestRefund(cmd) => request_refund(self, cmd)?,
            PaymentCommand::ApproveRefund(cmd) => approve_refund(self, cmd)?,
            PaymentCommand::RejectRefund(cmd) => reject_refund(self, cmd)?,
            PaymentCommand::PayOutRefund(order, cmd) => pay_out_refund(self, &order, cmd)?.0,
            PaymentCommand::Settle(line, fee) => vec![settle(self, &line, fee)?],
            PaymentCommand::SettleRefund(line, id) => vec![settle_refund(self, id, &line)?],
        };
        for event in events {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: PaymentEvent) {
        self.evolve(event);
    }
}
