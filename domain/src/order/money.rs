//! What an order was settled with, what it owes, and what went back: its money, apart from its work.

use super::{Ticket, Work};
use crate::values::{BusinessDay, Money};

/// How much of an order is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentStatus {
    /// Nothing.
    Unpaid,
    /// Some.
    Partial,
    /// All.
    Paid,
    /// All that was paid went back.
    Refunded,
    /// Not all, and the day it was due has passed.
    Overdue,
}

impl PaymentStatus {
    /// Every status.
    pub const ALL: [Self; 5] =
        [Self::Unpaid, Self::Partial, Self::Paid, Self::Refunded, Self::Overdue];

    /// The status as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unpaid => "unpaid",
            Self::Partial => "partial",
            Self::Paid => "paid",
            Self::Refunded => "refunded",
            Self::Overdue => "overdue",
        }
    }
}

impl Ticket {
    /// What it is settled with, in Rupiah: what was paid, what coins could not pay, and what was
    /// written off. What went back does not lessen it: a refund opens no debt.
    pub fn settled(&self) -> Money {
        self.paid + self.rounding + self.written_off
    }

    /// What is still owed, in Rupiah, never negative; nothing for what was called off.
    pub fn outstanding(&self) -> Money {
        if self.work == Work::Cancelled {
            return Money::ZERO;
        }
        (self.price.pricing.total - self.settled()).max(Money::ZERO)
    }

    /// What the shop has of it, in Rupiah: what was paid less what went back.
    pub fn kept(&self) -> Money {
        self.paid - self.refunded
    }

    /// How much of it is paid, whenever it is due.
    pub fn payment_status(&self) -> PaymentStatus {
        if self.paid.is_positive() && self.kept() == Money::ZERO {
            return PaymentStatus::Refunded;
        }
        let settled = self.settled();
        match (settled >= self.price.pricing.total, settled == Money::ZERO) {
            (true, _) => PaymentStatus::Paid,
            (false, true) => PaymentStatus::Unpaid,
            (false, false) => PaymentStatus::Partial,
        }
    }

    /// How much of it is paid on that day: what is owed past the day it was due is overdue, whatever
    /// was paid of it (PST-09).
    pub fn payment_status_on(&self, today: BusinessDay) -> PaymentStatus {
        let late = self.invoiced.is_some_and(|invoiced| today > invoiced.due_on);
        if late && self.outstanding().is_positive() {
            return PaymentStatus::Overdue;
        }
        self.payment_status()
    }

    /// As much of its total as was given back, in Rupiah. What was paid beyond the total goes back
    /// first, and is nobody's loss.
    pub(super) fn given_back(&self) -> Money {
        let total = self.price.pricing.total;
        let beyond = (self.settled() - total).max(Money::ZERO);
        (self.refunded - beyond).max(Money::ZERO).min(total)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::completed;
    use super::super::{Order, Pricing};
    use super::*;
    use crate::log::replay;

    fn ticket(total: i64, paid: i64, refunded: i64) -> Ticket {
        let order: Order = replay(completed());
        let mut ticket = order.ticket().unwrap().clone();
        let total = Money::rupiah(total);
        ticket.price.pricing = Pricing { subtotal: total, total, ..ticket.price.pricing };
        (ticket.paid, ticket.refunded) = (Money::rupiah(paid), Money::rupiah(refunded));
        ticket
    }

    #[test]
    fn what_is_paid_and_owed_is_as_the_papers_say() {
        let cases = [
            ("PST-01", 100_000, 0, 0, "unpaid", 100_000),
            ("PST-03", 100_000, 100_000, 0, "paid", 0),
            ("PST-04", 100_000, 99_999, 0, "partial", 1),
            ("PST-05", 100_000, 1, 0, "partial", 99_999),
            ("PST-06", 150_000, 75_000, 0, "partial", 75_000),
            ("PST-08", 100_000, 100_000, 25_000, "paid", 0),
            ("all of it went back", 100_000, 100_000, 100_000, "refunded", 0),
            ("a deposit went back", 100_000, 30_000, 30_000, "refunded", 70_000),
            ("nothing to pay", 0, 0, 0, "paid", 0),
        ];
        for (id, total, paid, refunded, status, outstanding) in cases {
            let ticket = ticket(total, paid, refunded);
            assert_eq!(ticket.payment_status().name(), status, "{id}");
            assert_eq!(ticket.outstanding(), Money::rupiah(outstanding), "{id}");
        }
    }

    #[test]
    fn what_coins_could_not_pay_and_what_was_given_up_is_settled() {
        let mut short = ticket(75_050, 75_000, 0);
        short.rounding = Money::rupiah(50);
        assert_eq!((short.payment_status().name(), short.outstanding().get()), ("paid", 0));
        let mut given_up = ticket(75_000, 0, 0);
        given_up.written_off = Money::rupiah(75_000);
        assert_eq!((given_up.payment_status().name(), given_up.outstanding().get()), ("paid", 0));
    }

    #[test]
    fn what_was_paid_beyond_the_total_goes_back_first() {
        for (paid, refunded, given_back) in [
            (75_000, 0, 0),
            (75_000, 20_000, 20_000),
            (95_000, 20_000, 0),
            (95_000, 95_000, 75_000),
        ] {
            let back = ticket(75_000, paid, refunded).given_back();
            assert_eq!(back, Money::rupiah(given_back), "{paid} {refunded}");
        }
    }
}
