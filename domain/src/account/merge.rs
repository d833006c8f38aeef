//! Two records of one customer became one: what was owed on either is owed on the one.

use chrono::{DateTime, Utc};

use super::{Account, AccountEvent};
use crate::values::CustomerId;

/// Makes one account of two.
#[derive(Debug, Clone, Copy)]
pub struct MergeAccounts {
    /// Whose account ends.
    pub from: CustomerId,
    /// Whose account goes on.
    pub into: CustomerId,
    /// Now.
    pub at: DateTime<Utc>,
}

/// What a merge comes to, of each account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedAccounts {
    /// Of the one that ends.
    pub from: Vec<AccountEvent>,
    /// Of the one that goes on.
    pub into: Vec<AccountEvent>,
}

/// Decides what goes over. The account that ends says where it went even if nothing is owed: an order
/// that is changed at the same moment must find out.
pub fn merge(from: &Account, cmd: MergeAccounts) -> MergedAccounts {
    let MergeAccounts { from: ended, into, at: occurred_at } = cmd;
    let merged = AccountEvent::AccountMergedInto { customer_id: ended, into, occurred_at };
    let debts = from.debts().to_vec();
    let took_over =
        AccountEvent::AccountTookOver { customer_id: into, from: ended, debts, occurred_at };
    let nothing = from.debts().is_empty();
    MergedAccounts { from: vec![merged], into: if nothing { Vec::new() } else { vec![took_over] } }
}

#[cfg(test)]
mod tests {
    use cqrs_es::Aggregate;

    use super::super::fixtures::{account, debt};
    use super::*;
    use crate::order::fixtures::now;

    #[test]
    fn what_was_owed_on_either_is_owed_on_the_one() {
        let [one, two] = [1, 2].map(|id| CustomerId::new(id).unwrap());
        let mut from = account(vec![debt(3, 50_000, Some("2026-11-02"))]);
        let mut into = account(vec![debt(1, 20_000, None)]);
        let cmd = MergeAccounts { from: one, into: two, at: now() };
        let merged = merge(&from, cmd);
        for event in merged.from {
            from.apply(event);
        }
        for event in merged.into {
            into.apply(event);
        }
        assert_eq!((from.owed().get(), from.merged_into()), (0, Some(two)));
        assert_eq!((into.owed().get(), into.merged_into()), (70_000, None));
        let nothing = merge(&Account::default(), cmd);
        assert_eq!((nothing.from.len(), nothing.into.len()), (1, 0));
    }
}
