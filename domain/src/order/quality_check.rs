//! Looking over what was done, before it counts as done.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    CompleteOrder, Order, OrderError, OrderEvent, PassQualityCheck, Step, pass_quality_check,
};
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

/// Says at once that the work is done and what came of looking it over.
#[derive(Debug, Clone)]
pub struct FinishChecked {
    /// Whether it is good.
    pub passed: bool,
    /// What was looked at.
    pub checklist: Vec<CheckPoint>,
    /// How the work is finished, if it is good.
    pub complete: CompleteOrder,
}

/// Decides whether the work is done and good, or goes on: both steps of a check in one.
///
/// # Errors
/// As for [`submit_quality_check`] and [`pass_quality_check`].
pub fn finish_checked(order: &Order, cmd: FinishChecked) -> Result<Vec<OrderEvent>, OrderError> {
    let FinishChecked { passed, checklist, complete } = cmd;
    let (by, at) = (complete.by.clone(), complete.at);
    let mut events = submit_quality_check(order, SubmitQualityCheck { by: by.clone(), at })?;
    let mut looked_over = order.clone();
    events.iter().cloned().for_each(|event| looked_over.evolve(event));
    events.extend(if passed {
        pass_quality_check(&looked_over, PassQualityCheck { checklist, complete })?
    } else {
        let notes = complete.notes;
        fail_quality_check(&looked_over, FailQualityCheck { checklist, notes, by, at })?
    });
    Ok(events)
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
    use super::super::fixtures::{authority, complete_cmd, kasir, later, started, water};
    use super::super::{
        Details, PassQualityCheck, ReviseOrder, StartOrder, State, pass_quality_check, place,
        revise, start,
    };
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
    #[test]
    fn what_became_something_to_be_brought_is_not_done_by_looking_it_over() {
        let mut at_the_counter = water();
        let Details::WaterDelivery(fetched) = &mut at_the_counter.details else { unreachable!() };
        fetched.destination = None;
        let (by, at) = (kasir(), later());
        let mut events = place(&Order::default(), at_the_counter).unwrap();
        let begin = StartOrder { driver: None, by: by.clone(), at };
        events.extend(start(&replay(events.clone()), begin).unwrap());
        let submit = SubmitQualityCheck { by: by.clone(), at };
        events.extend(submit_quality_check(&replay(events.clone()), submit).unwrap());
        let to_the_door = ReviseOrder {
            details: water().details,
            orderer: water().orderer,
            automatic_bp: water().terms.automatic_bp,
            authority: authority(),
            most_water: 1000,
            editor: None,
            by: by.clone(),
            at,
        };
        events.extend(revise(&replay(events.clone()), to_the_door).unwrap());
        let pass = PassQualityCheck { checklist: vec![], complete: complete_cmd() };
        let refused = pass_quality_check(&replay(events.clone()), pass).unwrap_err();
        assert!(matches!(refused, OrderError::CannotNow { step: Step::PassQualityCheck, .. }));
        let fail = FailQualityCheck { checklist: vec![], notes: None, by: by.clone(), at };
        events.extend(fail_quality_check(&replay(events.clone()), fail).unwrap());
        let begin = StartOrder { driver: None, by, at };
        assert!(start(&replay(events), begin).is_ok(), "the driver goes");
    }
}
