//! How an invoice takes in what happened to it.

use super::{Bill, BillLine, Invoice, InvoiceEvent, InvoiceLine, InvoicePayment, WriteOff};

impl Invoice {
    /// Takes in what happened. An event for an invoice never issued is not in any log; it changes
    /// nothing.
    pub(super) fn evolve(&mut self, event: InvoiceEvent) {
        let at = event.occurred_at();
        if matches!(event, InvoiceEvent::InvoiceIssued { .. }) {
            self.0 = issued(event).map(Box::new);
        } else if let Some(bill) = self.0.as_deref_mut() {
            bill.updated_at = at;
            bill.evolve(event);
        }
    }
}

fn issued(event: InvoiceEvent) -> Option<Bill> {
    let InvoiceEvent::InvoiceIssued {
        invoice_id: id,
        invoice_number: number,
        customer_id,
        customer_name,
        month,
        lines,
        total,
        issued_on,
        due_on,
        business_day: _,
        occurred_at,
    } = event
    else {
        return None;
    };
    let line = |InvoiceLine { order_id, order_number, outlet_id, delivered_on, amount }| BillLine {
        order_id,
        order_number,
        outlet_id,
        delivered_on,
        amount,
        owed: amount,
    };
    Some(Bill {
        id,
        number,
        customer_id,
        customer_name,
        month,
        lines: lines.into_iter().map(line).collect(),
        total,
        issued_on,
        due_on,
        payments: Vec::new(),
        write_offs: Vec::new(),
        issued_at: occurred_at,
        updated_at: occurred_at,
    })
}

impl Bill {
    fn evolve(&mut self, event: InvoiceEvent) {
        match event {
            InvoiceEvent::InvoiceIssued { .. } => {} // issued is only ever the first
            InvoiceEvent::InvoicePaid {
                amount,
                method,
                reference_number,
                payment_ids,
                business_day,
                by,
                occurred_at: at,
                ..
            } => self.payments.push(InvoicePayment {
                amount,
                method,
                reference_number,
                payment_ids,
                business_day,
                by,
                at,
            }),
            InvoiceEvent::InvoiceWrittenOff {
                amount,
                reason,
                approved_by,
                business_day,
                by,
                occurred_at: at,
                ..
            } => {
                self.write_offs.push(WriteOff {
                    amount,
                    reason,
                    approved_by,
                    business_day,
                    by,
                    at,
                });
            }
            InvoiceEvent::InvoiceMoved { lines, .. } => {
                for moved in lines {
                    let on_it = self.lines.iter_mut().find(|line| line.order_id == moved.order_id);
                    if let Some(line) = on_it {
                        line.owed = moved.owed;
                    }
                }
            }
        }
    }
}
