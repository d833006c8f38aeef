//! Having an order looked over, and saying what came of it.

use domain::order::{
    self, CheckPoint, FailQualityCheck, FinishChecked, Order, PassQualityCheck, Step,
    SubmitQualityCheck,
};
use domain::values::Notes;
use infra::event_log::Loaded;

use super::complete::{Finished, completion, containers};
use super::target::OrderTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Has an order looked over.
///
/// # Errors
/// [`CommandError`].
pub async fn submit_quality_check(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
) -> Result<Done<Loaded<Order>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let step = Step::SubmitQualityCheck;
            let opened = target.open(&attempt, call, step.permission()).await?;
            let cmd = SubmitQualityCheck { by: opened.by.clone(), at: call.at };
            let events = order::submit_quality_check(&opened.order.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

/// What came of looking an order over.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// Whether it is good.
    pub passed: bool,
    /// What was looked at.
    pub checklist: Vec<CheckPoint>,
    /// What was written down about it.
    pub notes: Option<Notes>,
}

/// Finishes work that was looked over in the same breath: it is completed by that, or goes on.
///
/// # Errors
/// [`CommandError`].
pub async fn finish_checked(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
    finished: &Finished,
    verdict: &Verdict,
) -> Result<Done<Loaded<Order>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let step = Step::Complete;
            let mut opened = target.open(&attempt, call, step.permission()).await?;
            let complete = completion(&mut opened, &attempt, call, finished).await?;
            let Verdict { passed, checklist, .. } = verdict.clone();
            let cmd = FinishChecked { passed, checklist, complete };
            let events = order::finish_checked(&opened.order.state, cmd)?;
            let returned = finished.containers_returned;
            containers(&mut opened, &attempt, call, &events, returned).await?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

/// Says what came of looking an order over: it is completed by that, or goes on.
///
/// # Errors
/// [`CommandError`].
pub async fn quality_check(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
    verdict: &Verdict,
) -> Result<Done<Loaded<Order>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let step = Step::PassQualityCheck;
            let mut opened = target.open(&attempt, call, step.permission()).await?;
            let Verdict { passed, checklist, notes } = verdict.clone();
            let events = if passed {
                let finished = Finished { notes, ..Finished::default() };
                let complete = completion(&mut opened, &attempt, call, &finished).await?;
                let cmd = PassQualityCheck { checklist, complete };
                order::pass_quality_check(&opened.order.state, cmd)?
            } else {
                let by = opened.by.clone();
                let cmd = FailQualityCheck { checklist, notes, by, at: call.at };
                order::fail_quality_check(&opened.order.state, cmd)?
            };
            containers(&mut opened, &attempt, call, &events, None).await?;
            opened.save(&attempt, events).await
        })
    })
    .await
}
