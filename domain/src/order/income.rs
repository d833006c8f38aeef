//! What a completed order earns, and for whom. Fixed at completion, never computed again.

use serde::{Deserialize, Serialize};

use super::{IncomeRule, Pricing};
use crate::employee::Worker;
use crate::values::{EmployeeId, Money, PersonName, Personal};

/// One employee's part of an order, in Rupiah.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// Whose.
    pub employee_id: EmployeeId,
    /// Their name at the time.
    pub name: Personal<PersonName>,
    /// How much.
    pub amount: Money,
}

/// Where an order's price went, in Rupiah: gross = employee cut + business net.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Income {
    /// The total without tax.
    pub gross: Money,
    /// The tax, which is nobody's income.
    pub tax: Money,
    /// The employees' part: shared out, or a pool.
    pub employee_cut: Money,
    /// What the business keeps.
    pub business_net: Money,
    /// A cut by person, in the order they were assigned; sums to the cut. A pool has none.
    pub shares: Vec<Share>,
}

impl IncomeRule {
    /// The employees' part of `gross`, the price without tax. Fractions go to the business (K-07).
    #[must_use]
    pub fn of(self, gross: Money) -> Money {
        match self {
            Self::Cut(rule) => rule.of(gross),
            Self::Split(split) => split.pool(gross),
        }
    }

    /// What each of those who did the work gets of `gross` (CW-INC-002). A pool is not shared out.
    pub(super) fn shares(self, gross: Money, workers: &[Worker]) -> Vec<Share> {
        let Self::Cut(rule) = self else { return Vec::new() };
        let amounts = rule.of(gross).split(workers.len());
        let share = |(worker, amount): (&Worker, Money)| Share {
            employee_id: worker.id,
            name: worker.name.clone(),
            amount,
        };
        workers.iter().zip(amounts).map(share).collect()
    }
}

impl Income {
    /// Divides what an order earns (CW-INC-001, LA-INC-001, CA-INC-001, WA-INC-001).
    #[must_use]
    pub fn of(pricing: &Pricing, rule: IncomeRule, workers: &[Worker]) -> Self {
        let gross = pricing.gross();
        let employee_cut = rule.of(gross);
        let shares = rule.shares(gross, workers);
        Self { gross, tax: pricing.tax, employee_cut, business_net: gross - employee_cut, shares }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::CutRule;
    use crate::values::{BasisPoints, Subject};

    #[test]
    fn tax_is_nobodys_income() {
        let ten_percent = BasisPoints::new(1000).unwrap();
        let pricing = Pricing::of(Money::rupiah(120_000), Money::ZERO, ten_percent);
        let id = EmployeeId::new(1).unwrap();
        let name = Personal::about(Subject::Employee(id), PersonName::parse("Ahmad").unwrap());
        let rule = IncomeRule::Cut(CutRule::Percent(BasisPoints::new(3000).unwrap()));
        let income = Income::of(&pricing, rule, &[Worker { id, name }]);
        assert_eq!(income.gross, Money::rupiah(120_000));
        assert_eq!(income.tax, Money::rupiah(12_000));
        assert_eq!(income.employee_cut, Money::rupiah(36_000));
        assert_eq!(income.business_net, Money::rupiah(84_000));
    }
}
