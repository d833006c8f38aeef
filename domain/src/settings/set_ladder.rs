//! Setting who may take how much off a price (K-12).

use chrono::{DateTime, Utc};

use super::{DiscountLadder, Settings, SettingsError, SettingsEvent};
use crate::user::Actor;

/// Sets who may take how much off a price.
#[derive(Debug, Clone)]
pub struct SetLadder {
    /// The steps.
    pub ladder: DiscountLadder,
    /// Who sets it.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the ladder is set. What stays as it is changes nothing.
///
/// # Errors
/// [`SettingsError::LadderFalls`].
pub fn set_ladder(
    settings: &Settings,
    cmd: SetLadder,
) -> Result<Vec<SettingsEvent>, SettingsError> {
    if cmd.ladder.manager_up_to < cmd.ladder.cashier_below {
        return Err(SettingsError::LadderFalls);
    }
    if cmd.ladder == settings.ladder() {
        return Ok(Vec::new());
    }
    let SetLadder { ladder, by: set_by, at: occurred_at } = cmd;
    Ok(vec![SettingsEvent::LadderSet { ladder, set_by, occurred_at }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{ibu, now};
    use super::*;
    use crate::log::replay;
    use crate::values::Money;

    fn cmd(cashier_below: i64, manager_up_to: i64) -> SetLadder {
        let ladder = DiscountLadder {
            cashier_below: Money::rupiah(cashier_below),
            manager_up_to: Money::rupiah(manager_up_to),
            ..DiscountLadder::default()
        };
        SetLadder { ladder, by: ibu(), at: now() }
    }

    #[test]
    fn a_ladder_is_set_once() {
        let settings: Settings =
            replay(set_ladder(&Settings::default(), cmd(20_000, 300_000)).unwrap());
        assert_eq!(settings.ladder().cashier_below, Money::rupiah(20_000));
        assert_eq!(set_ladder(&settings, cmd(20_000, 300_000)), Ok(vec![]));
    }

    #[test]
    fn a_ladder_rises() {
        let falls = set_ladder(&Settings::default(), cmd(50_000, 49_999));
        assert_eq!(falls, Err(SettingsError::LadderFalls));
        assert!(set_ladder(&Settings::default(), cmd(50_000, 50_000)).is_ok());
    }
}
