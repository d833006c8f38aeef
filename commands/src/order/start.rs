//! Beginning the work on an order; of what is brought, sending the driver.

use domain::order::{self, Order, OrderError, OrderEvent, StartOrder, Step};
use domain::values::EmployeeId;
use infra::event_log::Loaded;

use super::target::OrderTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Begins the work. `driver`: who drives, of what is brought; else whoever was to.
///
/// # Errors
/// [`CommandError`].
pub async fn start(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
    driver: Option<EmployeeId>,
) -> Result<Done<Loaded<Order>>, CommandError> {
    begin(desk, call, target, driver, order::start).await
}

/// Sends the driver with what is brought, as [`start`] does; never with anything else.
///
/// # Errors
/// [`CommandError`].
pub async fn dispatch(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
    driver: Option<EmployeeId>,
) -> Result<Done<Loaded<Order>>, CommandError> {
    begin(desk, call, target, driver, order::dispatch).await
}

type Decision = fn(&Order, StartOrder) -> Result<Vec<OrderEvent>, OrderError>;

async fn begin(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
    driver: Option<EmployeeId>,
    decision: Decision,
) -> Result<Done<Loaded<Order>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let mut opened = target.open(&attempt, call, Step::Start.permission()).await?;
            let mut lookups = opened.lookups(&attempt);
            let driver = match driver {
                Some(id) => lookups.worker(id, "driverId").await?,
                None => None,
            };
            lookups.finish()?;
            let cmd = StartOrder { driver, by: opened.by.clone(), at: call.at };
            let events = decision(&opened.order.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}
