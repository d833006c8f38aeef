//! Making the orders that are due. It may run anywhere, as often as it likes, in several processes
//! at once, and be killed at any moment: a due date is settled in one append together with its
//! order, and claimed for good by that.

use chrono::{DateTime, Utc};
use domain::order::{Due, Order};
use domain::subscription::{
    self, Agreement, OrderDue, SkipDue, SkippedBecause, Subscription, SubscriptionError,
};
use domain::user::{Permission, Role};
use domain::values::{BusinessDay, OrderId, Outlet, SubscriptionId};
use infra::event_log::{Attempt, Draft, EventLog, Kept, Kind, Loaded, LogError, Metadata};
use tokio::sync::OnceCell;

use super::due_order::{DueOrder, Hand};
use crate::account::Follow;
use crate::authority::authorise;
use crate::error::{Fault, FaultKind};
use crate::outlet::outlet;
use crate::retry::{Replay, deciding};
use crate::{Call, CommandError, Desk};

/// Orders can be made so many days ahead.
pub const AHEAD: u64 = 31;

/// One run.
#[derive(Debug, Clone)]
pub struct Run {
    /// Now.
    pub at: DateTime<Utc>,
    /// What the events of this run are found by.
    pub request_id: String,
    /// Everything due until then; else until the outlet's day.
    pub until: Option<BusinessDay>,
}

/// What a run came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ran {
    /// Orders that were made.
    pub ordered: u32,
    /// Due dates for which no order could be made, for good.
    pub skipped: u32,
    /// Subscriptions of which everything was settled before.
    pub settled_before: u32,
    /// Subscriptions that have to be looked at again: the reason is in the logs.
    pub failed: u32,
}

impl std::ops::AddAssign for Ran {
    fn add_assign(&mut self, other: Self) {
        self.ordered += other.ordered;
        self.skipped += other.skipped;
        self.settled_before += other.settled_before;
        self.failed += other.failed;
    }
}

/// Whether somebody may have the orders made now, up to that day.
///
/// # Errors
/// [`CommandError`].
pub async fn may_run(
    desk: &Desk,
    call: &Call,
    until: Option<BusinessDay>,
) -> Result<(), CommandError> {
    let attempt = desk.log.attempt(true);
    authorise(&attempt, call, Permission::SubscriptionsRun).await?;
    let outlet = outlet(&attempt, Outlet::first().id, "outletId").await?;
    let latest = outlet.state.calendar().business_day(call.at).plus(AHEAD);
    if until.is_some_and(|until| until > latest) {
        let (kind, field) = (FaultKind::OutOfReach, "date".to_owned());
        let what = format!("must not lie after {latest}");
        return Err(CommandError::Faults(vec![Fault { kind, field, what }]));
    }
    Ok(())
}

/// Makes the orders that these subscriptions have due, an append for each. One that cannot be made
/// is remembered as skipped, and holds nothing else up.
///
/// # Errors
/// [`CommandError::Log`] if the log cannot be reached: what was made is made, and the next run goes
/// on from there.
pub async fn run(desk: &Desk, run: &Run, ids: &[SubscriptionId]) -> Result<Ran, CommandError> {
    let mut ran = Ran::default();
    for id in ids {
        let mut first = true;
        loop {
            match settle_one(desk, run, *id).await {
                Ok(Came::Ordered) => ran.ordered += 1,
                Ok(Came::Skipped) => ran.skipped += 1,
                Ok(Came::Nothing) => {
                    ran.settled_before += u32::from(first);
                    break;
                }
                Err(CommandError::Log(
                    failure @ (LogError::Unavailable(_)
                    | LogError::Busy
                    | LogError::Parted
                    | LogError::UnknownOutcome),
                )) => return Err(failure.into()),
                Err(error) => {
                    tracing::error!(subscription = %id, %error, "a due date was not settled");
                    ran.failed += 1;
                    break;
                }
            }
            first = false;
        }
    }
    Ok(ran)
}

/// What came of looking at a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    Ordered,
    Skipped,
    Nothing,
}

impl Replay for Came {
    /// A run has no key: what was done before, it finds settled.
    async fn again(_: &EventLog, _: &Kept) -> Result<Self, LogError> {
        Ok(Self::Nothing)
    }
}

/// Settles the first due date that is open.
async fn settle_one(desk: &Desk, run: &Run, id: SubscriptionId) -> Result<Came, CommandError> {
    let stream = Loaded::<Subscription>::fresh(id.get()).stream();
    let drawn = &OnceCell::new();
    let done = deciding(desk, None, &[stream], move |attempt| {
        Box::pin(async move {
            let subscription: Loaded<Subscription> = attempt.load(id.get()).await?;
            let agreement = subscription.state.agreement().ok_or(SubscriptionError::NotFound)?;
            let outlet = outlet(&attempt, agreement.outlet_id, "outletId").await?;
            let today = outlet.state.calendar().business_day(run.at);
            let until = run.until.unwrap_or(today);
            let Some(due) = agreement.next_due().filter(|due| *due <= until) else {
                return Ok(Came::Nothing);
            };
            let order_id = *drawn.get_or_try_init(|| desk.ids.next(Kind::Order)).await?;
            let mut draft = Draft::new(&metadata(run, agreement), run.at)?;
            draft.rely_on(&outlet);
            settle(&attempt, run, subscription, draft, (due, today), order_id).await
        })
    })
    .await?;
    Ok(done.what)
}

async fn settle(
    attempt: &Attempt,
    run: &Run,
    mut subscription: Loaded<Subscription>,
    mut draft: Draft,
    (due, today): (BusinessDay, BusinessDay),
    order_id: i64,
) -> Result<Came, CommandError> {
    let agreement = subscription.state.started()?;
    let mut order = Loaded::<Order>::fresh(order_id);
    let order_id = OrderId::new(order_id).map_err(|e| LogError::Database(e.to_string()))?;
    let call = Call {
        user_id: agreement.started_by.id,
        at: run.at,
        request_id: run.request_id.clone(),
        till_id: None,
        client_ip: None,
        key: None,
        approval: None,
    };
    // Nothing is asked for that would take more than a cashier.
    let hand = Hand { call: &call, role: Role::Cashier, by: agreement.started_by.clone() };
    // What was due while nobody looked is brought now.
    let when = (Some(Due { subscription_id: agreement.id, day: due }), due.max(today));
    let decided = DueOrder::of(agreement).decide(attempt, &mut draft, hand, order_id, when).await;
    let decided = match decided {
        Ok(placed) => {
            let followed = Follow::LIMITED.after(attempt, &mut draft, &[(&order, &placed)]).await;
            followed.map(|_| placed)
        }
        refused => refused,
    };
    let at = run.at;
    let (placed, settled, came) = match decided {
        Ok(placed) => {
            let cmd = OrderDue { due, order_id, at };
            (placed, subscription::order_due(&subscription.state, cmd)?, Came::Ordered)
        }
        Err(refusal) => {
            let Some(reason) = reason(&refusal) else { return Err(refusal) };
            tracing::warn!(subscription = %agreement.id, %due, %refusal, "no order could be made");
            let cmd = SkipDue { due, reason, at };
            (Vec::new(), subscription::skip_due(&subscription.state, cmd)?, Came::Skipped)
        }
    };
    draft.append(&order, &placed)?;
    draft.append(&subscription, &settled)?;
    let appended = attempt.append(draft).await?;
    order.absorb(placed, &appended);
    subscription.absorb(settled, &appended);
    Ok(came)
}

/// The shop itself acts, in the name of whoever wrote the subscription down.
fn metadata(run: &Run, agreement: &Agreement) -> Metadata {
    Metadata {
        user_id: Some(agreement.started_by.id.to_string()),
        username: Some(agreement.started_by.username.get().to_string()),
        role: Some("system".to_owned()),
        outlet_id: Some(agreement.outlet_id.to_string()),
        request_id: Some(run.request_id.clone()),
        correlation_id: Some(run.request_id.clone()),
        causation_id: Some(format!("subscription/{}", agreement.id)),
        ..Metadata::default()
    }
}

/// Why no order could be made; none if that is not the shop's saying no.
fn reason(refusal: &CommandError) -> Option<SkippedBecause> {
    if matches!(refusal, CommandError::Log(_)) {
        return None;
    }
    if matches!(refusal, CommandError::Account(_)) {
        return Some(SkippedBecause::CreditUsedUp);
    }
    let CommandError::Faults(faults) = refusal else { return Some(SkippedBecause::Refused) };
    let about = |fields: &[&str]| faults.iter().any(|fault| fields.contains(&&*fault.field));
    Some(if about(&["customerId"]) {
        SkippedBecause::CustomerGone
    } else if about(&["productId"]) {
        SkippedBecause::ProductGone
    } else if about(&["addressId", "address", "distanceKm"]) {
        SkippedBecause::Undeliverable
    } else {
        SkippedBecause::Refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::account::AccountError;
    use domain::order::OrderError;

    #[test]
    fn only_the_shops_own_no_skips_a_due_date() {
        let fault = |field: &str| {
            let (kind, field) = (FaultKind::Unknown, field.to_owned());
            CommandError::Faults(vec![Fault { kind, field, what: String::new() }])
        };
        let nothing = domain::values::Money::ZERO;
        let used_up = AccountError::BeyondLimit { limit: nothing, owed: nothing, free: nothing };
        for (refusal, expected) in [
            (fault("customerId"), Some(SkippedBecause::CustomerGone)),
            (fault("productId"), Some(SkippedBecause::ProductGone)),
            (fault("addressId"), Some(SkippedBecause::Undeliverable)),
            (used_up.into(), Some(SkippedBecause::CreditUsedUp)),
            (OrderError::TooMuchWater { most: 1 }.into(), Some(SkippedBecause::Refused)),
            (LogError::Conflict.into(), None),
            (LogError::Unavailable(String::new()).into(), None),
        ] {
            assert_eq!(reason(&refusal), expected, "{refusal:?}");
        }
    }
}
