//! The lines of an order, and how a total that was agreed on is spread over them.

use serde::{Deserialize, Serialize};

use crate::catalog::Item;
use crate::values::{CatalogCode, CatalogName, Money, Quantity, Unit};

/// What a line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// What was ordered.
    Service,
    /// Something beside it.
    AddOn,
    /// Bringing or fetching it.
    Delivery,
}

impl LineKind {
    /// The kind as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::AddOn => "add_on",
            Self::Delivery => "delivery",
        }
    }
}

/// One line of an order, as it was priced. Lines are numbered from 1 in the order they stand in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// What it is for.
    pub kind: LineKind,
    /// The catalog item's id within its list.
    pub item_id: i64,
    /// What the API called it.
    pub code: CatalogCode,
    /// What people called it.
    pub name: CatalogName,
    /// What it was counted in.
    pub unit: Unit,
    /// How much of it.
    pub quantity: Quantity,
    /// The price of one, in Rupiah.
    pub unit_price: Money,
    /// What the line costs by the catalog, in Rupiah.
    pub price: Money,
    /// What it costs after discount or raise; all of these make the total before tax.
    pub adjusted_price: Money,
}

impl Line {
    /// A line for so much of a catalog item at that price a unit.
    pub fn of<T>(
        kind: LineKind,
        item: &Item<T>,
        unit: Unit,
        quantity: Quantity,
        unit_price: Money,
    ) -> Self {
        let price = quantity.at(unit_price);
        Self {
            kind,
            item_id: item.id,
            code: item.code.clone(),
            name: item.name.clone(),
            unit,
            quantity,
            unit_price,
            price,
            adjusted_price: price,
        }
    }
}

/// Spreads a final price over lines (LA-CAL-001): what it is more goes on the first line, what it is
/// less is taken from the first, then the second, and so on; a line can come down to nothing.
///
/// The result sums to `wanted` for any lines that there are, as long as neither is negative.
#[must_use]
pub fn distribute(prices: &[Money], wanted: Money) -> Vec<Money> {
    let total: Money = prices.iter().copied().sum();
    let mut adjusted = prices.to_vec();
    if wanted >= total {
        if let Some(first) = adjusted.first_mut() {
            *first = *first + (wanted - total);
        }
        return adjusted;
    }
    let mut less = total - wanted;
    for price in &mut adjusted {
        let taken = less.min(*price);
        *price = *price - taken;
        less = less - taken;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spread(prices: &[i64], wanted: i64) -> Vec<i64> {
        let prices: Vec<Money> = prices.iter().copied().map(Money::rupiah).collect();
        distribute(&prices, Money::rupiah(wanted)).into_iter().map(Money::get).collect()
    }

    #[test]
    fn a_final_price_is_spread_as_the_papers_say() {
        let cases: &[(&str, &[i64], i64, &[i64])] = &[
            ("DST-01", &[10_000, 20_000], 30_000, &[10_000, 20_000]),
            ("DST-02", &[10_000, 20_000], 35_000, &[15_000, 20_000]),
            ("DST-03", &[10_000, 20_000], 25_000, &[5_000, 20_000]),
            ("DST-04", &[10_000, 20_000], 15_000, &[0, 15_000]),
            ("DST-05", &[10_000, 20_000], 5_000, &[0, 5_000]),
            ("DST-07", &[21_000, 16_000], 30_000, &[14_000, 16_000]),
            // One paper prints [0; 12,000] for this one, which is right for 12,000 only (W2).
            ("DST-08", &[21_000, 16_000], 20_000, &[4_000, 16_000]),
            ("DST-11", &[600_000], 500_000, &[500_000]),
            ("DST-12", &[10_000, 20_000], 20_000, &[0, 20_000]),
            ("DST-13", &[10_000, 20_000, 30_000], 0, &[0, 0, 0]),
        ];
        for (id, prices, wanted, expected) in cases {
            assert_eq!(&spread(prices, *wanted), expected, "{id}");
        }
        assert!(Money::price(-1).is_err(), "DST-15: no final price is below nothing");
    }

    proptest! {
        #[test]
        fn the_lines_make_what_was_wanted(
            prices in prop::collection::vec(0_i64..=1_000_000, 1..20), wanted in 0_i64..=100_000_000,
        ) {
            let adjusted = spread(&prices, wanted);
            prop_assert_eq!(adjusted.iter().sum::<i64>(), wanted);
            prop_assert!(adjusted.iter().all(|price| *price >= 0));
            prop_assert_eq!(adjusted.len(), prices.len());
            prop_assert!(adjusted.iter().zip(&prices).skip(1).all(|(after, before)| after <= before));
        }
    }
}
