//! Putting right what was ordered, and by whom, before the work is done.

use chrono::{DateTime, Utc};

use super::place::deliverable;
use super::{
    Agreed, Asked, Details, Order, OrderError, OrderEvent, Orderer, Override, PriceAuthority,
    PriceTerms, Step, price,
};
use crate::approval::Approver;
use crate::user::{Actor, Role};
use crate::values::{EmployeeId, Money, OrderId, Personal};

/// Puts right what was ordered. What is not to change is as it stands on the order.
#[derive(Debug, Clone)]
pub struct ReviseOrder {
    /// What is ordered now.
    pub details: Details,
    /// Who orders now.
    pub orderer: Orderer,
    /// The customer's own discount now; the tax stays the order's.
    pub automatic_bp: crate::values::BasisPoints,
    /// Who asks.
    pub authority: PriceAuthority,
    /// The most water one order brings.
    pub most_water: i64,
    /// The worker behind the login that asks.
    pub editor: Option<EmployeeId>,
    /// Who asks.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the order becomes another, and what it costs then. A discount that was given
/// stays, as the same amount; a raise does not.
///
/// # Errors
/// [`OrderError`], for what the shop does not take on.
pub fn revise(order: &Order, cmd: ReviseOrder) -> Result<Vec<OrderEvent>, OrderError> {
    let ticket = order.open_for(Step::Correct)?;
    if cmd.details.service() != ticket.service() {
        return Err(OrderError::OtherService);
    }
    if cmd.editor.is_some_and(|editor| ticket.is_work_of(editor)) {
        return Err(OrderError::PaysTheEditor);
    }
    deliverable(&cmd.details, &cmd.orderer, cmd.most_water)?;
    if ticket.delivery.is_some() && !cmd.details.is_brought() {
        return Err(OrderError::AddressMissing);
    }
    let terms = PriceTerms { automatic_bp: cmd.automatic_bp, ..ticket.price.terms };
    let id: OrderId = ticket.id;
    let (customer, walk_in) = cmd.orderer.marked(id);
    let subject = super::person::subject_of(id, customer.as_ref());
    let about = |notes| Personal::about(subject, notes);
    let lines = cmd.details.lines()?;
    let most: Money = lines.iter().map(|line| line.price).sum();
    let off = ticket.price.pricing.discount;
    let price = match &ticket.price.agreed {
        Some(Agreed::Discount { .. }) if off > most => {
            // Neither free nor dear by surprise: the price is to be agreed on first.
            return Err(OrderError::MoreOffThanPrice { price: most });
        }
        Some(Agreed::Discount { reason, approved_by }) => {
            let (asked, reason) = (Asked::Off(off), Some(reason.get().clone()));
            // It was let through before, so whoever puts the order right need not ask again.
            let approver = Approver { actor: cmd.by.clone(), role: Role::Admin, amount: off };
            let authority = PriceAuthority { approver: Some(approver), ..cmd.authority };
            let mut price =
                price(lines, terms, Some(Override { asked, reason }), &authority, about)?;
            if let Some(Agreed::Discount { approved_by: now, .. }) = &mut price.agreed {
                now.clone_from(approved_by);
            }
            price
        }
        Some(Agreed::Automatic | Agreed::Raise { .. }) | None => {
            price(lines, terms, None, &cmd.authority, about)?
        }
    };
    let same = cmd.details == ticket.details
        && customer == ticket.customer
        && walk_in == ticket.walk_in
        && price.pricing == ticket.price.pricing;
    if same {
        return Ok(Vec::new());
    }
    Ok(vec![OrderEvent::OrderRevised {
        order_id: id,
        details: cmd.details,
        price,
        customer,
        walk_in,
        by: cmd.by,
        occurred_at: cmd.at,
    }])
}
