//! Which figures an event moves, of which outlet and day. Another kind of figure is an arm here and
//! a heading.

use super::{Entry, Figure, Heading, Sums};
use crate::order::{Income, OrderEvent, Share};
use crate::payment::PaymentEvent;
use crate::settlement::SettlementEvent;
use crate::values::{BusinessDay, InvoiceId, Money, OutletId};

/// A figure that an event moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Of which outlet.
    pub outlet_id: OutletId,
    /// Of which day.
    pub business_day: BusinessDay,
    /// Under what it stands.
    pub heading: Heading,
    /// How much.
    pub sums: Sums,
}

impl From<Line> for Entry {
    fn from(line: Line) -> Self {
        let figure = Figure::Line(line.heading, line.sums);
        Self { business_day: line.business_day, figure }
    }
}

/// Orders count on the day they were placed, completed, called off; refunds on the day they were
/// paid out, and what they take back with them.
pub fn lines_of_order(event: &OrderEvent) -> Vec<Line> {
    let line = |outlet_id: &OutletId, business_day: &BusinessDay, heading, sums| {
        vec![Line { outlet_id: *outlet_id, business_day: *business_day, heading, sums }]
    };
    // What else happens to an order moves no figure: a payment is an event of its own.
    match event {
        OrderEvent::OrderPlaced { outlet_id, details, price, business_day, .. } => {
            let sums = Sums::one(price.pricing.total);
            line(outlet_id, business_day, Heading::Placed(details.service()), sums)
        }
        OrderEvent::OrderCompleted {
            service_type,
            outlet_id,
            pricing,
            income,
            business_day,
            ..
        } => {
            let sums = Sums { discount: pricing.discount, ..earned(income, pricing.total) };
            line(outlet_id, business_day, Heading::Completed(*service_type), sums)
        }
        OrderEvent::OrderCancelled {
            service_type, outlet_id, kept_shares, business_day, ..
        } => {
            let heading = Heading::Cancelled(*service_type);
            let mut lines = line(outlet_id, business_day, heading, Sums::one(Money::ZERO));
            if !kept_shares.is_empty() {
                let cut = kept_shares.iter().map(|share: &Share| share.amount).sum();
                let kept = Sums { count: 1, cut, ..Sums::default() };
                let heading = Heading::CutKept(*service_type);
                lines.extend(line(outlet_id, business_day, heading, kept));
            }
            lines
        }
        OrderEvent::RefundDeducted { service_type, outlet_id, amount, business_day, .. } => {
            let heading = Heading::Refunded(*service_type);
            line(outlet_id, business_day, heading, Sums::one(*amount))
        }
        OrderEvent::IncomeReversed { service_type, outlet_id, income, business_day, .. } => {
            let sums = earned(income, income.gross + income.tax);
            line(outlet_id, business_day, Heading::Reversed(*service_type), sums)
        }
        OrderEvent::OrderInvoiced { outlet_id, amount, business_day, .. } => {
            line(outlet_id, business_day, Heading::Invoiced, Sums::one(*amount))
        }
        OrderEvent::DebtWrittenOff { outlet_id, amount, business_day, .. } => {
            line(outlet_id, business_day, Heading::WrittenOff, Sums::one(*amount))
        }
        OrderEvent::OrderRevised { .. }
        | OrderEvent::PriceAgreed { .. }
        | OrderEvent::NotesChanged { .. }
        | OrderEvent::OrderScheduled { .. }
        | OrderEvent::EmployeesAssigned { .. }
        | OrderEvent::WorkStarted { .. }
        | OrderEvent::QualityCheckSubmitted { .. }
        | OrderEvent::QualityCheckPassed { .. }
        | OrderEvent::QualityCheckFailed { .. }
        | OrderEvent::OrderHandedOver { .. }
        | OrderEvent::ReworkRequested { .. }
        | OrderEvent::ReworkFinished { .. }
        | OrderEvent::OrderClosed { .. }
        | OrderEvent::WalkInErased { .. }
        | OrderEvent::OrderDeleted { .. }
        | OrderEvent::DeliveryScheduled { .. }
        | OrderEvent::DeliveryDispatched { .. }
        | OrderEvent::DeliveryFailed { .. }
        | OrderEvent::QueueJoined { .. }
        | OrderEvent::QueueLeft { .. }
        | OrderEvent::QueuePriorityGiven { .. }
        | OrderEvent::BayGiven { .. }
        | OrderEvent::PaymentCredited { .. }
        | OrderEvent::PaymentReversed { .. } => Vec::new(),
    }
}

fn earned(income: &Income, amount: Money) -> Sums {
    let (tax, cut, net) = (income.tax, income.employee_cut, income.business_net);
    Sums { tax, cut, net, ..Sums::one(amount) }
}

/// Settlements count on the day they were written down.
pub fn line_of_settlement(event: &SettlementEvent) -> Line {
    let SettlementEvent::SettlementRecorded {
        outlet_id,
        method,
        gross,
        received,
        business_day,
        ..
    } = event;
    Line {
        outlet_id: *outlet_id,
        business_day: *business_day,
        heading: Heading::Settled(*method),
        sums: Sums { net: *received, ..Sums::one(*gross) },
    }
}

/// Payments count on the day they were taken, and so do those that are voided; refunds on the day
/// they were paid out. What is paid for a delivery on an invoice, coins or not, is less to wait for.
pub fn lines_of_payment(event: &PaymentEvent) -> Vec<Line> {
    let line = |outlet_id: &OutletId, business_day: &BusinessDay, heading, sums| Line {
        outlet_id: *outlet_id,
        business_day: *business_day,
        heading,
        sums,
    };
    let with = |line: Line, invoice: &Option<InvoiceId>, count, settled| {
        let sums = Sums { count, amount: settled, ..Sums::default() };
        let paid = invoice.map(|_| Line { heading: Heading::InvoicePaid, sums, ..line });
        std::iter::once(line).chain(paid).collect()
    };
    match event {
        PaymentEvent::PaymentReceived {
            outlet_id,
            invoice_id,
            amount,
            rounding,
            method,
            business_day,
            ..
        } => {
            let sums = Sums { rounding: *rounding, ..Sums::one(*amount) };
            let taken = line(outlet_id, business_day, Heading::Taken(*method), sums);
            with(taken, invoice_id, 1, *amount + *rounding)
        }
        PaymentEvent::PaymentConfirmed {
            outlet_id,
            invoice_id,
            amount,
            method,
            business_day,
            ..
        } => {
            let sums = Sums::one(*amount);
            let taken = line(outlet_id, business_day, Heading::Taken(*method), sums);
            with(taken, invoice_id, 1, *amount)
        }
        PaymentEvent::PaymentVoided {
            outlet_id,
            invoice_id,
            amount,
            rounding,
            method,
            business_day,
            ..
        } => {
            let sums = Sums { rounding: *rounding, ..Sums::one(*amount) };
            let voided = line(outlet_id, business_day, Heading::Voided(*method), sums);
            with(voided, invoice_id, -1, Money::ZERO - (*amount + *rounding))
        }
        PaymentEvent::RefundPaidOut { outlet_id, amount, method, business_day, .. } => {
            vec![line(outlet_id, business_day, Heading::PaidOut(*method), Sums::one(*amount))]
        }
        PaymentEvent::PaymentAnnounced { .. }
        | PaymentEvent::PaymentFailed { .. }
        | PaymentEvent::RefundRequested { .. }
        | PaymentEvent::RefundApproved { .. }
        | PaymentEvent::RefundRejected { .. }
        | PaymentEvent::PaymentSettled { .. }
        | PaymentEvent::RefundSettled { .. } => Vec::new(),
    }
}
