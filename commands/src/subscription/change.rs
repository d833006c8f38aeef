//! Changing a subscription.

use domain::customer::WaterTerms;
use domain::subscription::{
    self, ChangeSubscription, Frequency, Subscription, SubscriptionEdits, SubscriptionError,
};
use domain::values::{
    AddressId, BusinessDay, Notes, OrderId, ProductId, Quantity, TimeWindow, ValueError,
};
use infra::event_log::{Attempt, Loaded, LogError};

use super::Target;
use super::due_order::{DueOrder, Hand, water_of};
use super::target::Opened;
use crate::order::Named;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// What to change of a subscription; what is none stays.
#[derive(Debug, Clone, Default)]
#[allow(clippy::option_option)] // to leave and to take away are two things
pub struct Changes {
    /// What.
    pub product: Option<Named>,
    /// How many of it.
    pub quantity: Option<Quantity>,
    /// How often.
    pub frequency: Option<Frequency>,
    /// The next due date.
    pub next_date: Option<BusinessDay>,
    /// Where, of the customer's addresses; else to the usual one.
    pub address_id: Option<Option<AddressId>>,
    /// When it is paid for; else as the customer does.
    pub terms: Option<Option<WaterTerms>>,
    /// Between which hours.
    pub window: Option<Option<TimeWindow>>,
    /// What every order says besides.
    pub notes: Option<Option<Notes>>,
}

impl Changes {
    /// Whether an order would ask for something else.
    const fn of_orders(&self) -> bool {
        self.product.is_some()
            || self.quantity.is_some()
            || self.address_id.is_some()
            || self.terms.is_some()
    }
}

/// Changes a subscription from its next order on, if that could be placed now.
///
/// # Errors
/// [`CommandError`].
pub async fn change(
    desk: &Desk,
    call: &Call,
    target: Target,
    changes: &Changes,
) -> Result<Done<Loaded<Subscription>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let mut opened = target.open(&attempt, call).await?;
            let product_id = if changes.of_orders() {
                Some(try_out(&mut opened, &attempt, call, changes).await?)
            } else {
                None
            };
            let edits = SubscriptionEdits {
                product_id,
                quantity: changes.quantity,
                frequency: changes.frequency,
                next_date: changes.next_date,
                address_id: changes.address_id,
                terms: changes.terms,
                window: changes.window,
                notes: changes.notes.clone(),
            };
            let (today, by) = (opened.today, opened.by.clone());
            let cmd = ChangeSubscription { edits, today, by, at: call.at };
            let events = subscription::change(&opened.subscription.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

/// Whether the next order could be placed as it would be now; returns its product.
async fn try_out(
    opened: &mut Opened,
    attempt: &Attempt,
    call: &Call,
    changes: &Changes,
) -> Result<ProductId, CommandError> {
    let known = opened.subscription.state.started()?;
    if known.ended_at.is_some() {
        return Err(SubscriptionError::Ended.into());
    }
    let mut order = DueOrder::of(known);
    if let Some(product) = &changes.product {
        order.product = product.clone();
    }
    order.quantity = changes.quantity.unwrap_or(order.quantity);
    order.address_id = changes.address_id.unwrap_or(order.address_id);
    order.terms = changes.terms.unwrap_or(order.terms);
    let number = |e: ValueError| LogError::Database(e.to_string());
    // Only tried: nothing of it is kept, so any number does.
    let as_if = OrderId::new(known.id.get()).map_err(number)?;
    let hand = Hand { call, role: opened.role, by: opened.by.clone() };
    let when = (None, opened.today);
    let tried = order.decide(attempt, &mut opened.draft, hand, as_if, when).await?;
    Ok(ProductId::new(water_of(&tried).map_or(0, |water| water.product.id)).map_err(number)?)
}
