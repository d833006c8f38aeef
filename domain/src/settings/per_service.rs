//! One thing for each of the four services.

use serde::{Deserialize, Serialize};

use crate::order::ServiceType;

/// One `T` for each service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerService<T> {
    car_wash: T,
    laundry: T,
    carpet: T,
    water_delivery: T,
}

impl<T: Copy> PerService<T> {
    /// The one of that service.
    pub const fn get(&self, service: ServiceType) -> T {
        match service {
            ServiceType::CarWash => self.car_wash,
            ServiceType::Laundry => self.laundry,
            ServiceType::Carpet => self.carpet,
            ServiceType::WaterDelivery => self.water_delivery,
        }
    }

    /// The same, but for one service.
    #[must_use]
    pub const fn with(mut self, service: ServiceType, value: T) -> Self {
        match service {
            ServiceType::CarWash => self.car_wash = value,
            ServiceType::Laundry => self.laundry = value,
            ServiceType::Carpet => self.carpet = value,
            ServiceType::WaterDelivery => self.water_delivery = value,
        }
        self
    }
}
