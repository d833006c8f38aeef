//! How the income of a service without individual shares is divided (LA-INC-001, CA-INC-001,
//! WA-INC-001).

use serde::{Deserialize, Serialize};

use crate::values::{BasisPoints, Money, ValueError};

/// The employees' pool of a service's income; the business keeps the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IncomeSplit {
    business_bp: BasisPoints,
    employee_bp: BasisPoints,
}

impl IncomeSplit {
    /// A split whose parts make the whole.
    ///
    /// # Errors
    /// [`ValueError::Format`] for parts that do not make 10,000 basis points.
    pub fn new(business_bp: BasisPoints, employee_bp: BasisPoints) -> Result<Self, ValueError> {
        if u32::from(business_bp.get()) + u32::from(employee_bp.get()) == 10_000 {
            Ok(Self { business_bp, employee_bp })
        } else {
            Err(ValueError::Format("businessBp and employeeBp must make 10000 together"))
        }
    }

    /// What the business keeps of it.
    pub const fn business_bp(self) -> BasisPoints {
        self.business_bp
    }

    /// What goes to the pool.
    pub const fn employee_bp(self) -> BasisPoints {
        self.employee_bp
    }

    /// The pool of `gross`, the price without tax. Fractions go to the business (K-07).
    #[must_use]
    pub fn pool(self, gross: Money) -> Money {
        self.employee_bp.floor_of(gross)
    }
}
