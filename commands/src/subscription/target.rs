//! What changes of a subscription have in common: one that is there, and a caller who may.

use domain::subscription::{Subscription, SubscriptionError, SubscriptionEvent};
use domain::user::{Actor, Permission, Role};
use domain::values::{BusinessDay, SubscriptionId};
use infra::event_log::{Attempt, Draft, Loaded, StreamKey};

use crate::authority::authorise;
use crate::outlet::outlet;
use crate::{Call, CommandError};

/// A subscription to change, and the version the caller insists on, if any.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Which.
    pub id: SubscriptionId,
    /// The version the caller insists on.
    pub version: Option<i64>,
}

/// A subscription the caller may change, to be decided about.
pub(super) struct Opened {
    pub subscription: Loaded<Subscription>,
    pub by: Actor,
    pub role: Role,
    /// The day of its outlet.
    pub today: BusinessDay,
    /// What else the decision relies on is added here.
    pub draft: Draft,
}

impl Target {
    /// What commands on it take turns at.
    pub(super) fn stream(self) -> StreamKey {
        Loaded::<Subscription>::fresh(self.id.get()).stream()
    }

    pub(super) async fn open(self, attempt: &Attempt, call: &Call) -> Result<Opened, CommandError> {
        let authority = authorise(attempt, call, Permission::OrdersUpdate).await?;
        let subscription: Loaded<Subscription> = attempt.load(self.id.get()).await?;
        let agreement = subscription.state.agreement().ok_or(SubscriptionError::NotFound)?;
        if self.version.is_some_and(|version| version != subscription.sequence) {
            return Err(CommandError::Stale { version: subscription.sequence });
        }
        let mut draft = authority.draft()?;
        let outlet = outlet(attempt, agreement.outlet_id, "outletId").await?;
        draft.rely_on(&outlet);
        let today = outlet.state.calendar().business_day(call.at);
        let (by, role) = (authority.actor(), authority.login().role);
        Ok(Opened { subscription, by, role, today, draft })
    }
}

impl Opened {
    /// Appends what was decided; nothing decided, nothing appended, but a key is used up.
    pub(super) async fn save(
        mut self,
        attempt: &Attempt,
        events: Vec<SubscriptionEvent>,
    ) -> Result<Loaded<Subscription>, CommandError> {
        self.draft.append(&self.subscription, &events)?;
        self.draft.shows(&self.subscription);
        if !self.draft.is_empty() {
            let appended = attempt.append(self.draft).await?;
            self.subscription.absorb(events, &appended);
        }
        Ok(self.subscription)
    }
}
