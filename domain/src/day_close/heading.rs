//! Under what a figure of a day stands, and what is added up there.

use std::ops::AddAssign;

use crate::order::ServiceType;
use crate::payment::PaymentMethod;
use crate::values::Money;

/// Under what a figure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Heading {
    /// Orders placed.
    Placed(ServiceType),
    /// Orders called off.
    Cancelled(ServiceType),
    /// What those who had worked on orders that were called off keep all the same (FEX 1).
    CutKept(ServiceType),
    /// Orders completed, and what they earn.
    Completed(ServiceType),
    /// Refunds, by what they were paid for.
    Refunded(ServiceType),
    /// What was earned, and is not any more.
    Reversed(ServiceType),
    /// Payments.
    Taken(PaymentMethod),
    /// Payments that were mis-keyed and do not count.
    Voided(PaymentMethod),
    /// Refunds, by the means they were paid out by.
    PaidOut(PaymentMethod),
    /// What banks and wallets sent, of what was paid by them, and what they kept.
    Settled(PaymentMethod),
    /// Deliveries put on invoices.
    Invoiced,
    /// Payments for what stands on an invoice.
    InvoicePaid,
    /// What is owed on invoices and given up.
    WrittenOff,
}

impl Heading {
    const BY_SERVICE: [fn(ServiceType) -> Self; 6] = [
        Self::Placed,
        Self::Cancelled,
        Self::CutKept,
        Self::Completed,
        Self::Refunded,
        Self::Reversed,
    ];
    const BY_METHOD: [fn(PaymentMethod) -> Self; 4] =
        [Self::Taken, Self::Voided, Self::PaidOut, Self::Settled];

    const RECEIVABLES: [Self; 3] = [Self::Invoiced, Self::InvoicePaid, Self::WrittenOff];

    /// Every heading.
    pub fn all() -> impl Iterator<Item = Self> {
        let by_service = Self::BY_SERVICE.into_iter().flat_map(|of| ServiceType::ALL.map(of));
        let by_method = Self::BY_METHOD.into_iter().flat_map(|of| PaymentMethod::ALL.map(of));
        by_service.chain(by_method).chain(Self::RECEIVABLES)
    }

    /// What kind of figure it is, as the journal writes it.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Placed(_) => "placed",
            Self::Cancelled(_) => "cancelled",
            Self::CutKept(_) => "cut_kept",
            Self::Completed(_) => "completed",
            Self::Refunded(_) => "refunded",
            Self::Reversed(_) => "reversed",
            Self::Taken(_) => "taken",
            Self::Voided(_) => "voided",
            Self::PaidOut(_) => "paid_out",
            Self::Settled(_) => "settled",
            Self::Invoiced => "invoiced",
            Self::InvoicePaid => "invoice_paid",
            Self::WrittenOff => "written_off",
        }
    }

    /// Of which service or method, as the journal writes it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Placed(service)
            | Self::Cancelled(service)
            | Self::CutKept(service)
            | Self::Completed(service)
            | Self::Refunded(service)
            | Self::Reversed(service) => service.name(),
            Self::Taken(method)
            | Self::Voided(method)
            | Self::PaidOut(method)
            | Self::Settled(method) => method.name(),
            Self::Invoiced | Self::InvoicePaid | Self::WrittenOff => "",
        }
    }

    /// The heading of that kind and label, if there is one.
    pub fn named(kind: &str, label: &str) -> Option<Self> {
        Self::all().find(|heading| heading.kind() == kind && heading.label() == label)
    }
}

/// What is added up under a heading; each of them uses what it needs. Amounts in Rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// How many.
    pub count: i64,
    /// How much.
    pub amount: Money,
    /// What was taken off it.
    pub discount: Money,
    /// The tax in it.
    pub tax: Money,
    /// The employees' part of it.
    pub cut: Money,
    /// The business's part of it.
    pub net: Money,
    /// What coins could not pay of what it settles.
    pub rounding: Money,
}

impl Sums {
    /// One, of that much.
    pub fn one(amount: Money) -> Self {
        Self { count: 1, amount, ..Self::default() }
    }
}

impl AddAssign for Sums {
    fn add_assign(&mut self, more: Self) {
        self.count = self.count.saturating_add(more.count);
        self.amount = self.amount + more.amount;
        self.discount = self.discount + more.discount;
        self.tax = self.tax + more.tax;
        self.cut = self.cut + more.cut;
        self.net = self.net + more.net;
        self.rounding = self.rounding + more.rounding;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Heading;

    #[test]
    fn every_heading_is_found_by_what_the_journal_writes() {
        let mut seen = BTreeSet::new();
        for heading in Heading::all() {
            assert_eq!(Heading::named(heading.kind(), heading.label()), Some(heading));
            assert!(seen.insert((heading.kind(), heading.label())), "{heading:?} twice");
        }
        assert_eq!(seen.len(), 6 * 4 + 4 * 4 + 3);
        assert_eq!(Heading::named("taken", "laundry"), None);
    }
}
