//! The state of a payment, and the adapter to `cqrs_es`.

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{PaymentError, PaymentEvent, PaymentMethod, TakePayment, take};
use crate::log::{LogAggregate, PrintedNumber};
use crate::order::Order;
use crate::values::{Money, Notes, OrderId, PaymentId, Personal};

/// A payment, or none yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment(Option<Receipt>);

/// What stands on the receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The payment.
    pub id: PaymentId,
    /// The receipt's number; absent only between the decision and the log.
    pub number: Option<PrintedNumber>,
    /// What it is for.
    pub order_id: OrderId,
    /// How much of the order it pays, in Rupiah.
    pub amount: Money,
    /// By what means.
    pub method: PaymentMethod,
    /// What the customer handed over, for cash, in Rupiah.
    pub amount_tendered: Option<Money>,
    /// What went back, in Rupiah.
    pub change: Money,
    /// The bank's or the wallet's own number of it.
    pub reference_number: Option<String>,
    /// What was written down about it.
    pub notes: Option<Personal<Notes>>,
    /// When.
    pub received_at: DateTime<Utc>,
}

impl Payment {
    /// The receipt, if money was ever taken.
    pub const fn receipt(&self) -> Option<&Receipt> {
        self.0.as_ref()
    }
}

impl LogAggregate for Payment {}

impl Aggregate for Payment {
    const TYPE: &'static str = "payment";
    /// The order is handed in: a payment decides over two aggregates.
    type Command = (Box<Order>, TakePayment);
    type Event = PaymentEvent;
    type Error = PaymentError;
    type Services = ();

    async fn handle(
        &mut self,
        (order, cmd): Self::Command,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), PaymentError> {
        let (received, _credited) = take(self, &order, cmd)?;
        for event in received {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: PaymentEvent) {
        match event {
            PaymentEvent::PaymentReceived {
                payment_id,
                receipt_number,
                order_id,
                amount,
                method,
                amount_tendered,
                change,
                reference_number,
                notes,
                occurred_at,
                ..
            } => {
                self.0 = Some(Receipt {
                    id: payment_id,
                    number: receipt_number,
                    order_id,
                    amount,
                    method,
                    amount_tendered,
                    change,
                    reference_number,
                    notes,
                    received_at: occurred_at,
                });
            }
        }
    }
}
