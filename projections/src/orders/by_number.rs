//! Orders as they are listed; the one whose number is typed in or scanned from its ticket from the view.

use chrono::{DateTime, Utc};
use domain::order::Ticket;
use domain::values::OrderId;

use super::view::{Held, number_field};
use super::{BY_AGE, BY_UPDATE, LatestOrders, NumberFilter, OrderFilter, OrderRow, Orders, list};
use crate::customers::Customers;
use crate::list::{Page, Paging, Start};
use crate::runtime::Projection;
use crate::views::{Asked, Kept, Shown, ask};
use crate::{ReadDb, ReadError};

/// A page of orders, at `at_least` that position if they get there in time, and the position it stands
/// at. Who names a whole number is answered from the view, if it holds that order.
///
/// # Errors
/// [`ReadError`].
pub async fn page(
    view: &Kept<LatestOrders>,
    read_db: &ReadDb,
    filter: &OrderFilter,
    paging: &Paging,
    at_least: Option<i64>,
) -> Result<(Page<OrderRow>, i64), ReadError> {
    let known = numbered(view, filter, paging, at_least).await;
    let mut snapshot = if let Some((number, id)) = known {
        let of_view = |shown: &Shown| one_or_none(shown, number, id, filter, paging);
        match ask(view, read_db, at_least, &[id.to_string()], of_view).await? {
            Asked::View(page, position) => return Ok((page, position)),
            Asked::Tables(snapshot) => snapshot,
        }
    } else {
        let both = [Orders::NAME, Customers::NAME];
        let needed = if filter.customer.is_some() { &both[..] } else { &both[..1] };
        read_db.snapshot_of(needed, at_least).await?
    };
    Ok((list(&mut snapshot, filter, paging).await?, snapshot.position))
}

/// The order of that number, if a whole one is asked for and the view knows it. That never changes: so
/// the order itself may be looked at later.
async fn numbered<'a>(
    view: &Kept<LatestOrders>,
    filter: &'a OrderFilter,
    paging: &Paging,
    at_least: Option<i64>,
) -> Option<(&'a NumberFilter, OrderId)> {
    let number = filter.number.as_ref().filter(|number| number.is_whole())?;
    // Whose records are one customer's, only the tables know.
    if filter.customer.is_some() || !matches!(paging.start, Start::Page(_)) {
        return None;
    }
    let field = number_field(number.as_str());
    let shown = view.shown(std::slice::from_ref(&field), at_least).await?;
    let id = shown.fields.get(&field)?.parse().ok()?;
    Some((number, OrderId::new(id).ok()?))
}

/// What the tables would find of that number; none if the view does not hold the order any more.
fn one_or_none(
    shown: &Shown,
    number: &NumberFilter,
    id: OrderId,
    filter: &OrderFilter,
    paging: &Paging,
) -> Option<Page<OrderRow>> {
    let held = shown.fields.get(&id.to_string())?;
    let Held { version, order } = serde_json::from_str(held).ok()?;
    let ticket = order.ticket()?;
    if ticket.number.as_ref()?.as_str() != number.as_str() {
        return None;
    }
    if !filter.finds(ticket, paging) {
        return Some(Page::empty());
    }
    let first = paging.start == Start::Page(1) && paging.limit > 0;
    let rows = if first { vec![OrderRow { order, version }] } else { Vec::new() };
    Some(Page { rows, matches: 1, next: None })
}

impl OrderFilter {
    /// Whether an order of that number would be found in the tables: the same as the conditions there.
    fn finds(&self, ticket: &Ticket, paging: &Paging) -> bool {
        // The tables keep microseconds.
        let micros = |at: DateTime<Utc>| at.timestamp_micros();
        let (placed, updated) = (micros(ticket.placed_at), micros(ticket.updated_at));
        // Where a walk along the list begins.
        let since = self.from.max(self.number.as_ref().and_then(NumberFilter::since)).map(micros);
        let walked = match () {
            () if *paging.sort == BY_AGE => since.is_none_or(|since| placed >= since),
            () if *paging.sort == BY_UPDATE => since.is_none_or(|since| updated >= since),
            () => true,
        };
        walked
            && (self.deleted || ticket.deleted_at.is_none())
            && self.service.is_none_or(|service| ticket.service() == service)
            && self.status.as_ref().is_none_or(|status| ticket.state().public() == status)
            && self.payment.is_none_or(|(status, day)| ticket.payment_status_on(day) == status)
            && self.from.is_none_or(|from| placed >= micros(from))
            && self.to.is_none_or(|to| placed <= micros(to))
    }
}
