//! The five roles (K-20).

use serde::{Deserialize, Serialize};

/// What a login is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Owner and system administration.
    Admin,
    /// Runs the shop.
    Manager,
    /// The front desk.
    Cashier,
    /// Washers, launderers, drivers.
    ServiceStaff,
    /// Looks on.
    Viewer,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] =
        [Self::Admin, Self::Manager, Self::Cashier, Self::ServiceStaff, Self::Viewer];

    /// The role as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Manager => "manager",
            Self::Cashier => "cashier",
            Self::ServiceStaff => "service_staff",
            Self::Viewer => "viewer",
        }
    }

    /// Whether this role may let through what needs `least`: admin above manager above cashier. The
    /// others let nothing through but what needs themselves.
    pub const fn reaches(self, least: Self) -> bool {
        match self {
            Self::Admin => true,
            Self::Manager => matches!(least, Self::Manager | Self::Cashier),
            Self::Cashier => matches!(least, Self::Cashier),
            Self::ServiceStaff | Self::Viewer => false,
        }
    }

    /// The role of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}
