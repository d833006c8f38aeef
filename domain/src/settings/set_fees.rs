//! Setting what banks and wallets are expected to keep.

use chrono::{DateTime, Utc};

use super::{Settings, SettingsEvent, SettlementFees};
use crate::user::Actor;

/// Sets what banks and wallets are expected to keep.
#[derive(Debug, Clone)]
pub struct SetSettlementFees {
    /// All of the fees.
    pub fees: SettlementFees,
    /// Who sets them.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the fees are set. What stays as it is changes nothing.
pub fn set_settlement_fees(settings: &Settings, cmd: SetSettlementFees) -> Vec<SettingsEvent> {
    if cmd.fees == settings.settlement_fees() {
        return Vec::new();
    }
    let SetSettlementFees { fees, by: set_by, at: occurred_at } = cmd;
    vec![SettingsEvent::SettlementFeesSet { fees, set_by, occurred_at }]
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{ibu, now};
    use super::*;
    use crate::log::replay;

    #[test]
    fn fees_are_set_once_and_nothing_at_first() {
        let before = Settings::default();
        assert_eq!(before.settlement_fees(), SettlementFees::default());
        let e_wallet = SettlementFees::share(250).unwrap();
        let fees = SettlementFees { e_wallet, ..SettlementFees::default() };
        let cmd = SetSettlementFees { fees, by: ibu(), at: now() };
        let settings: Settings = replay(set_settlement_fees(&before, cmd.clone()));
        assert_eq!(settings.settlement_fees(), fees);
        assert_eq!(set_settlement_fees(&settings, cmd), vec![]);
    }
}
