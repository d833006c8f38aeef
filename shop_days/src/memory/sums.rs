//! Sums that must come out in every event that has any.

use domain::order::{Income, OrderEvent, Price};
use domain::values::Money;

/// Whether the sums in an event come out.
///
/// # Errors
/// What does not, in words.
pub(super) fn fit(event: &OrderEvent) -> Result<(), String> {
    match event {
        OrderEvent::OrderPlaced { price, .. }
        | OrderEvent::OrderRevised { price, .. }
        | OrderEvent::PriceAgreed { price, .. } => lines_make_the_total(price),
        OrderEvent::OrderCompleted { income, pricing, .. } => {
            if income.gross + income.tax == pricing.total {
                shares_make_the_cut(income)
            } else {
                Err(format!("income and tax do not make the total: {income:?}"))
            }
        }
        OrderEvent::IncomeReversed { income, .. } => shares_make_the_cut(income),
        OrderEvent::NotesChanged { .. }
        | OrderEvent::OrderScheduled { .. }
        | OrderEvent::EmployeesAssigned { .. }
        | OrderEvent::WorkStarted { .. }
        | OrderEvent::QualityCheckSubmitted { .. }
        | OrderEvent::QualityCheckPassed { .. }
        | OrderEvent::QualityCheckFailed { .. }
        | OrderEvent::OrderCancelled { .. }
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
        | OrderEvent::PaymentReversed { .. }
        | OrderEvent::OrderInvoiced { .. }
        | OrderEvent::DebtWrittenOff { .. }
        | OrderEvent::RefundDeducted { .. } => Ok(()),
    }
}

fn lines_make_the_total(price: &Price) -> Result<(), String> {
    let adjusted: Money = price.lines.iter().map(|line| line.adjusted_price).sum();
    let pricing = price.pricing;
    let negative = price.lines.iter().any(|line| line.adjusted_price < Money::ZERO);
    let total = pricing.subtotal - pricing.discount + pricing.tax;
    if adjusted == pricing.total - pricing.tax && total == pricing.total && !negative {
        Ok(())
    } else {
        Err(format!("the lines do not make the total before tax: {price:?}"))
    }
}

fn shares_make_the_cut(income: &Income) -> Result<(), String> {
    let shared: Money = income.shares.iter().map(|share| share.amount).sum();
    let pooled = income.shares.is_empty();
    let parts = income.employee_cut + income.business_net;
    if (pooled || shared == income.employee_cut) && parts == income.gross {
        Ok(())
    } else {
        Err(format!("the shares do not make the cut: {income:?}"))
    }
}
