//! How much, how long, how wide, how far. All in thousandths: at most three decimals come in.

use serde::{Deserialize, Serialize};

use super::{Money, ValueError};

/// What something is counted or measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Pieces.
    Pcs,
    /// Dozens.
    Lusin,
    /// Kilograms.
    Kg,
    /// Metres.
    M,
    /// Square metres.
    M2,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Self; 5] = [Self::Pcs, Self::Lusin, Self::Kg, Self::M, Self::M2];

    /// The unit as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pcs => "pcs",
            Self::Lusin => "lusin",
            Self::Kg => "kg",
            Self::M => "m",
            Self::M2 => "m2",
        }
    }

    /// Whether there can be half a one.
    pub const fn divides(self) -> bool {
        matches!(self, Self::Kg | Self::M | Self::M2)
    }
}

macro_rules! thousandths {
    ($(#[$doc:meta])* $name:ident, $min:literal..=$max:literal) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// So many thousandths.
            ///
            /// # Errors
            /// [`ValueError::Thousandths`] outside of the range.
            pub const fn thousandths(value: i64) -> Result<Self, ValueError> {
                if value >= $min && value <= $max {
                    Ok(Self(value))
                } else {
                    Err(ValueError::Thousandths { min: $min, max: $max })
                }
            }

            /// How many thousandths.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&decimal(self.0))
            }
        }
    };
}

thousandths!(
    /// How many or how much of something, in thousandths of its unit: from 0.001 to 1,000
    /// (LA-VAL-004, K-19).
    Quantity, 1..=1_000_000
);
thousandths!(
    /// A side of something, in millimetres: from 0.001 to 100 m.
    Length, 1..=100_000
);
thousandths!(
    /// An area in thousandths of a square metre: from 0.001 to 1,000 m².
    Area, 1..=1_000_000
);
thousandths!(
    /// A distance from the outlet, in metres: from 0 to 1,000 km.
    Distance, 0..=1_000_000
);

/// Thousandths as people write them: `1500` is `1.5`.
pub(super) fn decimal(thousandths: i64) -> String {
    let (whole, part) = (thousandths / 1000, thousandths % 1000);
    if part == 0 {
        return whole.to_string();
    }
    format!("{whole}.{part:03}").trim_end_matches('0').to_owned()
}

impl Quantity {
    /// One.
    pub const ONE: Self = Self(1000);

    /// So many whole ones.
    ///
    /// # Errors
    /// [`ValueError::Range`] outside of 1 to 1,000.
    pub const fn whole(value: i64) -> Result<Self, ValueError> {
        if value >= 1 && value <= 1000 {
            Ok(Self(value * 1000))
        } else {
            Err(ValueError::Range { min: 1, max: 1000 })
        }
    }

    /// The quantity in whole ones, if it is whole.
    pub const fn as_whole(self) -> Option<i64> {
        if self.0 % 1000 == 0 { Some(self.0 / 1000) } else { None }
    }

    /// What so much costs at `unit_price` Rupiah a unit, half a Rupiah rounded up.
    #[must_use]
    pub fn at(self, unit_price: Money) -> Money {
        Money::rupiah(unit_price.get().saturating_mul(self.0).saturating_add(500).div_euclid(1000))
    }
}

impl Length {
    /// The length as a quantity of metres.
    #[must_use]
    pub const fn quantity(self) -> Quantity {
        Quantity(self.0)
    }
}

impl Distance {
    /// So many metres.
    ///
    /// # Errors
    /// [`ValueError::Thousandths`] outside of 0 to 1,000 km.
    pub const fn metres(metres: i64) -> Result<Self, ValueError> {
        Self::thousandths(metres)
    }
}

impl Area {
    /// The area of a rectangle, half a thousandth of a square metre rounded up (CP-CAL-001).
    ///
    /// # Errors
    /// [`ValueError::Thousandths`] for one that rounds to nothing.
    pub fn of(length: Length, width: Length) -> Result<Self, ValueError> {
        Self::thousandths((length.0 * width.0 + 500) / 1000)
    }

    /// The area as a quantity of square metres.
    #[must_use]
    pub const fn quantity(self) -> Quantity {
        Quantity(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_goes_by_the_thousandth() {
        let kg = |milli| Quantity::thousandths(milli).unwrap();
        assert_eq!(kg(3000).at(Money::rupiah(7000)), Money::rupiah(21_000), "PRC-09");
        assert_eq!(kg(1500).at(Money::rupiah(5001)), Money::rupiah(7502), "half up");
        assert_eq!(kg(1).at(Money::rupiah(499)), Money::ZERO);
    }

    #[test]
    fn quantities_have_bounds() {
        assert!(Quantity::whole(0).is_err(), "VAL-01");
        assert!(Quantity::whole(-1).is_err(), "VAL-02");
        assert_eq!(Quantity::whole(1).unwrap().as_whole(), Some(1), "VAL-03");
        assert!(Quantity::whole(1001).is_err(), "VAL-07");
        assert_eq!(Quantity::thousandths(1500).unwrap().as_whole(), None);
    }

    #[test]
    fn areas_are_length_times_width() {
        let m = |milli| Length::thousandths(milli).unwrap();
        assert_eq!(Area::of(m(3000), m(4000)).unwrap().get(), 12_000, "PRC-13");
        assert!(Area::of(m(1), m(1)).is_err());
    }

    #[test]
    fn thousandths_are_written_without_trailing_noughts() {
        for (milli, text) in [(1500, "1.5"), (1000, "1"), (1, "0.001"), (12_340, "12.34")] {
            assert_eq!(decimal(milli), text);
        }
    }
}
