//! What a day looks like from outside, closed or not.

use chrono::{DateTime, Utc};
use domain::day_close::{ClosedDay, Correction, DayStatement};
use domain::values::OutletId;
use projections::day_book::Reading;
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::DayFiguresReply;
use crate::order::ActorReply;

/// What a day came to, in Rupiah. Of a day that is closed it says the same for ever.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DayReply {
    /// The outlet's business day.
    date: String,
    outlet_id: i64,
    /// Whether the figures are frozen.
    closed: bool,
    closed_by: Option<ActorReply>,
    closed_at: Option<DateTime<Utc>>,
    /// The position of the log the figures stand at. What is written down later for this day is a
    /// correction in a later statement.
    as_of_position: i64,
    /// The value of the log's hash chain there. With the position it is an anchor for
    /// `kharisma events verify --anchor`.
    chain: String,
    /// The outlet's last day that was closed before.
    previous_date: Option<String>,
    /// Orders, of whatever day, that were neither done nor called off.
    open_orders: i64,
    #[serde(flatten)]
    figures: DayFiguresReply,
    /// What came after the previous statement for days that had been closed: no part of the
    /// figures above.
    corrections: Vec<DayCorrectionReply>,
}

/// What came later for a day that had been closed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DayCorrectionReply {
    /// The day it belongs to.
    date: String,
    #[serde(flatten)]
    figures: DayFiguresReply,
}

/// A day that is closed, in a list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClosedDayReply {
    /// The outlet's business day.
    date: String,
    outlet_id: i64,
    closed_by: ActorReply,
    closed_at: DateTime<Utc>,
    /// The position of the log its figures stand at.
    as_of_position: i64,
    /// Totals of what was completed, tax included.
    revenue: i64,
    /// What was taken, less what was voided and paid back.
    net_takings: i64,
    /// The days that something came for later.
    corrected_dates: Vec<String>,
}

impl From<&Correction> for DayCorrectionReply {
    fn from(later: &Correction) -> Self {
        Self { date: later.business_day.to_string(), figures: (&later.figures).into() }
    }
}

impl From<&ClosedDay> for DayReply {
    fn from(day: &ClosedDay) -> Self {
        let DayStatement { figures, corrections, open_orders } = &day.statement;
        Self {
            date: day.business_day.to_string(),
            outlet_id: day.outlet_id.get(),
            closed: true,
            closed_by: Some((&day.closed_by).into()),
            closed_at: Some(day.closed_at),
            as_of_position: day.through,
            chain: day.chain.to_string(),
            previous_date: day.after.map(|before| before.business_day.to_string()),
            open_orders: *open_orders,
            figures: figures.into(),
            corrections: corrections.iter().map(Into::into).collect(),
        }
    }
}

impl DayReply {
    /// What a day that is not closed comes to so far.
    pub(super) fn so_far(outlet_id: OutletId, reading: &Reading) -> Self {
        let Reading { period, chain, statement, .. } = reading;
        let DayStatement { figures, corrections, open_orders } = statement;
        Self {
            date: period.business_day.to_string(),
            outlet_id: outlet_id.get(),
            closed: false,
            closed_by: None,
            closed_at: None,
            as_of_position: period.through,
            chain: chain.to_string(),
            previous_date: period.after.map(|before| before.business_day.to_string()),
            open_orders: *open_orders,
            figures: figures.into(),
            corrections: corrections.iter().map(Into::into).collect(),
        }
    }
}

impl From<&ClosedDay> for ClosedDayReply {
    fn from(day: &ClosedDay) -> Self {
        let DayStatement { figures, corrections, .. } = &day.statement;
        let corrected = corrections.iter().map(|later| later.business_day.to_string());
        Self {
            date: day.business_day.to_string(),
            outlet_id: day.outlet_id.get(),
            closed_by: (&day.closed_by).into(),
            closed_at: day.closed_at,
            as_of_position: day.through,
            revenue: figures.orders.revenue.get(),
            net_takings: figures.takings.net.get(),
            corrected_dates: corrected.collect(),
        }
    }
}
