//! Every change of an order on terms moves its customer's account, and the invoice it stands on, in the
//! append of the change itself. All commands that change orders call this one; to orders that are not
//! on terms it costs a look at their details.

use chrono::{DateTime, Utc};
use domain::account::{Account, Debt, MoveDebts, extend, move_debts};
use domain::customer::{Customer, WaterTerms};
use domain::invoice::{Invoice, InvoiceEvent, LineOwed, MoveLines, move_lines};
use domain::order::{Details, Order, OrderEvent};
use domain::values::{BusinessDay, CustomerId, InvoiceId, OrderId, Outlet};
use infra::event_log::{Attempt, Draft, Loaded, StreamKey};

use crate::outlet::outlet;
use crate::{CommandError, Desk};

/// An order that changes, and how.
pub(crate) type Change<'a> = (&'a Loaded<Order>, &'a [OrderEvent]);

/// An invoice that changes, and how.
pub(crate) type OfInvoice = (Loaded<Invoice>, Vec<InvoiceEvent>);

/// Whether more may be owed than the customer's limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Credit {
    /// It is asked for now: no.
    Limited,
    /// It is owed, whatever the limit: a payment that was mis-keyed.
    Owed,
}

/// How accounts and invoices follow orders.
#[derive(Debug)]
pub(crate) struct Follow {
    /// Whether more may be owed than the customer's limit.
    pub credit: Credit,
    /// The outlet's day on which it counts; else that of the change.
    pub day: Option<BusinessDay>,
    /// What happens to invoices besides.
    pub invoices: Vec<OfInvoice>,
}

impl Follow {
    /// What people ask for.
    pub(crate) const LIMITED: Self =
        Self { credit: Credit::Limited, day: None, invoices: Vec::new() };

    /// What happens to money, on that day.
    pub(crate) const fn money(day: Option<BusinessDay>) -> Self {
        Self { credit: Credit::Owed, day, invoices: Vec::new() }
    }

    /// Adds to the draft what these changes of orders mean. Gives the invoices that change.
    ///
    /// # Errors
    /// [`CommandError::Account`] beyond a limit: then nothing is added but what was relied on.
    pub(crate) async fn after(
        self,
        attempt: &Attempt,
        draft: &mut Draft,
        changes: &[Change<'_>],
    ) -> Result<Vec<OfInvoice>, CommandError> {
        let on_terms = changes.iter().filter(|change| concerns(change));
        let mut moves = Vec::new();
        let mut when = None;
        for (order, events) in on_terms {
            let after = order.state.after(events);
            let moved = Debt::changes(order.state.ticket(), after.ticket());
            if when.is_none() && !moved.is_empty() {
                when = Some(self.when(attempt, draft, &order.state, &after, events).await?);
            }
            moves.extend(moved);
        }
        let Some((day, at)) = when else { return self.save_invoices(draft) };
        let accounts = accounts(attempt, draft, &moves).await?;
        if self.credit == Credit::Limited {
            for (account, debts) in &accounts {
                within_limit(attempt, draft, account, debts).await?;
            }
        }
        for (account, debts) in accounts {
            let customer_id = whose(&account)?;
            let cmd = MoveDebts { customer_id, debts, business_day: day, at };
            draft.append(&account, &move_debts(&account.state, cmd))?;
        }
        let moved = self.move_invoices(attempt, &moves, day, at).await?;
        moved.save_invoices(draft)
    }

    /// The day on which it counts, and now.
    async fn when(
        &self,
        attempt: &Attempt,
        draft: &mut Draft,
        before: &Order,
        after: &Order,
        events: &[OrderEvent],
    ) -> Result<(BusinessDay, DateTime<Utc>), CommandError> {
        let ticket = after.placed()?;
        let at = events.last().map_or(ticket.updated_at, OrderEvent::occurred_at);
        if let Some(day) = self.day {
            return Ok((day, at));
        }
        let Some(was) = before.ticket() else { return Ok((ticket.business_day, at)) };
        if let (Some(done), None) = (&ticket.completion, &was.completion) {
            return Ok((done.business_day, at));
        }
        let place = outlet(attempt, ticket.outlet_id, "outletId").await?;
        draft.rely_on(&place);
        let calendar = Outlet { id: ticket.outlet_id, ..place.state.calendar() };
        Ok((calendar.business_day(at), at))
    }

    /// Lets the invoices follow that these debts stand on.
    async fn move_invoices(
        mut self,
        attempt: &Attempt,
        moves: &[(CustomerId, Debt)],
        business_day: BusinessDay,
        at: DateTime<Utc>,
    ) -> Result<Self, CommandError> {
        let mut ids: Vec<InvoiceId> =
            moves.iter().filter_map(|(_, debt)| debt.invoice_id).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            let on_it = moves.iter().filter(|(_, debt)| debt.invoice_id == Some(id));
            let lines: Vec<LineOwed> = on_it
                .map(|(_, debt)| LineOwed { order_id: debt.order_id, owed: debt.owed })
                .collect();
            let known = self.invoices.iter().position(|(invoice, _)| invoice.id == id.get());
            let place = if let Some(place) = known {
                place
            } else {
                self.invoices.push((attempt.load(id.get()).await?, Vec::new()));
                self.invoices.len() - 1
            };
            let (invoice, events) = &mut self.invoices[place];
            let cmd = MoveLines { lines, business_day, at };
            events.extend(move_lines(&invoice.state, cmd)?);
        }
        Ok(self)
    }

    fn save_invoices(self, draft: &mut Draft) -> Result<Vec<OfInvoice>, CommandError> {
        for (invoice, events) in &self.invoices {
            draft.append(invoice, events)?;
        }
        Ok(self.invoices)
    }
}

/// Whether an order is on terms, or may be by what happens to it.
fn concerns((order, events): &Change<'_>) -> bool {
    let on_terms = |details: &Details| matches!(details, Details::WaterDelivery(water) if water.terms == WaterTerms::Invoice);
    order.state.ticket().is_some_and(|ticket| on_terms(&ticket.details))
        || events.iter().any(|event| {
            if let OrderEvent::OrderPlaced { details, .. }
            | OrderEvent::OrderRevised { details, .. } = event
            {
                on_terms(details)
            } else {
                false
            }
        })
}

/// The accounts on which these debts are, in the end: of the records that go on.
async fn accounts(
    attempt: &Attempt,
    draft: &mut Draft,
    moves: &[(CustomerId, Debt)],
) -> Result<Vec<(Loaded<Account>, Vec<Debt>)>, CommandError> {
    let mut accounts: Vec<(Loaded<Account>, Vec<Debt>)> = Vec::new();
    for (customer, debt) in moves {
        let account = owner(attempt, draft, *customer).await?;
        let known = accounts.iter().position(|(known, _)| known.id == account.id);
        let place = known.unwrap_or_else(|| {
            accounts.push((account, Vec::new()));
            accounts.len() - 1
        });
        let debts = &mut accounts[place].1;
        debts.retain(|earlier| earlier.order_id != debt.order_id);
        debts.push(debt.clone());
    }
    Ok(accounts)
}

/// The account of a customer, or of whom they went into.
pub(crate) async fn owner(
    attempt: &Attempt,
    draft: &mut Draft,
    customer: CustomerId,
) -> Result<Loaded<Account>, CommandError> {
    let mut account: Loaded<Account> = attempt.load(customer.get()).await?;
    while let Some(into) = account.state.merged_into() {
        draft.rely_on(&account);
        account = attempt.load(into.get()).await?;
    }
    Ok(account)
}

/// Whose account it is.
pub(crate) fn whose(account: &Loaded<Account>) -> Result<CustomerId, CommandError> {
    CustomerId::new(account.id)
        .map_err(|error| infra::event_log::LogError::Database(error.to_string()).into())
}

async fn within_limit(
    attempt: &Attempt,
    draft: &mut Draft,
    account: &Loaded<Account>,
    debts: &[Debt],
) -> Result<(), CommandError> {
    let customer: Loaded<Customer> = attempt.load(account.id).await?;
    draft.rely_on(&customer);
    let limit = customer.state.profile().and_then(|profile| profile.credit_terms.limit);
    Ok(extend(&account.state, limit, debts)?)
}

/// What commands that change a customer's account take turns at.
pub(crate) fn stream(customer: CustomerId) -> StreamKey {
    Loaded::<Account>::fresh(customer.get()).stream()
}

/// The account that a change of that order moves, as far as this process remembers: to take turns at.
pub(crate) fn turns(desk: &Desk, order: OrderId) -> Option<StreamKey> {
    let known = desk.log.recall::<Order>(order.get())?;
    Debt::of(known.state.ticket()?).map(|(customer, _)| stream(customer))
}
