//! Putting right what was written down about an order, and what was ordered.

use chrono::{DateTime, Utc};
use domain::order::{
    self, CorrectOrder, Order, OrderEvent, Orderer, PriceAuthority, ReviseOrder, Step, Ticket,
};
use domain::values::{BasisPoints, CustomerId, Notes, PersonName, Phone};
use infra::event_log::{Attempt, Loaded};

use super::target::{Opened, OrderTarget};
use super::wanted::{Around, Wanted};
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// What to put right; what is none stays.
#[derive(Debug, Clone, Default)]
#[allow(clippy::option_option)] // to leave alone, to take away, to set
pub struct Corrections {
    /// What is ordered, if any of that changes.
    pub wanted: Option<Wanted>,
    /// Who orders, if they have a record.
    pub customer: Option<Option<CustomerId>>,
    /// The name typed.
    pub walk_in_name: Option<Option<PersonName>>,
    /// The phone typed.
    pub walk_in_phone: Option<Option<Phone>>,
    /// When the customer wants it done.
    pub scheduled_at: Option<Option<DateTime<Utc>>>,
    /// What was written down.
    pub notes: Option<Option<Notes>>,
}

impl Corrections {
    const fn revises(&self) -> bool {
        self.wanted.is_some()
            || self.customer.is_some()
            || self.walk_in_name.is_some()
            || self.walk_in_phone.is_some()
    }
}

/// Puts an order right, until it is completed. What changes in what was ordered is priced by the
/// catalog of now, the rest as it was.
///
/// # Errors
/// [`CommandError`].
pub async fn correct(
    desk: &Desk,
    call: &Call,
    target: OrderTarget,
    corrections: &Corrections,
) -> Result<Done<Loaded<Order>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let mut opened = target.open(&attempt, call, Step::Correct.permission()).await?;
            let cmd = CorrectOrder {
                notes: corrections.notes.clone(),
                scheduled_at: corrections.scheduled_at,
                by: opened.by.clone(),
                at: call.at,
            };
            let mut events = order::correct(&opened.order.state, cmd)?;
            if corrections.revises() {
                events.extend(revise(&mut opened, &attempt, call, corrections).await?);
            }
            opened.save(&attempt, events).await
        })
    })
    .await
}

async fn revise(
    opened: &mut Opened,
    attempt: &Attempt,
    call: &Call,
    corrections: &Corrections,
) -> Result<Vec<OrderEvent>, CommandError> {
    let ticket: Ticket = opened.ticket()?.clone();
    let mut lookups = opened.lookups(attempt);
    let settings = lookups.settings().await?;
    let id = corrections.customer.unwrap_or(ticket.customer.as_ref().map(|known| known.id));
    // Who is inactive by now gets no new orders; what they ordered before can be put right.
    let profile = match (id, corrections.customer) {
        (Some(id), Some(_)) => lookups.customer(id).await?,
        (Some(id), None) => lookups.known_customer(id).await?,
        (None, _) => None,
    };
    let typed = ticket.walk_in.clone();
    let name = typed.as_ref().and_then(|person| person.name.as_ref()).map(|n| n.get().clone());
    let phone = typed.as_ref().and_then(|person| person.phone.as_ref()).map(|p| p.get().clone());
    let same = corrections.customer.is_none();
    let orderer = Orderer {
        customer: if same {
            ticket.customer.clone()
        } else {
            profile.as_ref().map(|known| known.record.clone())
        },
        name: corrections.walk_in_name.clone().unwrap_or(name),
        phone: corrections.walk_in_phone.clone().unwrap_or(phone),
    };
    let around = Around {
        subject: orderer.subject(ticket.id),
        split: settings.split(ticket.service(), ticket.business_day),
        customer: profile.as_ref(),
    };
    let details = match &corrections.wanted {
        Some(wanted) => wanted.resolve(&mut lookups, &around, Some(&ticket.details)).await?,
        None => Some(ticket.details.clone()),
    };
    lookups.finish()?;
    let automatic_bp = if same {
        ticket.price.terms.automatic_bp
    } else {
        profile.as_ref().map_or(BasisPoints::ZERO, |known| settings.discount_of(&known.record))
    };
    let cmd = ReviseOrder {
        details: details.unwrap_or(ticket.details),
        orderer,
        automatic_bp,
        authority: PriceAuthority { role: opened.role, approver: None, ladder: settings.ladder() },
        most_water: settings.limits().water_quantity_max,
        editor: opened.editor,
        by: opened.by.clone(),
        at: call.at,
    };
    Ok(order::revise(&opened.order.state, cmd)?)
}
