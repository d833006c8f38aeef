//! Taking back what was earned where the price was given back, in the period of the refund.

use super::{Income, Pricing, Share};
use crate::values::Money;

impl Income {
    /// What of this income goes with the next part of a price that is given back: `before` and
    /// `after` say how much of the total, in Rupiah, was given back until now, and is then. However
    /// many parts the whole comes back in, they add up to all of the income; a part may be off by a
    /// Rupiah that the next one evens out.
    #[must_use]
    pub(super) fn reversed(&self, pricing: &Pricing, before: Money, after: Money) -> Self {
        let part = |of: Money, given_back: Money| of.part(given_back, pricing.total);
        let between = |of: Money| part(of, after) - part(of, before);
        let tax = between(self.tax);
        let gross = after - before - tax;
        let employee_cut = between(self.employee_cut);
        let splits =
            [before, after].map(|back| part(self.employee_cut, back).split(self.shares.len()));
        let [less, more] = splits;
        let share = |(share, (less, more)): (&Share, (Money, Money))| Share {
            employee_id: share.employee_id,
            name: share.name.clone(),
            amount: more - less,
        };
        let shares = self.shares.iter().zip(less.into_iter().zip(more)).map(share).collect();
        Self { gross, tax, employee_cut, business_net: gross - employee_cut, shares }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::IncomeRule;
    use super::super::fixtures::{ahmad, wati};
    use super::*;
    use crate::catalog::CutRule;
    use crate::values::BasisPoints;

    fn earned(subtotal: i64, tax: i64, cut: i64) -> (Pricing, Income) {
        let bp = |bp| BasisPoints::new(bp).unwrap();
        let pricing = Pricing::of(Money::rupiah(subtotal), Money::ZERO, bp(tax));
        let rule = IncomeRule::Cut(CutRule::Percent(bp(cut)));
        (pricing, Income::of(&pricing, rule, &[ahmad(), wati()]))
    }

    #[test]
    fn all_of_it_takes_all_of_it_back() {
        let (pricing, income) = earned(600_000, 0, 3_000);
        let back = income.reversed(&pricing, Money::ZERO, pricing.total);
        assert_eq!(back, income, "REC-06: gross 600,000, refunds 600,000, net sales 0");
    }

    proptest! {
        #[test]
        fn parts_add_up_to_the_whole(
            subtotal in 1..100_000_000_i64,
            tax in 0..2_000_i64,
            cut in 0..=10_000_i64,
            mut cuts in proptest::collection::vec(0..=100_i64, 0..6),
        ) {
            let (pricing, income) = earned(subtotal, tax, cut);
            cuts.sort_unstable();
            let mut marks = vec![Money::ZERO];
            let mark = |percent: i64| Money::rupiah(pricing.total.get() * percent / 100);
            marks.extend(cuts.into_iter().map(mark));
            marks.push(pricing.total);
            let parts: Vec<Income> =
                marks.windows(2).map(|w| income.reversed(&pricing, w[0], w[1])).collect();
            for part in &parts {
                let shared: Money = part.shares.iter().map(|share| share.amount).sum();
                prop_assert_eq!(shared, part.employee_cut);
                prop_assert!(part.shares.iter().all(|share| share.amount >= Money::ZERO));
                prop_assert_eq!(part.employee_cut + part.business_net, part.gross);
            }
            let sum = |of: fn(&Income) -> Money| parts.iter().map(of).sum::<Money>();
            prop_assert_eq!(sum(|i| i.gross), income.gross);
            prop_assert_eq!(sum(|i| i.tax), income.tax);
            prop_assert_eq!(sum(|i| i.employee_cut), income.employee_cut);
            for (whose, share) in income.shares.iter().enumerate() {
                let back: Money = parts.iter().map(|part| part.shares[whose].amount).sum();
                prop_assert_eq!(back, share.amount);
            }
        }
    }
}
