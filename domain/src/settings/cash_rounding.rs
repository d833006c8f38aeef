//! What coins can pay.

use serde::{Deserialize, Serialize};

use crate::values::{Money, ValueError};

/// Of what cash payments are multiples, where small coins are not used any more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CashRounding {
    /// Of one Rupiah: coins pay all of it.
    #[default]
    #[serde(rename = "off")]
    Off,
    /// Of 100 Rupiah.
    #[serde(rename = "100")]
    Hundreds,
    /// Of 500 Rupiah.
    #[serde(rename = "500")]
    FiveHundreds,
}

impl CashRounding {
    /// The one of so many Rupiah; 0 is off.
    ///
    /// # Errors
    /// [`ValueError::Format`] for any other number than 0, 100 and 500.
    pub const fn rupiah(step: i64) -> Result<Self, ValueError> {
        match step {
            0 => Ok(Self::Off),
            100 => Ok(Self::Hundreds),
            500 => Ok(Self::FiveHundreds),
            _ => Err(ValueError::Format("must be 0 (off), 100 or 500")),
        }
    }

    /// The step in Rupiah; 0 is off.
    pub const fn get(self) -> i64 {
        match self {
            Self::Off => 0,
            Self::Hundreds => 100,
            Self::FiveHundreds => 500,
        }
    }

    /// What coins pay of `due`: the multiple that is nearest, of two the larger.
    #[must_use]
    pub const fn payable(self, due: Money) -> Money {
        match self.get() {
            0 => due,
            step => Money::rupiah((due.get().saturating_add(step / 2)).div_euclid(step) * step),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coins_pay_the_nearest_multiple() {
        use CashRounding::{FiveHundreds, Hundreds, Off};
        for (step, due, payable) in [
            (Off, 37_049, 37_049),
            (Hundreds, 37_049, 37_000),
            (Hundreds, 37_050, 37_100),
            (Hundreds, 37_100, 37_100),
            (Hundreds, 49, 0),
            (FiveHundreds, 37_249, 37_000),
            (FiveHundreds, 37_250, 37_500),
        ] {
            assert_eq!(step.payable(Money::rupiah(due)).get(), payable, "{step:?} {due}");
            assert_eq!(CashRounding::rupiah(step.get()), Ok(step));
        }
        assert!(CashRounding::rupiah(50).is_err());
    }
}
