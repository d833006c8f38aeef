//! Finishing the work on an order.

use domain::customer::{self, Customer, CustomerError, LendContainers, ReturnContainers};
use domain::order::{self, CompleteOrder, Details, Order, OrderError, OrderEvent, SaidTime, Step};
use domain::values::{ContainerCount, Notes, ProductId};
use infra::event_log::{Attempt, Loaded};

use super::target::{Opened, OrderTarget, dating};
use crate::error::{Fault, FaultKind};
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// How work was finished.
#[derive(Debug, Clone, Default)]
pub struct Finished {
    /// What was written down about it.
    pub notes: Option<Notes>,
    /// When, if not now.
    pub at: Option<SaidTime>,
    /// Containers the customer gave back at the door.
    pub containers_returned: Option<ContainerCount>,
}

/// Finishes the work; income and shares are fixed. What is brought is handed over by that, and what
/// it came in is lent to the customer; empty ones come back in the same breath.
///
/// # Errors
/// [`CommandError`].
pub async fn complete(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
    finished: &Finished,
) -> Result<Done<Loaded<Order>>, CommandError> {
    finish(desk, call, target, finished, order::complete).await
}

/// Hands over at the door what is brought there, as [`complete`] does; never anything else.
///
/// # Errors
/// [`CommandError`].
pub async fn deliver(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
    finished: &Finished,
) -> Result<Done<Loaded<Order>>, CommandError> {
    finish(desk, call, target, finished, order::deliver).await
}

type Decision = fn(&Order, CompleteOrder) -> Result<Vec<OrderEvent>, OrderError>;

async fn finish(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
    finished: &Finished,
    decision: Decision,
) -> Result<Done<Loaded<Order>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let mut opened = target.open(&attempt, call, Step::Complete.permission()).await?;
            let cmd = completion(&mut opened, &attempt, call, finished).await?;
            let events = decision(&opened.order.state, cmd)?;
            let returned = finished.containers_returned;
            containers(&mut opened, &attempt, call, &events, returned).await?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

/// How the order is completed, by what an owner has set.
pub(super) async fn completion(
    opened: &mut Opened,
    attempt: &Attempt,
    call: &Call,
    finished: &Finished,
) -> Result<CompleteOrder, CommandError> {
    let ticket = opened.ticket()?;
    let (service, outlet) = (ticket.service(), ticket.outlet_id);
    let mut lookups = opened.lookups(attempt);
    let outlet = lookups.outlet(outlet).await?;
    let settings = lookups.settings().await?;
    let limits = settings.limits();
    Ok(CompleteOrder {
        outlet,
        payment_first: limits.requires_payment(service),
        checked_first: limits.requires_quality_check(service),
        completed: finished.at.clone(),
        dating: dating(limits),
        role: opened.role,
        notes: finished.notes.clone(),
        by: opened.by.clone(),
        at: call.at,
    })
}

/// Lends the containers of water that is completed by these events, and takes back empty ones; of a
/// customer with a record, for nobody keeps account of those of others. What is done again lends
/// nothing again.
pub(super) async fn containers(
    opened: &mut Opened,
    attempt: &Attempt,
    call: &Call,
    events: &[OrderEvent],
    returned: Option<ContainerCount>,
) -> Result<(), CommandError> {
    if !events.iter().any(|event| matches!(event, OrderEvent::OrderCompleted { .. })) {
        return Ok(());
    }
    let ticket = opened.ticket()?;
    let order_id = Some(ticket.id);
    let refused = |what: String| {
        let field = "containersReturned".to_owned();
        CommandError::Faults(vec![Fault { kind: FaultKind::Refused, field, what }])
    };
    let (Details::WaterDelivery(water), Some(record)) = (&ticket.details, &ticket.customer) else {
        return if returned.is_some() {
            Err(refused("only a registered customer has containers of ours".to_owned()))
        } else {
            Ok(())
        };
    };
    let lent = water.product.terms.returnable.then(|| water.quantity.as_whole()).flatten();
    if lent.is_none() && returned.is_none() {
        return Ok(());
    }
    let Ok(product_id) = ProductId::new(water.product.id) else { return Ok(()) };
    let customer = owner(attempt, record.id.get()).await?;
    let at = call.at;
    let mut events = Vec::new();
    if let Some(quantity) = returned {
        let cmd = ReturnContainers { product_id, quantity, order_id, at };
        match customer::containers_returned(&customer.state, cmd) {
            Ok(back) => events.extend(back),
            Err(refusal @ CustomerError::MoreThanLent { .. }) => {
                return Err(refused(refusal.to_string()));
            }
            Err(refusal) => return Err(refusal.into()),
        }
    }
    if let Some(Ok(quantity)) = lent.map(ContainerCount::new) {
        let cmd = LendContainers { product_id, quantity, order_id, at };
        match customer::containers_lent(&customer.state, cmd) {
            Ok(lent) => events.extend(lent),
            // Nobody keeps account for a record that is gone, but its last order is delivered.
            Err(CustomerError::Deleted) => {}
            Err(refusal) => return Err(refusal.into()),
        }
    }
    opened.draft.append(&customer, &events)?;
    Ok(())
}

/// The customer of that id, or whom they went into.
async fn owner(attempt: &Attempt, id: i64) -> Result<Loaded<Customer>, CommandError> {
    let mut customer: Loaded<Customer> = attempt.load(id).await?;
    while let Some(into) = customer.state.merged_into() {
        customer = attempt.load(into.get()).await?;
    }
    Ok(customer)
}
