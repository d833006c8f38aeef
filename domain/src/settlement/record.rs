//! Writing down money that a bank or a wallet sent.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{
    List, SettledPayment, SettledRefund, Settlement, SettlementError, SettlementEvent, WrongLine,
    WrongLineReason,
};
use crate::payment::{
    self, CannotSettle, Payment, PaymentEvent, PaymentMethod, SettleLine, waiting, waiting_refund,
};
use crate::settings::SettlementFees;
use crate::user::Actor;
use crate::values::{
    BusinessDay, Money, Notes, Outlet, PaymentId, Personal, ReferenceNumber, RefundId,
    SettlementId, Subject,
};

/// Writes down money that arrived.
#[derive(Debug, Clone)]
pub struct RecordSettlement {
    /// The new settlement's id.
    pub settlement_id: SettlementId,
    /// Where its payments were taken.
    pub outlet: Outlet,
    /// By what means.
    pub method: PaymentMethod,
    /// Whose money it is.
    pub payment_ids: Vec<PaymentId>,
    /// Which refunds were taken off it.
    pub refund_ids: Vec<RefundId>,
    /// What arrived, in Rupiah; below nothing if more was taken than sent.
    pub received: Money,
    /// The day it arrived, if not today.
    pub settled_on: Option<BusinessDay>,
    /// What the bank or the wallet calls it.
    pub reference_number: ReferenceNumber,
    /// What is written down about it.
    pub note: Option<Notes>,
    /// Who writes it down.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// What happens to a settlement and to its payments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// To the settlement.
    pub settlement: Vec<SettlementEvent>,
    /// To each payment, also to those of which only a refund was named.
    pub payments: BTreeMap<PaymentId, Vec<PaymentEvent>>,
}

/// Decides whether that money is for these payments, of which `known` holds those that there are. The
/// fee is what is missing: none, or up to a tenth of the payments; each bears its part of it.
///
/// # Errors
/// [`SettlementError`], naming every line that is wrong.
pub fn record(
    settlement: &Settlement,
    known: &BTreeMap<PaymentId, &Payment>,
    cmd: RecordSettlement,
) -> Result<Recorded, SettlementError> {
    if settlement.0.is_some() {
        return Err(SettlementError::AlreadyRecorded);
    }
    if !cmd.method.settled_later() {
        return Err(SettlementError::NotSettledLater(cmd.method));
    }
    match cmd.payment_ids.len().saturating_add(cmd.refund_ids.len()) {
        0 => return Err(SettlementError::Nothing),
        many if many > SettlementError::MOST_LINES => return Err(SettlementError::TooMany),
        _ => {}
    }
    let today = cmd.outlet.business_day(cmd.at);
    let settled_on = cmd.settled_on.unwrap_or(today);
    if settled_on > today {
        return Err(SettlementError::NotYet { today });
    }
    let line = SettleLine {
        settlement_id: cmd.settlement_id,
        outlet_id: cmd.outlet.id,
        method: cmd.method,
        settled_on,
        by: cmd.by.clone(),
        at: cmd.at,
    };
    let lines = lines(known, &cmd, &line)?;
    let payments: Money = lines.payments.iter().copied().sum();
    let gross = payments - lines.refunds.iter().copied().sum();
    let fee = gross - cmd.received;
    let most = SettlementFees::MOST.rounded_of(payments);
    if fee < Money::ZERO || fee > most {
        return Err(SettlementError::NotThatMuch { gross, least: gross - most });
    }
    Ok(recorded(known, cmd, &line, (&lines, gross, fee)))
}

/// What was to come for each payment, and to go for each refund, in Rupiah.
struct Lines {
    payments: Vec<Money>,
    refunds: Vec<Money>,
}

fn lines(
    known: &BTreeMap<PaymentId, &Payment>,
    cmd: &RecordSettlement,
    line: &SettleLine,
) -> Result<Lines, SettlementError> {
    let mut wrong = Vec::new();
    let payments = each(List::Payments, &cmd.payment_ids, &mut wrong, |id| {
        waiting(known.get(&id).ok_or(CannotSettle::Unknown)?, line)
    });
    let refunds = each(List::Refunds, &cmd.refund_ids, &mut wrong, |id| {
        let payment = id.payment().ok().and_then(|id| known.get(&id).copied());
        waiting_refund(payment.ok_or(CannotSettle::UnknownRefund)?, id, line)
    });
    if wrong.is_empty() {
        Ok(Lines { payments, refunds })
    } else {
        Err(SettlementError::Lines(wrong))
    }
}

fn each<T: Copy + Ord>(
    list: List,
    ids: &[T],
    wrong: &mut Vec<WrongLine>,
    amount: impl Fn(T) -> Result<Money, CannotSettle>,
) -> Vec<Money> {
    let mut seen = BTreeSet::new();
    let mut amounts = Vec::with_capacity(ids.len());
    for (index, id) in ids.iter().enumerate() {
        let found = if seen.insert(*id) {
            amount(*id).map_err(WrongLineReason::from)
        } else {
            Err(WrongLineReason::Twice)
        };
        match found {
            Ok(amount) => amounts.push(amount),
            Err(why) => wrong.push(WrongLine { list, index, why }),
        }
    }
    amounts
}

fn recorded(
    known: &BTreeMap<PaymentId, &Payment>,
    cmd: RecordSettlement,
    line: &SettleLine,
    (lines, gross, fee): (&Lines, Money, Money),
) -> Recorded {
    let mut of_payments: BTreeMap<PaymentId, Vec<PaymentEvent>> = BTreeMap::new();
    let mut payments = Vec::with_capacity(cmd.payment_ids.len());
    let fees = fee.apportion(&lines.payments);
    for ((payment_id, gross), fee) in cmd.payment_ids.iter().zip(&lines.payments).zip(fees) {
        payments.push(SettledPayment { payment_id: *payment_id, gross: *gross, fee });
        let settled = known.get(payment_id).map(|payment| payment::settle(payment, line, fee));
        of_payments.entry(*payment_id).or_default().extend(settled.into_iter().flatten());
    }
    let mut refunds = Vec::with_capacity(cmd.refund_ids.len());
    for (refund_id, amount) in cmd.refund_ids.iter().zip(&lines.refunds) {
        refunds.push(SettledRefund { refund_id: *refund_id, amount: *amount });
        let Ok(payment_id) = refund_id.payment() else { continue };
        let settled = known.get(&payment_id);
        let settled = settled.map(|payment| payment::settle_refund(payment, *refund_id, line));
        of_payments.entry(payment_id).or_default().extend(settled.into_iter().flatten());
    }
    let subject = Subject::User(cmd.by.id);
    let settlement = SettlementEvent::SettlementRecorded {
        settlement_id: cmd.settlement_id,
        outlet_id: cmd.outlet.id,
        method: cmd.method,
        gross,
        fee,
        received: cmd.received,
        settled_on: line.settled_on,
        reference_number: cmd.reference_number,
        note: cmd.note.map(|note| Personal::about(subject, note)),
        payments,
        refunds,
        business_day: cmd.outlet.business_day(cmd.at),
        by: cmd.by,
        occurred_at: cmd.at,
    };
    Recorded { settlement: vec![settlement], payments: of_payments }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{Counter, cmd};
    use super::*;
    use crate::log::{LogEvent, replay};
    use crate::payment::PaymentMethod as M;

    #[test]
    fn the_fee_is_what_is_missing_and_each_payment_bears_its_part() {
        let counter = Counter::with([75_000, 25_000, 10]);
        let recorded = counter.settle(cmd([1, 2, 3], 100_000 + 10 - 701)).unwrap();
        let settlement: Settlement = replay(recorded.settlement.clone());
        let statement = settlement.statement().unwrap();
        assert_eq!((statement.gross.get(), statement.fee.get()), (100_010, 701));
        let fees: Vec<i64> = statement.payments.iter().map(|line| line.fee.get()).collect();
        assert_eq!(fees, [526, 175, 0], "525.69, 175.23, 0.07");
        assert_eq!(recorded.payments.len(), 3);
        let again = record(&settlement, &BTreeMap::new(), cmd([1], 1));
        assert_eq!(again, Err(SettlementError::AlreadyRecorded));
    }

    #[test]
    fn the_line_of_a_statement_is_claimed_for_good_within_its_method() {
        let claim = |method| {
            let counter = Counter::by(method, [75_000]);
            let cmd = RecordSettlement { method, ..cmd([1], 75_000) };
            counter.settle(cmd).unwrap().settlement[0].claims_for_good().unwrap().value
        };
        assert_eq!([claim(M::Card), claim(M::EWallet)], ["card/qris-77", "e_wallet/qris-77"]);
    }

    #[test]
    fn what_arrives_is_up_to_a_tenth_less_and_never_more() {
        let settle = |received| Counter::with([75_000]).settle(cmd([1], received));
        assert!(settle(75_000).is_ok() && settle(67_500).is_ok());
        let (gross, least) = (Money::rupiah(75_000), Money::rupiah(67_500));
        for received in [75_001, 67_499, 0, -75_000] {
            let refused = Err(SettlementError::NotThatMuch { gross, least });
            assert_eq!(settle(received), refused, "{received}");
        }
    }

    #[test]
    fn a_refund_is_taken_off_with_its_payment_or_alone() {
        let mut counter = Counter::with([75_000, 25_000]);
        let refund = counter.give_back(1, 75_000);
        let both = RecordSettlement { refund_ids: vec![refund], ..cmd([1, 2], 24_000) };
        let recorded = counter.settle(both).unwrap();
        assert_eq!(recorded.payments[&PaymentId::new(1).unwrap()].len(), 2);
        let statement: Settlement = replay(recorded.settlement);
        assert_eq!(statement.statement().unwrap().gross, Money::rupiah(25_000));
        let alone = |received| {
            let cmd = RecordSettlement { refund_ids: vec![refund], ..cmd([], received) };
            counter.settle(cmd)
        };
        assert!(alone(-75_000).is_ok(), "more was taken than sent");
        assert!(alone(-75_001).is_err(), "nothing is kept of what goes back");
    }

    #[test]
    fn every_line_that_is_wrong_is_named() {
        let mut counter = Counter::with([75_000, 25_000]);
        let refund = counter.give_back(1, 5_000);
        let nowhere = RefundId::new(90_001).unwrap();
        let refund_ids = vec![refund, nowhere, refund];
        let wrong = RecordSettlement { refund_ids, ..cmd([1, 9, 1, 2], 100_000) };
        let Err(SettlementError::Lines(lines)) = counter.settle(wrong) else { panic!() };
        let (unknown, twice) = (CannotSettle::Unknown.into(), WrongLineReason::Twice);
        let unknown_refund = CannotSettle::UnknownRefund.into();
        let found: Vec<_> = lines.iter().map(|line| (line.list, line.index, line.why)).collect();
        let expected = [
            (List::Payments, 1, unknown),
            (List::Payments, 2, twice),
            (List::Refunds, 1, unknown_refund),
            (List::Refunds, 2, twice),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_cannot_be_a_settlement_is_none() {
        let counter = Counter::with([75_000]);
        let refused = |cmd| counter.settle(cmd).unwrap_err();
        assert_eq!(refused(cmd([], 0)), SettlementError::Nothing);
        let transfer = RecordSettlement { method: M::BankTransfer, ..cmd([1], 75_000) };
        assert_eq!(refused(transfer), SettlementError::NotSettledLater(M::BankTransfer));
        let many =
            RecordSettlement { payment_ids: vec![PaymentId::new(1).unwrap(); 501], ..cmd([], 1) };
        assert_eq!(refused(many), SettlementError::TooMany);
        let today = Outlet::first().business_day(cmd([], 0).at);
        let settled_on = Some(today.following());
        let early = RecordSettlement { settled_on, ..cmd([1], 75_000) };
        assert_eq!(refused(early), SettlementError::NotYet { today });
    }
}
