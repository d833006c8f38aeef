//! Why the shop says no to a setting.

use crate::values::BusinessDay;

/// Why a setting was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The employees' part of a car wash is a matter of its package.
    #[error("a car wash has no income split: its employees get the cut of its package")]
    CutOfPackage,
    /// What was earned is divided already.
    #[error("a split can begin today ({today}) or later: what was earned before is divided")]
    BeforeToday {
        /// The outlet's day.
        today: BusinessDay,
    },
    /// The steps of the ladder would not rise.
    #[error("a manager's limit cannot lie below a cashier's")]
    LadderFalls,
}
