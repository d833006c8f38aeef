//! A customer's books as the tests of this folder keep them: every order's change is followed by the
//! account and by the invoice it stands on.

use std::collections::BTreeMap;

use cqrs_es::Aggregate;

use super::{
    Bill, BillLine, Invoice, InvoiceError, InvoiceEvent, IssueInvoice, LineOwed, MoveLines,
    PayInvoice, WriteOffInvoice, issue, move_lines, pay, write_off,
};
use crate::account::fixtures::delivered;
use crate::account::{Account, AccountEvent, Debt, MoveDebts, move_debts};
use crate::log::replay;
use crate::order::fixtures::{kasir, later, vip};
use crate::order::{Order, OrderEvent, Ticket};
use crate::payment::fixtures::cash;
use crate::payment::{Part, PaymentMethod, take_across};
use crate::user::Role;
use crate::values::*;

pub(crate) fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

/// The day everything is delivered.
pub(crate) fn today() -> BusinessDay {
    Outlet::first().business_day(later())
}

/// An invoice of orders 1 and so on.
pub(crate) fn bill(amounts: &[i64]) -> Bill {
    let line = |(amount, id): (&i64, i64)| BillLine {
        order_id: OrderId::new(id).unwrap(),
        order_number: None,
        outlet_id: Outlet::first().id,
        delivered_on: today(),
        amount: Money::rupiah(*amount),
        owed: Money::rupiah(*amount),
    };
    Bill {
        id: InvoiceId::new(1).unwrap(),
        number: None,
        customer_id: vip().id,
        customer_name: vip().name,
        month: month("2026-11"),
        lines: amounts.iter().zip(1..).map(line).collect(),
        total: amounts.iter().map(|amount| Money::rupiah(*amount)).sum(),
        issued_on: today(),
        due_on: today().plus(30),
        payments: Vec::new(),
        write_offs: Vec::new(),
        issued_at: later(),
        updated_at: later(),
    }
}

/// What happened to each.
#[derive(Default)]
pub(crate) struct Log {
    pub invoices: Vec<InvoiceEvent>,
    pub accounts: Vec<AccountEvent>,
    pub orders: Vec<OrderEvent>,
}

/// Ibu Ratna's account, her orders, and her invoices.
#[derive(Default)]
pub(crate) struct Books {
    pub account: Account,
    pub orders: BTreeMap<OrderId, Order>,
    pub invoices: BTreeMap<InvoiceId, Invoice>,
    pub log: Log,
}

impl Books {
    /// So many deliveries of 50,000 Rupiah.
    pub(crate) fn of(deliveries: i64) -> Self {
        let mut books = Self::default();
        for order in 1..=deliveries {
            books.deliver(order);
        }
        books
    }

    pub(crate) fn deliver(&mut self, order: i64) {
        self.happens(OrderId::new(order).unwrap(), delivered(order));
    }

    pub(crate) fn ticket(&self, order: i64) -> &Ticket {
        self.orders[&OrderId::new(order).unwrap()].ticket().unwrap()
    }

    /// The only invoice.
    pub(crate) fn bill(&self) -> &Bill {
        self.invoices.values().next().unwrap().bill().unwrap()
    }

    /// An order changes, and with it the account and its invoice.
    pub(crate) fn happens(&mut self, id: OrderId, events: Vec<OrderEvent>) {
        let order = self.orders.entry(id).or_default();
        let before = order.clone();
        self.log.orders.extend(events.clone());
        for event in events {
            order.apply(event);
        }
        let changes = Debt::changes(before.ticket(), order.ticket());
        let (business_day, at) = (today(), later());
        for (customer_id, debt) in changes {
            let line = LineOwed { order_id: id, owed: debt.owed };
            if let Some(invoice) = debt.invoice_id.and_then(|id| self.invoices.get_mut(&id)) {
                let cmd = MoveLines { lines: vec![line], business_day, at };
                for event in move_lines(invoice, cmd).unwrap() {
                    self.log.invoices.push(event.clone());
                    invoice.apply(event);
                }
            }
            let cmd = MoveDebts { customer_id, debts: vec![debt], business_day, at };
            for event in move_debts(&self.account, cmd) {
                self.log.accounts.push(event.clone());
                self.account.apply(event);
            }
        }
    }

    /// Bills a month.
    pub(crate) fn run(&mut self, text: &str, today: BusinessDay) -> Result<Bill, InvoiceError> {
        let ids = self.account.to_invoice(month(text));
        let orders: Vec<&Order> = ids.iter().map(|id| &self.orders[id]).collect();
        let invoice_id = InvoiceId::new(i64::try_from(self.invoices.len()).unwrap() + 1).unwrap();
        let cmd = IssueInvoice {
            invoice_id,
            customer: vip(),
            month: month(text),
            due_days: 30,
            today,
            by: None,
            at: later(),
        };
        let issued = issue(&Invoice::default(), &self.account, &orders, cmd)?;
        self.log.invoices.extend(issued.invoice.clone());
        self.log.accounts.extend(issued.account.clone());
        self.invoices.insert(invoice_id, replay(issued.invoice));
        for event in issued.account {
            self.account.apply(event);
        }
        for (id, events) in issued.orders {
            self.happens(id, events);
        }
        Ok(self.invoices[&invoice_id].bill().unwrap().clone())
    }

    /// An order is paid by itself.
    pub(crate) fn pay(&mut self, order: i64, amount: i64) {
        let id = OrderId::new(order).unwrap();
        let mut events = Vec::new();
        let part = Part {
            order: &self.orders[&id],
            amount: Money::rupiah(amount),
            payment_id: PaymentId::new(order).unwrap(),
            outlet: Outlet::first(),
        };
        for (_, credited) in take_across(&[part], &cash(amount, None)).unwrap() {
            events.extend(credited);
        }
        self.happens(id, events);
    }

    /// Money comes in for all invoices. Gives what was laid onto which order.
    pub(crate) fn pay_invoice(&mut self, amount: i64) -> Result<Vec<(i64, i64)>, InvoiceError> {
        let cmd = PayInvoice {
            amount: Money::rupiah(amount),
            method: PaymentMethod::Cash,
            reference_number: None,
            business_day: today(),
            by: kasir(),
            at: later(),
        };
        let ids: Vec<PaymentId> = (1..=999).map(|id| PaymentId::new(id).unwrap()).collect();
        let invoices: Vec<&Invoice> = self.invoices.values().collect();
        let (laid, events) = pay(&invoices, &cmd, &ids)?;
        let part = |(laid, id): (&super::Laid, &PaymentId)| Part {
            order: &self.orders[&laid.order_id],
            amount: laid.amount,
            payment_id: *id,
            outlet: Outlet::first(),
        };
        let parts: Vec<Part<'_>> = laid.iter().zip(&ids).map(part).collect();
        let taken = take_across(&parts, &cash(amount, None))?;
        for event in events.into_iter().flatten() {
            self.log.invoices.push(event.clone());
            self.invoices.get_mut(&event.invoice_id()).unwrap().apply(event);
        }
        for (laid, (_, credited)) in laid.iter().zip(taken) {
            self.happens(laid.order_id, credited);
        }
        Ok(laid.iter().map(|part| (part.order_id.get(), part.amount.get())).collect())
    }

    /// The oldest invoice that owes anything, else the last, is given up.
    pub(crate) fn write_off(&mut self, role: Role) -> Result<(), InvoiceError> {
        let owing = |invoice: &&Invoice| invoice.bill().unwrap().owed().is_positive();
        let mut all = self.invoices.values();
        let Some(invoice) = all.clone().find(owing).or(all.next_back()) else { return Ok(()) };
        let lines = invoice.bill().unwrap().lines.iter().filter(|line| line.owed.is_positive());
        let orders: Vec<&Order> = lines.map(|line| &self.orders[&line.order_id]).collect();
        let cmd = WriteOffInvoice {
            reason: Notes::parse("pailit").unwrap(),
            business_day: today(),
            role,
            approver: None,
            by: kasir(),
            at: later(),
        };
        let given_up = write_off(invoice, &orders, cmd)?;
        for event in given_up.invoice {
            self.log.invoices.push(event.clone());
            self.invoices.get_mut(&event.invoice_id()).unwrap().apply(event);
        }
        for (id, events) in given_up.orders {
            self.happens(id, events);
        }
        Ok(())
    }
}
