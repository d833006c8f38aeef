//! Taking one amount for several orders, such as those on an invoice: a payment for each of them.

use super::take::{due, receive};
use super::{PaymentError, PaymentMethod, TakePayment, Taken};
use crate::order::Order;
use crate::values::{Money, Outlet, PaymentId};

/// One order's part of an amount.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The order.
    pub order: &'a Order,
    /// How much of it is settled, in Rupiah.
    pub amount: Money,
    /// The new payment's id.
    pub payment_id: PaymentId,
    /// Where the money comes in.
    pub outlet: Outlet,
}

/// Decides whether one amount is taken for several orders: `cmd` says how, and the parts, which sum to
/// its amount, for what. What coins cannot pay of the whole is left out of the largest part; change is
/// given on the last.
///
/// # Errors
/// [`PaymentError`].
pub fn take_across(parts: &[Part<'_>], cmd: &TakePayment) -> Result<Vec<Taken>, PaymentError> {
    if !cmd.amount.is_positive() || cmd.amount > Money::LIMIT {
        return Err(PaymentError::AmountOutOfRange);
    }
    let sum: Money = parts.iter().map(|part| part.amount).sum();
    if sum != cmd.amount {
        return Err(PaymentError::SumDiffers { sum });
    }
    let (whole, tendered) = due(true, cmd)?;
    let largest = (0..parts.len()).max_by_key(|i| parts[*i].amount);
    let mut left = tendered.unwrap_or(whole);
    let mut taken = Vec::with_capacity(parts.len());
    for (i, part) in parts.iter().enumerate() {
        let rounds = Some(i) == largest;
        let amount = if rounds { part.amount + (whole - cmd.amount) } else { part.amount };
        if !amount.is_positive() {
            return Err(PaymentError::LessThanCoins(cmd.cash_rounding));
        }
        let handed = if i + 1 == parts.len() { left } else { amount };
        left = left - handed;
        let one = TakePayment {
            payment_id: part.payment_id,
            outlet: part.outlet,
            amount: part.amount,
            ..cmd.clone()
        };
        let in_cash = cmd.method == PaymentMethod::Cash;
        taken.push(receive(part.order, one, (amount, in_cash.then_some(handed)))?);
    }
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::cash;
    use super::super::{Payment, Receipt};
    use super::*;
    use crate::account::fixtures::delivered;
    use crate::log::replay;
    use crate::order::OrderError;
    use crate::settings::CashRounding;

    /// Amount, rounding and change of each of the payments for orders that owe 50,000 each.
    fn across(amounts: &[i64], cmd: &TakePayment) -> Result<Vec<(i64, i64, i64)>, PaymentError> {
        let orders: Vec<Order> =
            (1..).take(amounts.len()).map(|id| replay(delivered(id))).collect();
        let part = |((order, amount), id): ((_, &i64), i64)| Part {
            order,
            amount: Money::rupiah(*amount),
            payment_id: PaymentId::new(id).unwrap(),
            outlet: Outlet::first(),
        };
        let parts: Vec<Part<'_>> = orders.iter().zip(amounts).zip(1..).map(part).collect();
        let figures = |(events, credited): Taken| {
            assert_eq!(credited.len(), 1);
            let payment: Payment = replay(events);
            let Receipt { amount, rounding, change, .. } = payment.receipt().unwrap();
            (amount.get(), rounding.get(), change.get())
        };
        Ok(take_across(&parts, cmd)?.into_iter().map(figures).collect())
    }

    #[test]
    fn one_amount_pays_several_orders_and_gives_change_once() {
        let paid = across(&[50_000, 30_000], &cash(80_000, Some(100_000))).unwrap();
        assert_eq!(paid, [(50_000, 0, 0), (30_000, 0, 20_000)]);
        let card = TakePayment { method: PaymentMethod::Card, ..cash(80_000, None) };
        assert_eq!(across(&[50_000, 30_000], &card).unwrap(), [(50_000, 0, 0), (30_000, 0, 0)]);
    }

    #[test]
    fn coins_round_the_whole_once() {
        let cash_rounding = CashRounding::Hundreds;
        let cmd = TakePayment { cash_rounding, ..cash(80_049, Some(80_000)) };
        let paid = across(&[40, 50_000, 30_009], &cmd).unwrap();
        assert_eq!(paid, [(40, 0, 0), (49_951, 49, 0), (30_009, 0, 0)]);
        let cmd = TakePayment { cash_rounding, ..cash(49, None) };
        let refused = across(&[20, 29], &cmd).unwrap_err();
        assert_eq!(refused, PaymentError::LessThanCoins(cash_rounding));
    }

    #[test]
    fn it_is_refused_as_a_payment_is() {
        let refused = |amounts: &[i64], cmd: TakePayment| across(amounts, &cmd).unwrap_err();
        let sum = Money::rupiah(80_000);
        assert_eq!(
            refused(&[50_000, 30_000], cash(70_000, None)),
            PaymentError::SumDiffers { sum }
        );
        let due = Money::rupiah(80_000);
        let little = cash(80_000, Some(79_999));
        assert_eq!(refused(&[50_000, 30_000], little), PaymentError::TenderedTooLittle { due });
        let outstanding = Money::rupiah(50_000);
        let more = PaymentError::Order(OrderError::MoreThanDue { outstanding });
        assert_eq!(refused(&[50_001, 30_000], cash(80_001, None)), more);
        assert_eq!(refused(&[0], cash(0, None)), PaymentError::AmountOutOfRange);
        let transfer = TakePayment { method: PaymentMethod::BankTransfer, ..cash(1, None) };
        assert_eq!(refused(&[1], transfer), PaymentError::ReferenceMissing);
    }
}
