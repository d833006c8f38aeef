//! What one order means for the account of its customer.

use serde::{Deserialize, Serialize};

use crate::customer::WaterTerms;
use crate::order::{Details, Ticket};
use crate::values::{BusinessDay, CustomerId, InvoiceId, Money, OrderId, OutletId};

/// What is owed for one order on terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Debt {
    /// The order.
    pub order_id: OrderId,
    /// Where.
    pub outlet_id: OutletId,
    /// How much, in Rupiah.
    pub owed: Money,
    /// The outlet's day on which it was delivered, if it was.
    pub delivered_on: Option<BusinessDay>,
    /// The invoice it stands on, if it stands on one.
    pub invoice_id: Option<InvoiceId>,
}

impl Debt {
    /// What an order means for whose account; nothing if it is not on terms.
    pub fn of(ticket: &Ticket) -> Option<(CustomerId, Self)> {
        let customer = ticket.customer.as_ref()?;
        let Details::WaterDelivery(water) = &ticket.details else { return None };
        if water.terms != WaterTerms::Invoice {
            return None;
        }
        let owed = if ticket.deleted_at.is_some() { Money::ZERO } else { ticket.outstanding() };
        let debt = Self {
            order_id: ticket.id,
            outlet_id: ticket.outlet_id,
            owed,
            delivered_on: ticket.completion.as_ref().map(|done| done.business_day),
            invoice_id: ticket.invoiced.map(|invoiced| invoiced.invoice_id),
        };
        Some((customer.id, debt))
    }

    /// How whose account moves when an order changes: nothing, if it is not on terms before and after,
    /// or owes the same.
    pub fn changes(before: Option<&Ticket>, after: Option<&Ticket>) -> Vec<(CustomerId, Self)> {
        let (before, after) = (before.and_then(Self::of), after.and_then(Self::of));
        if before == after {
            return Vec::new();
        }
        let whose = after.as_ref().map(|(customer, _)| *customer);
        let left = before.filter(|(customer, _)| Some(*customer) != whose);
        let left = left.map(|(customer, debt)| (customer, debt.settled()));
        left.into_iter().chain(after).collect()
    }

    /// The same order, and nothing owed for it.
    #[must_use]
    pub fn settled(self) -> Self {
        Self { owed: Money::ZERO, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{delivered, on_terms};
    use super::*;
    use crate::log::replay;
    use crate::order::fixtures::{kasir, later, pay, pending, water};
    use crate::order::{DeleteOrder, Order, delete, place};

    fn debt(events: Vec<crate::order::OrderEvent>) -> Option<(i64, i64, Option<String>)> {
        let order: Order = replay(events);
        let (customer, debt) = Debt::of(order.ticket().unwrap())?;
        let day = debt.delivered_on.map(|day| day.to_string());
        Some((customer.get(), debt.owed.get(), day))
    }

    #[test]
    fn what_is_ordered_for_somebody_else_is_owed_by_them() {
        let ordered: Order = replay(place(&Order::default(), on_terms(1)).unwrap());
        let (before, mut after) = (ordered.ticket().unwrap(), ordered.ticket().unwrap().clone());
        assert_eq!(Debt::changes(Some(before), Some(before)), vec![]);
        let figures = |changes: Vec<(CustomerId, Debt)>| -> Vec<(i64, i64)> {
            changes.into_iter().map(|(whose, debt)| (whose.get(), debt.owed.get())).collect()
        };
        assert_eq!(figures(Debt::changes(None, Some(before))), [(1, 50_000)]);
        after.customer.as_mut().unwrap().id = CustomerId::new(2).unwrap();
        assert_eq!(figures(Debt::changes(Some(before), Some(&after))), [(1, 0), (2, 50_000)]);
        after.customer = None;
        assert_eq!(figures(Debt::changes(Some(before), Some(&after))), [(1, 0)]);
    }

    #[test]
    fn only_water_on_terms_is_a_debt() {
        assert_eq!(debt(pending()), None);
        assert_eq!(debt(place(&Order::default(), water()).unwrap()), None, "cash on delivery");
        let ordered = place(&Order::default(), on_terms(1)).unwrap();
        assert_eq!(debt(ordered.clone()), Some((1, 50_000, None)));
        let gone = DeleteOrder { by: kasir(), at: later() };
        let mut gone_events = ordered.clone();
        gone_events.extend(delete(&replay(ordered), gone).unwrap());
        assert_eq!(debt(gone_events), Some((1, 0, None)));
        let mut brought = delivered(1);
        pay(&mut brought, 20_000);
        assert_eq!(debt(brought), Some((1, 30_000, Some("2026-11-23".to_owned()))));
    }
}
