//! The order that a subscription makes for a due date.

use domain::customer::{Customer, WaterTerms};
use domain::order::{self, Details, Due, Order, OrderError, OrderEvent, Water};
use domain::subscription::Agreement;
use domain::user::{Actor, Role};
use domain::values::{
    AddressId, BusinessDay, CustomerId, Notes, OrderId, OutletId, Quantity, TimeWindow,
};
use infra::event_log::{Attempt, Draft, Loaded};

use crate::order::{DeliveryDay, Named, NewOrder, Priced, Wanted, WantedWater};
use crate::{Call, CommandError, Fault, FaultKind};

/// What every order of a subscription asks for.
#[derive(Debug, Clone)]
pub(super) struct DueOrder {
    pub outlet: OutletId,
    pub customer: CustomerId,
    pub product: Named,
    pub quantity: Quantity,
    pub address_id: Option<AddressId>,
    pub terms: Option<WaterTerms>,
    pub window: Option<TimeWindow>,
    pub notes: Option<Notes>,
}

/// In whose name an order is made.
pub(super) struct Hand<'a> {
    pub call: &'a Call,
    pub role: Role,
    pub by: Actor,
}

impl DueOrder {
    pub(super) fn of(agreement: &Agreement) -> Self {
        Self {
            outlet: agreement.outlet_id,
            customer: agreement.customer_id,
            product: Named::Id(agreement.product_id.get()),
            quantity: agreement.quantity,
            address_id: agreement.address_id,
            terms: agreement.terms,
            window: agreement.window,
            notes: agreement.notes.as_ref().map(|notes| notes.get().clone()),
        }
    }

    /// The order for a due date, to be brought on `date`: priced by what is true now, and decided
    /// by the same rules as one that a till asks for.
    pub(super) async fn decide(
        &self,
        attempt: &Attempt,
        draft: &mut Draft,
        hand: Hand<'_>,
        order_id: OrderId,
        (due, date): (Option<Due>, BusinessDay),
    ) -> Result<Vec<OrderEvent>, CommandError> {
        let new = NewOrder {
            wanted: Wanted::WaterDelivery(self.water(attempt, draft, due).await?),
            outlet: Some(self.outlet),
            customer: Some(self.customer),
            walk_in_name: None,
            walk_in_phone: None,
            employees: Vec::new(),
            price: None,
            quoted: None,
            delivery: Some(DeliveryDay { date, window: self.window, driver: None }),
            scheduled_at: None,
            ordered: None,
            notes: self.notes.clone(),
        };
        let Hand { call, role, by } = hand;
        let priced = Priced::look_up(attempt, draft, call, &new, order_id).await?;
        let cmd = priced.order(call, &new, order_id, (role, None), by);
        match order::place(&Order::default(), cmd) {
            Err(OrderError::AddressMissing) => {
                let (kind, field) = (FaultKind::Missing, "addressId".to_owned());
                let what = "is required: the customer has no address yet".to_owned();
                Err(CommandError::Faults(vec![Fault { kind, field, what }]))
            }
            decided => Ok(decided?),
        }
    }

    async fn water(
        &self,
        attempt: &Attempt,
        draft: &mut Draft,
        due: Option<Due>,
    ) -> Result<WantedWater, CommandError> {
        let mut water = WantedWater {
            product: Some(self.product.clone()),
            quantity: Some(self.quantity),
            terms: self.terms,
            address_id: self.address_id,
            due,
            ..WantedWater::default()
        };
        let customer: Loaded<Customer> = attempt.load(self.customer.get()).await?;
        draft.rely_on(&customer);
        // The record that goes on counts its addresses anew: there the id is another place.
        if customer.state.merged_into().is_some()
            && let Some(id) = water.address_id
            && let Some(known) = customer.state.profile().and_then(|profile| profile.address(id))
        {
            water.address_id = None;
            water.address = Some(known.address.get().clone());
            water.distance = known.distance;
        }
        Ok(water)
    }
}

/// The water of an order that was decided.
pub(super) fn water_of(events: &[OrderEvent]) -> Option<&Water> {
    let Some(OrderEvent::OrderPlaced { details: Details::WaterDelivery(water), .. }) =
        events.first()
    else {
        return None;
    };
    Some(water)
}
