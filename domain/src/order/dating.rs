//! When something happened that is written down now (K-82).

use chrono::{DateTime, Duration, Utc};

use super::OrderError;
use crate::user::{Permission, Role};
use crate::values::Notes;

/// How far from now the shop takes what happened earlier, or will.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatingLimits {
    /// So many days back, by who may.
    pub back_days: u16,
    /// So many days ahead.
    pub ahead_days: u16,
}

/// A time that was said, and why it is not now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidTime {
    /// When.
    pub at: DateTime<Utc>,
    /// Why that is written down only now.
    pub reason: Option<Notes>,
}

/// Within this much of now, clocks differ and people type: it counts as now.
const SLACK: Duration = Duration::minutes(5);

/// When it happened, and why that is not now, if it is not.
///
/// # Errors
/// [`OrderError::DateOutOfRange`], [`OrderError::BackdatingForbidden`],
/// [`OrderError::BackdatingReasonMissing`].
pub(crate) fn settle(
    field: &'static str,
    said: Option<SaidTime>,
    now: DateTime<Utc>,
    limits: DatingLimits,
    role: Role,
) -> Result<(DateTime<Utc>, Option<Notes>), OrderError> {
    let Some(SaidTime { at, reason }) = said else { return Ok((now, None)) };
    let DatingLimits { back_days: back, ahead_days: ahead } = limits;
    let earliest = now - Duration::days(back.into());
    let latest = now + Duration::days(ahead.into()) + SLACK;
    if !(earliest..=latest).contains(&at) {
        return Err(OrderError::DateOutOfRange { field, back, ahead });
    }
    if at >= now - SLACK {
        return Ok((at, None));
    }
    if !Permission::OrdersBackdate.granted_to(role) {
        return Err(OrderError::BackdatingForbidden);
    }
    let reason = reason.ok_or(OrderError::BackdatingReasonMissing)?;
    Ok((at, Some(reason)))
}
