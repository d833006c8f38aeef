//! Whatever happens to deliveries on terms: an invoice is what its deliveries are, and the account what
//! all of them owe.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::fixtures::{Books, today};
use super::{BillLine, InvoiceStatus};
use crate::order::{ReversePayment, reverse_payment};
use crate::user::Role;
use crate::values::*;

#[derive(Debug, Clone)]
enum Happening {
    Deliver,
    /// Pays an order by itself: which, and how much of what it owes, in percent.
    Pay(usize, i64),
    /// Voids what an order was paid by itself.
    Void(usize),
    /// Pays the invoices, so much of what they owe, in percent.
    PayInvoices(i64),
    WriteOff,
    /// Bills a month from 2026-11 on.
    Run(u32),
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        4 => Just(Happening::Deliver),
        3 => (any::<usize>(), 1..=100i64).prop_map(|(which, part)| Happening::Pay(which, part)),
        2 => any::<usize>().prop_map(Happening::Void),
        2 => (1..=100i64).prop_map(Happening::PayInvoices),
        1 => Just(Happening::WriteOff),
        2 => (0..4u32).prop_map(Happening::Run),
    ]
}

/// The books, and what was paid for an order by itself last.
#[derive(Default)]
struct Shop {
    books: Books,
    paid: BTreeMap<i64, i64>,
}

impl Shop {
    fn pick(&self, which: usize) -> Option<i64> {
        let count = self.books.orders.len();
        (count > 0).then(|| i64::try_from(which % count).unwrap() + 1)
    }

    fn happens(&mut self, happening: &Happening) {
        let part = |of: i64, percent: i64| of * percent / 100;
        match happening {
            Happening::Deliver => {
                let next = i64::try_from(self.books.orders.len()).unwrap() + 1;
                self.books.deliver(next);
            }
            Happening::Pay(which, percent) => {
                let Some(order) = self.pick(*which) else { return };
                let amount = part(self.books.ticket(order).outstanding().get(), *percent);
                if amount > 0 && !self.paid.contains_key(&order) {
                    self.books.pay(order, amount);
                    self.paid.insert(order, amount);
                }
            }
            Happening::Void(which) => {
                let Some(order) = self.pick(*which) else { return };
                let Some(amount) = self.paid.remove(&order) else { return };
                self.void(order, amount);
            }
            Happening::PayInvoices(percent) => {
                let owing = self.books.invoices.values().filter_map(|known| known.bill());
                let owed: Money = owing.map(super::Bill::owed).sum();
                let amount = part(owed.get(), *percent);
                // One that is paid is not paid again with others: the caller names those that owe.
                if amount > 0 && self.all_owe() {
                    self.books.pay_invoice(amount).unwrap();
                }
            }
            Happening::WriteOff => drop(self.books.write_off(Role::Admin)),
            Happening::Run(months) => {
                let text = ["2026-11", "2026-12", "2027-01", "2027-02"][*months as usize];
                let _ = self.books.run(text, BusinessDay::parse("2028-01-01").unwrap());
            }
        }
    }

    fn all_owe(&self) -> bool {
        self.books.invoices.values().all(|known| known.bill().unwrap().owed().is_positive())
    }

    fn void(&mut self, order: i64, amount: i64) {
        let id = OrderId::new(order).unwrap();
        let subject = self.books.ticket(order).subject();
        let cmd = ReversePayment {
            payment_id: PaymentId::new(order).unwrap(),
            amount: Money::rupiah(amount),
            rounding: Money::ZERO,
            reason: Personal::about(subject, Notes::parse("salah").unwrap()),
            by: crate::order::fixtures::kasir(),
            at: crate::order::fixtures::later(),
        };
        if let Ok(events) = reverse_payment(&self.books.orders[&id], cmd) {
            self.books.happens(id, events);
        }
    }

    fn check(&self) {
        let Books { account, orders, invoices, .. } = &self.books;
        let owed: Money = orders.values().map(|order| order.ticket().unwrap().outstanding()).sum();
        assert_eq!(account.owed(), owed, "the account is what its orders owe");
        let mut on_invoices = BTreeMap::new();
        for bill in invoices.values().filter_map(|invoice| invoice.bill()) {
            assert_eq!(bill.total, bill.lines.iter().map(|line| line.amount).sum());
            for BillLine { order_id, order_number, outlet_id, delivered_on, amount, owed } in
                &bill.lines
            {
                let ticket = orders[order_id].ticket().unwrap();
                assert_eq!(*owed, ticket.outstanding(), "the line is what its delivery owes");
                assert!(*amount <= ticket.price.pricing.total && amount.is_positive());
                let done = ticket.completion.as_ref().unwrap().business_day;
                assert_eq!((order_number, outlet_id), (&ticket.number, &ticket.outlet_id));
                assert_eq!(*delivered_on, done);
                assert_eq!(ticket.invoiced.unwrap().invoice_id, bill.id);
                assert!(on_invoices.insert(*order_id, bill.id).is_none(), "on one invoice only");
            }
            let settled =
                matches!(bill.status(today()), InvoiceStatus::Paid | InvoiceStatus::WrittenOff);
            assert_eq!(settled, bill.owed() == Money::ZERO);
        }
        for debt in account.debts() {
            assert_eq!(debt.invoice_id, on_invoices.get(&debt.order_id).copied());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn an_invoices_lines_equal_its_deliveries_and_the_account_their_sum(
        happenings in prop::collection::vec(happening(), 1..40)
    ) {
        let mut shop = Shop::default();
        for happening in &happenings {
            shop.happens(happening);
            shop.check();
        }
        // After a run of the next month every delivery that is owed for stands on an invoice.
        let _ = shop.books.run("2027-03", BusinessDay::parse("2028-01-01").unwrap());
        shop.check();
        prop_assert!(shop.books.account.debts().iter().all(|debt| debt.invoice_id.is_some()));
    }
}
