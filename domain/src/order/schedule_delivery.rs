//! Setting the day something is brought, anew or for the first time, and coming back with it.

use chrono::{DateTime, Utc};

use super::{FailedBecause, Order, OrderError, OrderEvent, Schedule, Step};
use crate::user::Actor;

/// Sets the day something is brought.
#[derive(Debug, Clone)]
pub struct ScheduleDelivery {
    /// The day and hours, and who shall drive.
    pub schedule: Schedule,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether it is brought on that day. The same day and hours again change nothing.
///
/// # Errors
/// [`OrderError::AddressMissing`] for what is not brought, [`OrderError::CannotNow`],
/// [`OrderError::NotFound`].
pub fn schedule_delivery(
    order: &Order,
    cmd: ScheduleDelivery,
) -> Result<Vec<OrderEvent>, OrderError> {
    if order.placed()?.delivery.is_none() {
        return Err(OrderError::AddressMissing);
    }
    let ticket = order.open_for(Step::Reschedule)?;
    let ScheduleDelivery { schedule, by, at: occurred_at } = cmd;
    let delivery = ticket.delivery.as_ref();
    let waits = delivery.is_some_and(|d| d.status == super::DeliveryStatus::Scheduled);
    if waits && delivery.and_then(|d| d.schedule.as_ref()) == Some(&schedule) {
        return Ok(Vec::new());
    }
    Ok(vec![OrderEvent::DeliveryScheduled { order_id: ticket.id, schedule, by, occurred_at }])
}

/// Comes back with what was to be brought.
#[derive(Debug, Clone)]
pub struct FailDelivery {
    /// Why.
    pub reason: FailedBecause,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the driver came back with it.
///
/// # Errors
/// [`OrderError::CannotNow`], [`OrderError::NotFound`].
pub fn fail_delivery(order: &Order, cmd: FailDelivery) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.open_for(Step::FailDelivery)?;
    let FailDelivery { reason, by, at: occurred_at } = cmd;
    Ok(vec![OrderEvent::DeliveryFailed { order_id: ticket.id, reason, by, occurred_at }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{kasir, later, pending, water};
    use super::super::{DeliveryStatus, StartOrder, place, start};
    use super::*;
    use crate::log::replay;
    use crate::values::{BusinessDay, TimeWindow};

    #[test]
    fn nobody_home_today_is_another_day() {
        let on = |day: &str| ScheduleDelivery {
            schedule: Schedule {
                date: BusinessDay::parse(day).unwrap(),
                window: TimeWindow::parse("08:00-10:00").ok(),
                driver: None,
            },
            by: kasir(),
            at: later(),
        };
        let mut events = place(&Order::default(), water()).unwrap();
        events.extend(schedule_delivery(&replay(events.clone()), on("2026-11-24")).unwrap());
        assert_eq!(schedule_delivery(&replay(events.clone()), on("2026-11-24")), Ok(vec![]));
        let go = || StartOrder { driver: None, by: kasir(), at: later() };
        events.extend(start(&replay(events.clone()), go()).unwrap());
        assert!(
            schedule_delivery(&replay(events.clone()), on("2026-11-25")).is_err(),
            "on its way"
        );
        let nobody = FailDelivery { reason: FailedBecause::NotHome, by: kasir(), at: later() };
        events.extend(fail_delivery(&replay(events.clone()), nobody.clone()).unwrap());
        assert!(fail_delivery(&replay(events.clone()), nobody).is_err());
        events.extend(schedule_delivery(&replay(events.clone()), on("2026-11-25")).unwrap());
        let order: Order = replay(events);
        let delivery = order.ticket().unwrap().delivery.as_ref().unwrap();
        assert_eq!((delivery.status, delivery.failed.len()), (DeliveryStatus::Scheduled, 1));
        assert!(start(&order, go()).is_ok());
    }

    #[test]
    fn what_is_not_brought_has_no_day_for_it() {
        let schedule = Schedule {
            date: BusinessDay::parse("2026-11-24").unwrap(),
            window: None,
            driver: None,
        };
        let cmd = ScheduleDelivery { schedule, by: kasir(), at: later() };
        assert_eq!(schedule_delivery(&replay(pending()), cmd), Err(OrderError::AddressMissing));
    }
}
