//! What is appended: deposits to tallies, on the word of a teller. One aggregate and one decision
//! for the paths that decide, so that they differ in how they store and in nothing else.

use chrono::{DateTime, Utc};
use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use domain::log::{LogAggregate, LogEvent};
use serde::{Deserialize, Serialize};

/// Money that was put aside.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tally {
    total: i64,
    deposits: u32,
}

/// Put amounts aside, each with a note.
#[derive(Debug, Clone)]
pub(super) struct Deposit {
    pub tally: i64,
    pub amounts: Vec<i64>,
    pub padding: String,
    pub at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum TallyEvent {
    #[serde(rename_all = "camelCase")]
    Deposited {
        tally_id: i64,
        amount: i64,
        total: i64,
        deposits: u32,
        padding: String,
        occurred_at: DateTime<Utc>,
    },
}

/// Why nothing was put aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum TallyError {
    #[error("an amount must be more than nothing")]
    NothingDeposited,
}

/// Decides over a deposit.
pub(super) fn deposit(tally: &Tally, cmd: &Deposit) -> Result<Vec<TallyEvent>, TallyError> {
    let (mut total, mut deposits) = (tally.total, tally.deposits);
    let mut events = Vec::with_capacity(cmd.amounts.len());
    for amount in cmd.amounts.iter().copied() {
        if amount <= 0 {
            return Err(TallyError::NothingDeposited);
        }
        total += amount;
        deposits += 1;
        events.push(TallyEvent::Deposited {
            tally_id: cmd.tally,
            amount,
            total,
            deposits,
            padding: cmd.padding.clone(),
            occurred_at: cmd.at,
        });
    }
    Ok(events)
}

impl DomainEvent for TallyEvent {
    fn event_type(&self) -> String {
        match self {
            Self::Deposited { .. } => "Deposited".to_owned(),
        }
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for TallyEvent {}

impl LogAggregate for Tally {}

impl Aggregate for Tally {
    const TYPE: &'static str = "tally";
    type Command = Deposit;
    type Event = TallyEvent;
    type Error = TallyError;
    type Services = ();

    async fn handle(
        &mut self,
        command: Deposit,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), TallyError> {
        for event in deposit(self, &command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: TallyEvent) {
        match event {
            TallyEvent::Deposited { total, deposits, .. } => {
                self.total = total;
                self.deposits = deposits;
            }
        }
    }
}

/// Who takes deposits: what every command relies on beside its tally, as commands of the shop do
/// on their caller's role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Teller {
    hired: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum TellerEvent {
    TellerHired {},
}

impl DomainEvent for TellerEvent {
    fn event_type(&self) -> String {
        match self {
            Self::TellerHired {} => "TellerHired".to_owned(),
        }
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for TellerEvent {}

impl LogAggregate for Teller {}

impl Aggregate for Teller {
    const TYPE: &'static str = "teller";
    type Command = ();
    type Event = TellerEvent;
    type Error = TallyError;
    type Services = ();

    async fn handle(&mut self, (): (), (): &(), sink: &EventSink<Self>) -> Result<(), TallyError> {
        sink.write(TellerEvent::TellerHired {}, self).await;
        Ok(())
    }

    fn apply(&mut self, event: TellerEvent) {
        match event {
            TellerEvent::TellerHired {} => self.hired = true,
        }
    }
}
