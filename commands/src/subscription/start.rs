//! Starting a subscription.

use domain::customer::WaterTerms;
use domain::subscription::{self, Frequency, StartSubscription, Subscription};
use domain::user::Permission;
use domain::values::{
    AddressId, BusinessDay, CustomerId, Notes, OrderId, Outlet, OutletId, ProductId, Quantity,
    SubscriptionId, TimeWindow,
};
use infra::event_log::{Kind, Loaded, LogError};
use tokio::sync::OnceCell;

use super::due_order::{DueOrder, Hand, water_of};
use crate::authority::authorise;
use crate::order::Named;
use crate::outlet::outlet;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// What a customer wants again and again.
#[derive(Debug, Clone)]
pub struct NewSubscription {
    /// Who brings it; else the first outlet.
    pub outlet: Option<OutletId>,
    /// Who gets it.
    pub customer: CustomerId,
    /// What.
    pub product: Named,
    /// How many of it.
    pub quantity: Quantity,
    /// How often.
    pub frequency: Frequency,
    /// The first due date.
    pub next_date: BusinessDay,
    /// Where, of the customer's addresses; else to the usual one.
    pub address_id: Option<AddressId>,
    /// When it is paid for; else as the customer does.
    pub terms: Option<WaterTerms>,
    /// Between which hours.
    pub window: Option<TimeWindow>,
    /// What every order says besides.
    pub notes: Option<Notes>,
}

/// Starts a subscription, if its first order could be placed now.
///
/// # Errors
/// [`CommandError`].
pub async fn start(
    desk: &Desk,
    call: &Call,
    new: &NewSubscription,
) -> Result<Done<Loaded<Subscription>>, CommandError> {
    let drawn = &OnceCell::new();
    deciding(desk, call.key, &[], move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::OrdersCreate).await?;
            let mut draft = authority.draft()?;
            let outlet_id = new.outlet.unwrap_or(Outlet::first().id);
            let outlet = outlet(&attempt, outlet_id, "outletId").await?;
            draft.rely_on(&outlet);
            let id = *drawn.get_or_try_init(|| desk.ids.next(Kind::Subscription)).await?;
            let number = |e: domain::values::ValueError| LogError::Database(e.to_string());
            let (role, by) = (authority.login().role, authority.actor());
            let hand = Hand { call, role, by: by.clone() };
            let order = DueOrder {
                outlet: outlet_id,
                customer: new.customer,
                product: new.product.clone(),
                quantity: new.quantity,
                address_id: new.address_id,
                terms: new.terms,
                window: new.window,
                notes: new.notes.clone(),
            };
            // Only tried: nothing of it is kept, so any number does.
            let as_if = OrderId::new(id).map_err(number)?;
            let when = (None, new.next_date);
            let tried = order.decide(&attempt, &mut draft, hand, as_if, when).await?;
            let product = water_of(&tried).map_or(0, |water| water.product.id);
            let cmd = StartSubscription {
                subscription_id: SubscriptionId::new(id).map_err(number)?,
                outlet_id,
                customer_id: new.customer,
                product_id: ProductId::new(product).map_err(number)?,
                quantity: new.quantity,
                frequency: new.frequency,
                next_date: new.next_date,
                address_id: new.address_id,
                terms: new.terms,
                window: new.window,
                notes: new.notes.clone(),
                today: outlet.state.calendar().business_day(call.at),
                by,
                at: call.at,
            };
            let mut subscription = Loaded::<Subscription>::fresh(id);
            let events = subscription::start(&subscription.state, cmd)?;
            draft.append(&subscription, &events)?;
            let appended = attempt.append(draft).await?;
            subscription.absorb(events, &appended);
            Ok(subscription)
        })
    })
    .await
}
