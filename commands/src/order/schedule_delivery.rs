//! Setting the day something is brought.

use domain::order::{self, Delivery, Order, ScheduleDelivery, Step};
use infra::event_log::Loaded;

use super::place::{DeliveryDay, not_before, schedule};
use super::target::OrderTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Sets the day something is brought, anew or for the first time; not one that has passed. Whoever
/// was to drive still is, if nobody else is named.
///
/// # Errors
/// [`CommandError`].
pub async fn schedule_delivery(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
    day: DeliveryDay,
) -> Result<Done<Loaded<Order>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let mut opened = target.open(&attempt, call, Step::Reschedule.permission()).await?;
            let outlet = opened.ticket()?.outlet_id;
            let mut lookups = opened.lookups(&attempt);
            let today = lookups.outlet(outlet).await?.business_day(call.at);
            not_before(&mut lookups, "date", day.date, today);
            let mut schedule = schedule(&mut lookups, day).await?;
            lookups.finish()?;
            if day.driver.is_none() {
                let delivery = opened.ticket()?.delivery.as_ref();
                schedule.driver = delivery.and_then(Delivery::driver).cloned();
            }
            let cmd = ScheduleDelivery { schedule, by: opened.by.clone(), at: call.at };
            let events = order::schedule_delivery(&opened.order.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}
