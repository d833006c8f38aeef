//! Setting what an order may be.

use chrono::{DateTime, Utc};

use super::{Limits, Settings, SettingsEvent};
use crate::user::Actor;

/// Sets what an order may be.
#[derive(Debug, Clone)]
pub struct SetLimits {
    /// All of the limits.
    pub limits: Limits,
    /// Who sets them.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the limits are set. What stays as it is changes nothing.
pub fn set_limits(settings: &Settings, cmd: SetLimits) -> Vec<SettingsEvent> {
    if cmd.limits == *settings.limits() {
        return Vec::new();
    }
    let SetLimits { limits, by: set_by, at: occurred_at } = cmd;
    vec![SettingsEvent::LimitsSet { limits, set_by, occurred_at }]
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{ibu, now};
    use super::*;
    use crate::log::replay;

    #[test]
    fn limits_are_set_once() {
        let limits = Limits { backdate_days: 7, ..Limits::default() };
        let cmd = SetLimits { limits, by: ibu(), at: now() };
        let settings: Settings = replay(set_limits(&Settings::default(), cmd.clone()));
        assert_eq!(settings.limits().backdate_days, 7);
        assert_eq!(set_limits(&settings, cmd), vec![]);
    }
}
