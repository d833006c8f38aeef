//! Laying an amount onto what is owed, oldest first.

use super::Bill;
use crate::values::{InvoiceId, Money, OrderId};

/// The part of an amount that settles a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Laid {
    /// The invoice it stands on.
    pub invoice_id: InvoiceId,
    /// The order.
    pub order_id: OrderId,
    /// The part, in Rupiah.
    pub amount: Money,
}

/// Lays an amount onto the deliveries of invoices, in the order in which they are given and stand on
/// them. What is more than all of it owes is laid nowhere.
pub fn lay<'a>(bills: impl IntoIterator<Item = &'a Bill>, amount: Money) -> Vec<Laid> {
    let mut left = amount;
    let mut laid = Vec::new();
    for bill in bills {
        for line in &bill.lines {
            let part = line.owed.min(left);
            if part.is_positive() {
                left = left - part;
                laid.push(Laid { invoice_id: bill.id, order_id: line.order_id, amount: part });
            }
        }
    }
    laid
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::bill;
    use super::*;

    #[test]
    fn the_oldest_is_paid_first() {
        let bill = bill(&[50_000, 30_000, 20_000]);
        let parts = |amount| {
            let laid = lay([&bill], Money::rupiah(amount)).into_iter();
            laid.map(|part| (part.order_id.get(), part.amount.get())).collect::<Vec<_>>()
        };
        assert_eq!(parts(50_000), [(1, 50_000)]);
        assert_eq!(parts(60_000), [(1, 50_000), (2, 10_000)]);
        assert_eq!(parts(999_999), [(1, 50_000), (2, 30_000), (3, 20_000)]);
        assert_eq!(parts(0), []);
    }
}
