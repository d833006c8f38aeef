//! Beginning the work on an order; of what is brought, sending the driver.

use domain::order::{self, Order, StartOrder, Step};
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
            let events = order::start(&opened.order.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}
