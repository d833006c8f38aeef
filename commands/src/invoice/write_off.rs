//! Giving up what is owed on an invoice.

use domain::invoice::{self, Invoice, InvoiceError, WriteOffInvoice};
use domain::order::Order;
use domain::user::Permission;
use domain::values::{Notes, Outlet};
use infra::event_log::Loaded;

use super::InvoiceTarget;
use crate::account::{Change, Credit, Follow};
use crate::authority::authorise;
use crate::outlet::outlet;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Gives up what is owed on an invoice: its deliveries are settled by that.
///
/// # Errors
/// [`CommandError`].
pub async fn write_off(
    desk: &Desk,
    call: &Call,
    target: InvoiceTarget,
    reason: &Notes,
) -> Result<Done<Loaded<Invoice>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::InvoicesWriteOff).await?;
            let mut invoice: Loaded<Invoice> = attempt.load(target.id.get()).await?;
            let bill = invoice.state.issued()?;
            if target.version.is_some_and(|version| version != invoice.sequence) {
                return Err(CommandError::Stale { version: invoice.sequence });
            }
            let first = bill.lines.first().map_or(Outlet::first().id, |line| line.outlet_id);
            let place = outlet(&attempt, first, "outletId").await?;
            let mut orders: Vec<Loaded<Order>> = Vec::new();
            for line in bill.lines.iter().filter(|line| line.owed.is_positive()) {
                orders.push(attempt.load(line.order_id.get()).await?);
            }
            let business_day = place.state.calendar().business_day(call.at);
            let cmd = WriteOffInvoice {
                reason: reason.clone(),
                business_day,
                role: authority.login().role,
                approver: authority.approver(),
                by: authority.actor(),
                at: call.at,
            };
            let states: Vec<&Order> = orders.iter().map(|order| &order.state).collect();
            let given_up = invoice::write_off(&invoice.state, &states, cmd)?;
            let mut draft = authority.draft_at(first)?;
            draft.rely_on(&place);
            draft.shows_only::<Invoice>();
            let events = given_up.orders.iter().map(|(_, events)| events.as_slice());
            let changes: Vec<Change<'_>> = orders.iter().zip(events).collect();
            for (order, events) in &changes {
                draft.append(order, events)?;
            }
            let follow = Follow {
                credit: Credit::Owed,
                day: Some(business_day),
                invoices: vec![(invoice, given_up.invoice)],
            };
            let mut followed = follow.after(&attempt, &mut draft, &changes).await?;
            let appended = attempt.append(draft).await?;
            let (mut changed, events) = followed.pop().ok_or(InvoiceError::NotFound)?;
            changed.absorb(events, &appended);
            for (order, (_, events)) in orders.iter_mut().zip(given_up.orders) {
                order.absorb(events, &appended);
            }
            invoice = changed;
            Ok(invoice)
        })
    })
    .await
}
