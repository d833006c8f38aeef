//! What holds of settlements whatever was paid, given back and sent.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::fixtures::{Counter, cmd};
use super::{RecordSettlement, SettlementError, SettlementEvent};
use crate::payment::{InSettlement, Receipt};
use crate::values::Money;

proptest! {
    /// However the payments are divided over settlements, and however often one is tried again: each
    /// is settled once, and the books of the settlements are those of the payments.
    #[test]
    fn fees_add_up_and_nothing_is_settled_twice(
        amounts in prop::collection::vec(1_i64..=100_000_000, 1..20),
        backs in prop::collection::vec((0_usize..20, 1_i64..=100_000), 0..6),
        tries in prop::collection::vec((prop::collection::btree_set(0_usize..20, 1..8), 0_i64..=1_100), 0..12),
    ) {
        let mut counter = Counter::with(amounts.clone());
        let mut refunds = Vec::new();
        for (which, amount) in backs {
            if let Some(paid) = amounts.get(which) && refunds.iter().all(|(_, of)| *of != which) {
                let id = i64::try_from(which).unwrap() + 1;
                refunds.push((counter.give_back(id, amount.min(*paid)), which));
            }
        }
        let mut done: BTreeSet<usize> = BTreeSet::new();
        let (mut sent, mut kept) = (Money::ZERO, Money::ZERO);
        for (which, bp) in tries {
            let ids = which.iter().map(|i| i64::try_from(*i).unwrap() + 1);
            let back: Vec<_> = refunds.iter().filter(|(_, of)| which.contains(of)).collect();
            let paid: i64 = which.iter().filter_map(|i| amounts.get(*i)).sum();
            let given: Money = back.iter().map(|(id, of)| {
                let payment = &counter.0[&id.payment().unwrap()];
                assert!(which.contains(of));
                payment.refund(*id).unwrap().1.amount
            }).sum();
            let received = paid - given.get() - paid * bp / 10_000;
            let refund_ids = back.iter().map(|(id, _)| *id).collect();
            let attempt = counter.settle(RecordSettlement { refund_ids, ..cmd(ids, received) });
            let fits = which.iter().all(|i| *i < amounts.len() && !done.contains(i));
            match attempt {
                Ok(recorded) => {
                    prop_assert!(fits);
                    let SettlementEvent::SettlementRecorded {
                        gross, fee, received, payments, refunds, ..
                    } = &recorded.settlement[0];
                    prop_assert_eq!(payments.iter().map(|line| line.fee).sum::<Money>(), *fee);
                    let paid: Money = payments.iter().map(|line| line.gross).sum();
                    let back: Money = refunds.iter().map(|line| line.amount).sum();
                    prop_assert_eq!(paid - back, *gross);
                    prop_assert_eq!(*received + *fee, *gross);
                    prop_assert!(payments.iter().all(|line| line.fee <= line.gross));
                    counter.take_in(&recorded);
                    done.extend(which);
                    (sent, kept) = (sent + *received, kept + *fee);
                }
                Err(SettlementError::Lines(_)) => prop_assert!(!fits),
                Err(SettlementError::NotThatMuch { .. }) => prop_assert!(fits && bp > 1_000),
                Err(other) => prop_assert!(false, "{}", other),
            }
        }
        let receipts: Vec<&Receipt> = counter.0.values().filter_map(|p| p.receipt()).collect();
        let settled: Vec<(&Receipt, InSettlement)> =
            receipts.iter().filter_map(|r| Some((*r, r.settlement?))).collect();
        prop_assert_eq!(settled.len(), done.len());
        let gross: Money = settled.iter().map(|(receipt, _)| receipt.amount).sum();
        let back: Money = receipts.iter().flat_map(|r| &r.refunds)
            .filter(|refund| refund.settlement_id.is_some()).map(|refund| refund.amount).sum();
        prop_assert_eq!(settled.iter().map(|(_, line)| line.fee).sum::<Money>(), kept);
        prop_assert_eq!(gross - back, sent + kept);
    }
}
