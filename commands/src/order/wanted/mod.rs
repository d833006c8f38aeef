//! What a till asks for, by service. What is not named stays as it stands on the order; a new order
//! has nothing yet, so there the required fields are named.

mod car_wash;
mod carpet;
mod laundry;
mod water;

pub use car_wash::WantedWash;
pub use carpet::{WantedCarpet, WantedDropoff, WantedPickup};
pub use laundry::{WantedExtra, WantedLaundry, WantedThing};
pub use water::WantedWater;

use domain::customer::Profile;
use domain::order::{Details, ServiceType};
use domain::settings::IncomeSplit;
use domain::values::Subject;

use super::lookups::Lookups;
use crate::CommandError;
use crate::error::FaultKind;

/// What a till asks for, by service.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// A car wash.
    CarWash(WantedWash),
    /// Laundry.
    Laundry(WantedLaundry),
    /// Carpets.
    Carpet(WantedCarpet),
    /// Water.
    WaterDelivery(WantedWater),
}

/// What else there is to know when something is looked up.
pub(super) struct Around<'a> {
    /// Whom what is said is about.
    pub subject: Subject,
    /// How income is divided, for a new order.
    pub split: IncomeSplit,
    /// Who orders, if they have a record.
    pub customer: Option<&'a Profile>,
}

impl Wanted {
    /// The service.
    pub const fn service(&self) -> ServiceType {
        match self {
            Self::CarWash(_) => ServiceType::CarWash,
            Self::Laundry(_) => ServiceType::Laundry,
            Self::Carpet(_) => ServiceType::Carpet,
            Self::WaterDelivery(_) => ServiceType::WaterDelivery,
        }
    }

    /// What is ordered by that, in place of what stood `before`. None if something named does not
    /// exist, which the lookups remember.
    pub(super) async fn resolve(
        &self,
        lookups: &mut Lookups<'_>,
        around: &Around<'_>,
        before: Option<&Details>,
    ) -> Result<Option<Details>, CommandError> {
        match (self, before) {
            (Self::CarWash(wanted), Some(Details::CarWash(before))) => {
                let found = wanted.resolve(lookups, around, Some(before)).await?;
                Ok(found.map(Details::CarWash))
            }
            (Self::CarWash(wanted), _) => {
                Ok(wanted.resolve(lookups, around, None).await?.map(Details::CarWash))
            }
            (Self::Laundry(wanted), Some(Details::Laundry(before))) => {
                let found = wanted.resolve(lookups, around, Some(before)).await?;
                Ok(found.map(Details::Laundry))
            }
            (Self::Laundry(wanted), _) => {
                Ok(wanted.resolve(lookups, around, None).await?.map(Details::Laundry))
            }
            (Self::Carpet(wanted), Some(Details::Carpet(before))) => {
                let found = wanted.resolve(lookups, around, Some(before)).await?;
                Ok(found.map(Details::Carpet))
            }
            (Self::Carpet(wanted), _) => {
                Ok(wanted.resolve(lookups, around, None).await?.map(Details::Carpet))
            }
            (Self::WaterDelivery(wanted), Some(Details::WaterDelivery(before))) => {
                let found = wanted.resolve(lookups, around, Some(before)).await?;
                Ok(found.map(Details::WaterDelivery))
            }
            (Self::WaterDelivery(wanted), _) => {
                Ok(wanted.resolve(lookups, around, None).await?.map(Details::WaterDelivery))
            }
        }
    }
}

/// A required thing that was named, stands on the order already, or is missing.
fn required<T>(
    lookups: &mut Lookups<'_>,
    found: Option<T>,
    named: bool,
    before: Option<T>,
    field: &'static str,
) -> Option<T> {
    if !named && before.is_none() {
        lookups.fault(FaultKind::Missing, field, "is required".to_owned());
    }
    if named { found } else { before }
}
