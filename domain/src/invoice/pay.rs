//! Taking money for invoices: payments for their deliveries, oldest first, and a note on each.

use chrono::{DateTime, Utc};

use super::{Invoice, InvoiceError, InvoiceEvent, Laid, lay};
use crate::payment::{PaymentError, PaymentMethod};
use crate::user::Actor;
use crate::values::{BusinessDay, Money, PaymentId, ReferenceNumber};

/// Takes money for invoices.
#[derive(Debug, Clone)]
pub struct PayInvoice {
    /// How much of them is settled, in Rupiah.
    pub amount: Money,
    /// By what means.
    pub method: PaymentMethod,
    /// The bank's or the wallet's own number of it.
    pub reference_number: Option<ReferenceNumber>,
    /// The outlet's day on which it counts.
    pub business_day: BusinessDay,
    /// Who takes it.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides how the money is laid onto the invoices, in the order in which they are given. `payment_ids`
/// are drawn for its parts. Gives the parts, and what happens to each of the invoices.
///
/// # Errors
/// [`InvoiceError::NothingOwed`], [`InvoiceError::MoreThanOwed`], [`InvoiceError::NotFound`],
/// [`InvoiceError::Payment`] for an amount that is none. What else is wrong with the money the payments
/// say.
pub fn pay(
    invoices: &[&Invoice],
    cmd: &PayInvoice,
    payment_ids: &[PaymentId],
) -> Result<(Vec<Laid>, Vec<Vec<InvoiceEvent>>), InvoiceError> {
    if !cmd.amount.is_positive() || cmd.amount > Money::LIMIT {
        return Err(PaymentError::AmountOutOfRange.into());
    }
    let mut bills = Vec::with_capacity(invoices.len());
    for invoice in invoices {
        bills.push(invoice.owing(cmd.business_day)?);
    }
    let owed: Money = bills.iter().map(|bill| bill.owed()).sum();
    if cmd.amount > owed {
        return Err(InvoiceError::MoreThanOwed { owed });
    }
    let laid = lay(bills.iter().copied(), cmd.amount);
    let paid = |bill: &&super::Bill| {
        let parts = laid.iter().zip(payment_ids).filter(|(part, _)| part.invoice_id == bill.id);
        let (mut amount, mut payment_ids) = (Money::ZERO, Vec::new());
        for (part, id) in parts {
            amount = amount + part.amount;
            payment_ids.push(*id);
        }
        if payment_ids.is_empty() {
            return Vec::new();
        }
        vec![InvoiceEvent::InvoicePaid {
            invoice_id: bill.id,
            amount,
            method: cmd.method,
            reference_number: cmd.reference_number.clone(),
            payment_ids,
            business_day: cmd.business_day,
            by: cmd.by.clone(),
            occurred_at: cmd.at,
        }]
    };
    let events = bills.iter().map(paid).collect();
    Ok((laid, events))
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{Books, today};
    use super::*;

    #[test]
    fn part_payments_go_to_the_oldest_first_and_never_beyond_what_is_owed() {
        let mut books = Books::of(3);
        books.run("2026-11", today()).unwrap();
        assert_eq!(books.pay_invoice(60_000).unwrap(), [(1, 50_000), (2, 10_000)]);
        let bill = books.bill();
        let owed: Vec<i64> = bill.lines.iter().map(|line| line.owed.get()).collect();
        assert_eq!((owed, bill.status(today()).name()), (vec![0, 40_000, 50_000], "partial"));
        let owed = Money::rupiah(90_000);
        assert_eq!(books.pay_invoice(90_001).unwrap_err(), InvoiceError::MoreThanOwed { owed });
        books.pay_invoice(90_000).unwrap();
        assert_eq!(books.bill().status(today()).name(), "paid");
        let refused = books.pay_invoice(1).unwrap_err();
        assert_eq!(refused, InvoiceError::NothingOwed { status: "paid" });
    }
}
