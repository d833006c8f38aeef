//! Looking over what was done, before it counts as done.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Order, OrderError, OrderEvent, Step};
use crate::user::Actor;
use crate::values::{CatalogName, Notes};

/// The most points of a checklist.
pub const MOST_POINTS: usize = 20;

/// Something that was looked at (US-007).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckPoint {
    /// What.
    pub point: CatalogName,
    /// Whether it is good.
    pub passed: bool,
}

/// Has an order looked over.
#[derive(Debug, Clone)]
pub struct SubmitQualityCheck {
    /// Who says it is done.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Says that what was looked over is not good.
#[derive(Debug, Clone)]
pub struct FailQualityCheck {
    /// What was looked at.
    pub checklist: Vec<CheckPoint>,
    /// What is wrong.
    pub notes: Option<Notes>,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the work can be looked over.
///
/// # Errors
/// [`OrderError::CannotNow`], [`OrderError::NotFound`].
pub fn submit_quality_check(
    order: &Order,
    cmd: SubmitQualityCheck,
) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.open_for(Step::SubmitQualityCheck)?;
    let SubmitQualityCheck { by, at: occurred_at } = cmd;
    Ok(vec![OrderEvent::QualityCheckSubmitted { order_id: ticket.id, by, occurred_at }])
}

/// Decides whether the work goes on.
///
/// # Errors
/// [`OrderError::CannotNow`], [`OrderError::NotFound`].
pub fn fail_quality_check(
    order: &Order,
    cmd: FailQualityCheck,
) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.open_for(Step::FailQualityCheck)?;
    Ok(vec![OrderEvent::QualityCheckFailed {
        order_id: ticket.id,
        checklist: cmd.checklist,
        notes: cmd.notes.map(|notes| ticket.about(notes)),
        by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{complete_cmd, kasir, later, started};
    use super::super::{PassQualityCheck, State, pass_quality_check};
    use super::*;
    use crate::log::replay;

    #[test]
    fn what_is_looked_over_goes_on_or_is_done() {
        let by = kasir();
        let mut events = started();
        let submit = SubmitQualityCheck { by: by.clone(), at: later() };
        events.extend(submit_quality_check(&replay(events.clone()), submit).unwrap());
        let looked_over: Order = replay(events.clone());
        let ticket = looked_over.ticket().unwrap();
        assert_eq!(ticket.state(), State::QualityCheck, "TRN-07");
        assert_eq!(
            (ticket.state().public(), ticket.sub_status()),
            ("in_progress", Some("quality_check"))
        );

        let fail = FailQualityCheck { checklist: vec![], notes: None, by, at: later() };
        let mut failed = events.clone();
        failed.extend(fail_quality_check(&looked_over, fail).unwrap());
        assert_eq!(replay::<Order>(failed).ticket().unwrap().state(), State::InProgress);

        let pass = PassQualityCheck { checklist: vec![], complete: complete_cmd() };
        events.extend(pass_quality_check(&looked_over, pass).unwrap());
        assert_eq!(replay::<Order>(events).ticket().unwrap().state(), State::Completed, "TRN-09");
    }
}
