//! The hand-over of what is brought to the customer's door: when, by whom, and what came of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::employee::Worker;
use crate::values::{BusinessDay, TimeWindow};

/// The day and hours something is to be brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// The day.
    pub date: BusinessDay,
    /// The hours, if agreed on.
    pub window: Option<TimeWindow>,
    /// Who shall drive.
    pub driver: Option<Worker>,
}

/// How far a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    /// Waiting for its day, or for one to be set.
    Scheduled,
    /// With the driver.
    Out,
    /// Come back.
    Failed,
    /// With the customer.
    Delivered,
}

impl DeliveryStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Scheduled, Self::Out, Self::Failed, Self::Delivered];

    /// The status as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Out => "out",
            Self::Failed => "failed",
            Self::Delivered => "delivered",
        }
    }
}

/// Why a driver came back with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailedBecause {
    /// Nobody was there.
    NotHome,
    /// It was the wrong place.
    WrongAddress,
    /// It was not wanted.
    Refused,
    /// It broke on the way.
    Damaged,
}

impl FailedBecause {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::NotHome, Self::WrongAddress, Self::Refused, Self::Damaged];

    /// The reason as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotHome => "not_home",
            Self::WrongAddress => "wrong_address",
            Self::Refused => "refused",
            Self::Damaged => "damaged",
        }
    }
}

/// A time the driver came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: FailedBecause,
}

/// The delivery of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// How far it is.
    pub status: DeliveryStatus,
    /// When it is to be brought.
    pub schedule: Option<Schedule>,
    /// Who drives, or drove.
    pub driver: Option<Worker>,
    /// The times the driver came back with it.
    pub failed: Vec<Attempt>,
}

impl Delivery {
    /// One that waits.
    pub const fn waiting(schedule: Option<Schedule>) -> Self {
        Self { status: DeliveryStatus::Scheduled, schedule, driver: None, failed: Vec::new() }
    }

    /// Who drives, drove, or shall.
    pub fn driver(&self) -> Option<&Worker> {
        let planned = self.schedule.as_ref().and_then(|schedule| schedule.driver.as_ref());
        self.driver.as_ref().or(planned)
    }

    /// Sets its day, anew or for the first time. Who drove before has nothing more to do with it.
    pub(super) fn set(&mut self, schedule: Schedule) {
        self.status = DeliveryStatus::Scheduled;
        self.driver = None;
        self.schedule = Some(schedule);
        self.driver = None; // who drove before need not drive again
    }

    /// The driver goes: who was named now, or else when the day was set.
    pub(super) fn go(&mut self, driver: Option<Worker>) {
        self.status = DeliveryStatus::Out;
        let planned = self.schedule.as_ref().and_then(|schedule| schedule.driver.clone());
        self.driver = driver.or(planned);
    }

    /// The driver is back with it.
    pub(super) fn fail(&mut self, reason: FailedBecause, at: DateTime<Utc>) {
        self.status = DeliveryStatus::Failed;
        self.failed.push(Attempt { at, reason });
    }
}
