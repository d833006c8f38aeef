//! What a completed order earns, and for whom. Fixed at completion, never computed again.

use serde::{Deserialize, Serialize};

use super::Pricing;
use crate::catalog::CutRule;
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
    /// The employees' part.
    pub employee_cut: Money,
    /// What the business keeps.
    pub business_net: Money,
    /// The employees' part by person, in the order they were assigned; sums to the cut.
    pub shares: Vec<Share>,
}

impl Income {
    /// Shares a car wash out (CW-INC-001, CW-INC-002).
    #[must_use]
    pub fn of_car_wash(pricing: &Pricing, rule: CutRule, workers: &[Worker]) -> Self {
        let gross = pricing.gross();
        let employee_cut = rule.of(gross);
        let shares = workers
            .iter()
            .zip(employee_cut.split(workers.len()))
            .map(|(worker, amount)| Share {
                employee_id: worker.id,
                name: worker.name.clone(),
                amount,
            })
            .collect();
        Self { gross, tax: pricing.tax, employee_cut, business_net: gross - employee_cut, shares }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{BasisPoints, Subject};

    #[test]
    fn tax_is_nobodys_income() {
        let ten_percent = BasisPoints::new(1000).unwrap();
        let pricing = Pricing::of(Money::rupiah(120_000), BasisPoints::ZERO, ten_percent);
        let id = EmployeeId::new(1).unwrap();
        let name = Personal::about(Subject::Employee(id), PersonName::parse("Ahmad").unwrap());
        let rule = CutRule::Percent(BasisPoints::new(3000).unwrap());
        let income = Income::of_car_wash(&pricing, rule, &[Worker { id, name }]);
        assert_eq!(income.gross, Money::rupiah(120_000));
        assert_eq!(income.tax, Money::rupiah(12_000));
        assert_eq!(income.employee_cut, Money::rupiah(36_000));
        assert_eq!(income.business_net, Money::rupiah(84_000));
    }
}
