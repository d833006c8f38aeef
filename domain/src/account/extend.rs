//! How much a customer may owe.

use super::{Account, AccountError, Debt};
use crate::values::Money;

/// Decides whether a customer may owe what these orders come to now. Only who would owe more than
/// before is asked: what lessens a debt is always welcome.
///
/// # Errors
/// [`AccountError::BeyondLimit`].
pub fn extend(
    account: &Account,
    limit: Option<Money>,
    orders: &[Debt],
) -> Result<(), AccountError> {
    let Some(limit) = limit else { return Ok(()) };
    let known = |debt: &Debt| account.debt(debt.order_id).map_or(Money::ZERO, |debt| debt.owed);
    let before: Money = orders.iter().map(known).sum();
    let after: Money = orders.iter().map(|debt| debt.owed).sum();
    let owed = account.owed() - before;
    if after > before && owed + after > limit {
        let free = (limit - owed).max(Money::ZERO);
        return Err(AccountError::BeyondLimit { limit, owed, free });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{account, debt};
    use super::*;

    #[test]
    fn a_limit_is_reached_and_not_passed() {
        let known = account(vec![debt(1, 60_000, None), debt(2, 10_000, None)]);
        let ask = |limit: Option<i64>, order, owed| {
            extend(&known, limit.map(Money::rupiah), &[debt(order, owed, None)])
        };
        assert_eq!(ask(None, 3, 99_000_000), Ok(()));
        assert_eq!(ask(Some(100_000), 3, 30_000), Ok(()));
        let (limit, owed, free) =
            (Money::rupiah(100_000), Money::rupiah(70_000), Money::rupiah(30_000));
        let refused = Err(AccountError::BeyondLimit { limit, owed, free });
        assert_eq!(ask(Some(100_000), 3, 30_001), refused);
        assert_eq!(ask(Some(100_000), 1, 90_000), Ok(()), "the order itself is not counted twice");
        assert!(ask(Some(100_000), 1, 90_001).is_err());
        assert_eq!(ask(Some(0), 1, 50_000), Ok(()), "a limit that was lowered stops nothing less");
        let refused = ask(Some(50_000), 3, 1).unwrap_err().to_string();
        assert!(refused.contains("Rp 0 are free"), "{refused}");
    }
}
