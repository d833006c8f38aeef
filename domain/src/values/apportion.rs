//! An amount, divided by weights so that nothing is lost and nothing is added.

use super::Money;

impl Money {
    /// Divides the amount over `weights`, of which none is negative, by the largest remainder:
    /// everyone gets their part with its fraction dropped, and the Rupiah that are left go to the
    /// largest fractions, of two alike to the first. The parts add up to the amount. If nobody
    /// weighs anything, all weigh the same; over nobody there are no parts.
    #[must_use]
    pub fn apportion(self, weights: &[Self]) -> Vec<Self> {
        let whole: i128 = weights.iter().map(|weight| i128::from(weight.get())).sum();
        if whole <= 0 {
            return self.split(weights.len());
        }
        let amount = i128::from(self.get());
        let part = |weight: &Self| {
            let product = amount * i128::from(weight.get());
            let floor = i64::try_from(product.div_euclid(whole)).unwrap_or(0);
            (Self::rupiah(floor), product.rem_euclid(whole))
        };
        let (mut parts, fractions): (Vec<Self>, Vec<i128>) = weights.iter().map(part).unzip();
        let left = self - parts.iter().copied().sum();
        let mut by_fraction: Vec<usize> = (0..parts.len()).collect();
        by_fraction.sort_by_key(|which| std::cmp::Reverse(fractions.get(*which)));
        let lucky = usize::try_from(left.get()).unwrap_or(0);
        for which in by_fraction.into_iter().take(lucky) {
            if let Some(part) = parts.get_mut(which) {
                *part = *part + Self::rupiah(1);
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn apportioned(amount: i64, weights: &[i64]) -> Vec<i64> {
        let weights: Vec<Money> = weights.iter().copied().map(Money::rupiah).collect();
        Money::rupiah(amount).apportion(&weights).into_iter().map(Money::get).collect()
    }

    #[test]
    fn what_is_left_goes_to_the_largest_fractions() {
        for (amount, weights, parts) in [
            (100, &[1, 1, 1][..], &[34, 33, 33][..]),
            (10, &[75_000, 25_000], &[8, 2]), // 7.5 and 2.5: of two alike the first
            (7, &[10, 70, 20], &[1, 5, 1]),   // 0.7, 4.9, 1.4
            (525, &[75_000], &[525]),
            (0, &[3, 4], &[0, 0]),
            (5, &[0, 0], &[3, 2]),
            (5, &[0, 9], &[0, 5]),
            (5, &[], &[]),
        ] {
            assert_eq!(apportioned(amount, weights), parts, "{amount} over {weights:?}");
        }
    }

    proptest! {
        #[test]
        fn the_parts_make_the_amount_and_nobody_is_off_by_a_rupiah(
            amount in 0_i64..=50_000_000_000,
            weights in prop::collection::vec(0_i64..=100_000_000, 1..60),
        ) {
            let parts = apportioned(amount, &weights);
            prop_assert_eq!(parts.iter().sum::<i64>(), amount);
            prop_assert_eq!(parts.len(), weights.len());
            let whole: i128 = weights.iter().copied().map(i128::from).sum();
            for (part, weight) in parts.iter().zip(&weights) {
                let off = i128::from(*part) * whole - i128::from(amount) * i128::from(*weight);
                prop_assert!(whole == 0 || off.abs() < whole, "{} for {}", part, weight);
                prop_assert!(*part >= 0);
            }
        }
    }
}
