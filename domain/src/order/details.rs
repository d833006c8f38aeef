//! What was ordered, by service, with the prices and rules of that moment.

use serde::{Deserialize, Serialize};

use super::{CarWash, Carpet, Laundry, Line, OrderError, ServiceType, Water};
use crate::catalog::CutRule;
use crate::settings::IncomeSplit;

/// How the income of an order is divided between the business and who works there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IncomeRule {
    /// By the cut of a package, shared out among those who did the work (CW-INC-001).
    Cut(CutRule),
    /// By the service's split, into a pool that nobody's share is reckoned of.
    Split(IncomeSplit),
}

/// What was ordered, by service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "serviceType", rename_all = "snake_case")]
pub enum Details {
    /// A car wash.
    CarWash(CarWash),
    /// Laundry.
    Laundry(Laundry),
    /// A carpet to be washed.
    Carpet(Carpet),
    /// Drinking water.
    WaterDelivery(Water),
}

impl Details {
    /// The service.
    pub const fn service(&self) -> ServiceType {
        match self {
            Self::CarWash(_) => ServiceType::CarWash,
            Self::Laundry(_) => ServiceType::Laundry,
            Self::Carpet(_) => ServiceType::Carpet,
            Self::WaterDelivery(_) => ServiceType::WaterDelivery,
        }
    }

    /// The lines of its price.
    ///
    /// # Errors
    /// What is wrong with the quantities or measures.
    pub(super) fn lines(&self) -> Result<Vec<Line>, OrderError> {
        match self {
            Self::CarWash(wash) => Ok(wash.lines()),
            Self::Laundry(laundry) => laundry.lines(),
            Self::Carpet(carpet) => carpet.lines(),
            Self::WaterDelivery(water) => Ok(water.lines()),
        }
    }

    /// How the order's income is divided.
    pub const fn income_rule(&self) -> IncomeRule {
        match self {
            Self::CarWash(wash) => IncomeRule::Cut(wash.package.terms.cut),
            Self::Laundry(laundry) => IncomeRule::Split(laundry.split),
            Self::Carpet(carpet) => IncomeRule::Split(carpet.split),
            Self::WaterDelivery(water) => IncomeRule::Split(water.split),
        }
    }

    /// Whether work on it needs somebody whose work it is, who gets a share of it.
    pub const fn needs_workers(&self) -> bool {
        matches!(self, Self::CarWash(_))
    }

    /// Whether it is brought to the customer's door.
    pub const fn is_brought(&self) -> bool {
        matches!(self, Self::WaterDelivery(water) if water.destination.is_some())
    }
}
