//! What happens makes a settlement; and the adapter to `cqrs_es`.

use std::collections::BTreeMap;

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;

use super::{RecordSettlement, Settlement, SettlementError, SettlementEvent, Statement, record};
use crate::log::LogAggregate;
use crate::payment::Payment;
use crate::values::PaymentId;

/// Everything that can be said about a settlement.
#[derive(Debug, Clone)]
pub enum SettlementCommand {
    /// See [`record`].
    Record(BTreeMap<PaymentId, Payment>, Box<RecordSettlement>),
}

impl LogAggregate for Settlement {
    const CLAIMS: bool = true;
}

impl Aggregate for Settlement {
    const TYPE: &'static str = "settlement";
    type Command = SettlementCommand;
    type Event = SettlementEvent;
    type Error = SettlementError;
    type Services = ();

    async fn handle(
        &mut self,
        command: SettlementCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), SettlementError> {
        let SettlementCommand::Record(known, cmd) = command;
        let known = known.iter().map(|(id, payment)| (*id, payment)).collect();
        for event in record(self, &known, *cmd)?.settlement {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: SettlementEvent) {
        let SettlementEvent::SettlementRecorded {
            settlement_id: id,
            outlet_id,
            method,
            gross,
            fee,
            received,
            settled_on,
            reference_number,
            note,
            payments,
            refunds,
            business_day,
            by: recorded_by,
            occurred_at: recorded_at,
        } = event;
        self.0 = Some(Box::new(Statement {
            id,
            outlet_id,
            method,
            gross,
            fee,
            received,
            settled_on,
            reference_number,
            note,
            payments,
            refunds,
            business_day,
            recorded_by,
            recorded_at,
        }));
    }
}
