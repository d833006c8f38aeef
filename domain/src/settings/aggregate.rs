//! The adapter between the decisions about settings and `cqrs_es`.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;

use super::{
    SetDiscounts, SetIncomeSplit, SetLadder, SetLimits, SetSettlementFees, SetTaxes, Settings,
    SettingsError, SettingsEvent, set_discounts, set_ladder, set_limits, set_settlement_fees,
    set_split, set_taxes,
};

/// Everything that can be set.
#[derive(Debug, Clone)]
pub enum SettingsCommand {
    /// See [`set_taxes`].
    Taxes(SetTaxes),
    /// See [`set_discounts`].
    Discounts(SetDiscounts),
    /// See [`set_split`].
    IncomeSplit(SetIncomeSplit),
    /// See [`set_ladder`].
    Ladder(SetLadder),
    /// See [`set_limits`].
    Limits(SetLimits),
    /// See [`set_settlement_fees`].
    SettlementFees(SetSettlementFees),
}

impl Aggregate for Settings {
    const TYPE: &'static str = "settings";
    type Command = SettingsCommand;
    type Event = SettingsEvent;
    type Error = SettingsError;
    type Services = ();

    async fn handle(
        &mut self,
        command: SettingsCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), SettingsError> {
        let events = match command {
            SettingsCommand::Taxes(cmd) => set_taxes(self, &cmd),
            SettingsCommand::Discounts(cmd) => set_discounts(self, &cmd),
            SettingsCommand::IncomeSplit(cmd) => set_split(self, cmd)?,
            SettingsCommand::Ladder(cmd) => set_ladder(self, cmd)?,
            SettingsCommand::Limits(cmd) => set_limits(self, cmd),
            SettingsCommand::SettlementFees(cmd) => set_settlement_fees(self, cmd),
        };
        for event in events {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: SettingsEvent) {
        self.evolve(&event);
    }
}
