//! What rules need to know of an invoice.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::InvoiceError;
use crate::log::{LogAggregate, PrintedNumber};
use crate::payment::PaymentMethod;
use crate::user::Actor;
use crate::values::{
    BusinessDay, CustomerId, InvoiceId, Money, Month, Notes, OrderId, OutletId, PaymentId,
    PersonName, Personal, ReferenceNumber,
};

/// An invoice, or none yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice(pub(super) Option<Box<Bill>>);

/// How an invoice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvoiceStatus {
    /// Nothing of it is paid.
    Open,
    /// Some of it is.
    Partial,
    /// Something is owed, and the day it was due has passed.
    Overdue,
    /// Nothing is owed.
    Paid,
    /// Nothing is owed, for some of it was given up.
    WrittenOff,
}

impl InvoiceStatus {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Open, Self::Partial, Self::Overdue, Self::Paid, Self::WrittenOff];

    /// The status as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Partial => "partial",
            Self::Overdue => "overdue",
            Self::Paid => "paid",
            Self::WrittenOff => "written_off",
        }
    }
}

/// What stands on an invoice, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    /// The invoice.
    pub id: InvoiceId,
    /// Its printed number; absent only between the decision and the log.
    pub number: Option<PrintedNumber>,
    /// Whose it is.
    pub customer_id: CustomerId,
    /// What they are called on it.
    pub customer_name: Personal<PersonName>,
    /// The month it is for.
    pub month: Month,
    /// The deliveries, oldest first.
    pub lines: Vec<BillLine>,
    /// What they sum to, in Rupiah.
    pub total: Money,
    /// The day on it.
    pub issued_on: BusinessDay,
    /// The last day on which it is paid in time.
    pub due_on: BusinessDay,
    /// Money that came in for it as such; its deliveries may have been paid by themselves, too.
    pub payments: Vec<InvoicePayment>,
    /// What was given up of it.
    pub write_offs: Vec<WriteOff>,
    /// When it was written down.
    pub issued_at: DateTime<Utc>,
    /// When anything last happened to it.
    pub updated_at: DateTime<Utc>,
}

/// A delivery on an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillLine {
    /// The order.
    pub order_id: OrderId,
    /// Its printed number.
    pub order_number: Option<PrintedNumber>,
    /// Where.
    pub outlet_id: OutletId,
    /// The outlet's day on which it was delivered.
    pub delivered_on: BusinessDay,
    /// What was owed for it when it was billed, in Rupiah.
    pub amount: Money,
    /// What is owed for it, in Rupiah.
    pub owed: Money,
}

/// Money that came in for an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoicePayment {
    /// How much was settled, in Rupiah.
    pub amount: Money,
    /// By what means.
    pub method: PaymentMethod,
    /// The bank's or the wallet's own number of it.
    pub reference_number: Option<ReferenceNumber>,
    /// The payments it was laid out in.
    pub payment_ids: Vec<PaymentId>,
    /// The outlet's day on which it counts.
    pub business_day: BusinessDay,
    /// Who took it.
    pub by: Actor,
    /// When it was written down.
    pub at: DateTime<Utc>,
}

/// What was given up of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteOff {
    /// How much, in Rupiah.
    pub amount: Money,
    /// Why.
    pub reason: Personal<Notes>,
    /// Who approved it, beside whoever asked.
    pub approved_by: Option<Actor>,
    /// The outlet's day on which it counts.
    pub business_day: BusinessDay,
    /// Who did it.
    pub by: Actor,
    /// When it was written down.
    pub at: DateTime<Utc>,
}

impl Bill {
    /// What is owed, in Rupiah.
    pub fn owed(&self) -> Money {
        self.lines.iter().map(|line| line.owed).sum()
    }

    /// What was given up, in Rupiah.
    pub fn written_off(&self) -> Money {
        self.write_offs.iter().map(|given_up| given_up.amount).sum()
    }

    /// How it stands on that day.
    pub fn status(&self, today: BusinessDay) -> InvoiceStatus {
        let owed = self.owed();
        if !owed.is_positive() {
            return if self.write_offs.is_empty() {
                InvoiceStatus::Paid
            } else {
                InvoiceStatus::WrittenOff
            };
        }
        match (today > self.due_on, owed < self.total) {
            (true, _) => InvoiceStatus::Overdue,
            (false, true) => InvoiceStatus::Partial,
            (false, false) => InvoiceStatus::Open,
        }
    }

    /// What can be done next, by the last part of its path.
    pub fn allowed(&self) -> &'static [&'static str] {
        if self.owed().is_positive() { &["payments", "write-off"] } else { &[] }
    }
}

impl Invoice {
    /// What stands on it, if it was issued.
    pub fn bill(&self) -> Option<&Bill> {
        self.0.as_deref()
    }

    /// What stands on it.
    ///
    /// # Errors
    /// [`InvoiceError::NotFound`] if it was never issued.
    pub fn issued(&self) -> Result<&Bill, InvoiceError> {
        self.bill().ok_or(InvoiceError::NotFound)
    }

    /// What stands on it, if anything is owed.
    ///
    /// # Errors
    /// [`InvoiceError::NothingOwed`], [`InvoiceError::NotFound`].
    pub(super) fn owing(&self, today: BusinessDay) -> Result<&Bill, InvoiceError> {
        let bill = self.issued()?;
        if bill.owed().is_positive() {
            Ok(bill)
        } else {
            Err(InvoiceError::NothingOwed { status: bill.status(today).name() })
        }
    }
}

impl LogAggregate for Invoice {
    const CLAIMS: bool = true;
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::bill;
    use super::*;

    #[test]
    fn an_invoice_stands_by_what_is_owed_and_by_the_day() {
        let mut bill = bill(&[50_000, 30_000]);
        let (in_time, late) = (bill.due_on, bill.due_on.following());
        assert_eq!(bill.status(in_time), InvoiceStatus::Open);
        assert_eq!(bill.status(late), InvoiceStatus::Overdue);
        bill.lines[0].owed = Money::ZERO;
        assert_eq!(bill.status(in_time), InvoiceStatus::Partial);
        assert_eq!(bill.status(late), InvoiceStatus::Overdue, "PST-09: overdue wins");
        bill.lines[1].owed = Money::ZERO;
        assert_eq!((bill.status(late), bill.allowed().len()), (InvoiceStatus::Paid, 0));
    }
}
