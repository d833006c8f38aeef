//! An order's place in the queue: joining, leaving, going before others, taking a bay.

use domain::order::{self, ArrangeQueue, Order, OrderError, OrderEvent, Priority, Queueing};
use domain::user::Permission;
use domain::values::{Bay, Notes};
use infra::event_log::Loaded;

use super::target::OrderTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

type Decision = fn(&Order, Queueing) -> Result<Vec<OrderEvent>, OrderError>;

async fn queueing(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
    decision: Decision,
) -> Result<Done<Loaded<Order>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::QueueUpdate).await?;
            let cmd = Queueing { by: opened.by.clone(), at: call.at };
            let events = decision(&opened.order.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

/// Gives an order a place in the queue again.
///
/// # Errors
/// [`CommandError`].
pub async fn join_queue(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
) -> Result<Done<Loaded<Order>>, CommandError> {
    queueing(desk, call, target, order::join_queue).await
}

/// Takes an order out of the queue; the order itself stays as it is.
///
/// # Errors
/// [`CommandError`].
pub async fn leave_queue(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
) -> Result<Done<Loaded<Order>>, CommandError> {
    queueing(desk, call, target, order::leave_queue).await
}

/// Where in the queue an order shall stand; what is none stays.
#[derive(Debug, Clone, Default)]
#[allow(clippy::option_option)] // to leave alone, to take away, to set
pub struct Arrangement {
    /// The bay.
    pub bay: Option<Option<Bay>>,
    /// How far it goes before others.
    pub priority: Option<Priority>,
    /// Why.
    pub reason: Option<Notes>,
}

/// Lets an order go before others, or gives it a bay.
///
/// # Errors
/// [`CommandError`].
pub async fn arrange_queue(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
    arrangement: &Arrangement,
) -> Result<Done<Loaded<Order>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::QueueUpdate).await?;
            let Arrangement { bay, priority, reason } = arrangement.clone();
            let by = opened.by.clone();
            let cmd = ArrangeQueue { bay, priority, reason, by, at: call.at };
            let events = order::arrange_queue(&opened.order.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}
