//! The state of a subscription.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Rhythm, SkippedBecause, SubscriptionError, SubscriptionEvent};
use crate::customer::WaterTerms;
use crate::log::LogAggregate;
use crate::user::Actor;
use crate::values::{
    AddressId, BusinessDay, CustomerId, Notes, OrderId, OutletId, Personal, ProductId, Quantity,
    Subject, SubscriptionId, TimeWindow,
};

/// A subscription, or none yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription(Option<Box<Agreement>>);

/// Days on which nothing is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// The first.
    pub from: BusinessDay,
    /// The last; none while that is not known.
    pub until: Option<BusinessDay>,
}

impl Pause {
    /// Whether that day is one of them.
    pub fn covers(self, day: BusinessDay) -> bool {
        self.from <= day && self.reaches(day)
    }

    /// Whether it has not ended before that day.
    fn reaches(self, day: BusinessDay) -> bool {
        self.until.is_none_or(|until| day <= until)
    }
}

/// How a subscription stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Orders are made.
    Active,
    /// Not now.
    Paused,
    /// No more.
    Ended,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Active, Self::Paused, Self::Ended];

    /// The status as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Ended => "ended",
        }
    }
}

/// What was agreed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Its id.
    pub id: SubscriptionId,
    /// Who brings it, and by whose calendar it is due.
    pub outlet_id: OutletId,
    /// Who gets it.
    pub customer_id: CustomerId,
    /// What.
    pub product_id: ProductId,
    /// How many of it.
    pub quantity: Quantity,
    /// On which days.
    pub rhythm: Rhythm,
    /// Where, of the customer's addresses; else to the usual one.
    pub address_id: Option<AddressId>,
    /// When it is paid for; else as the customer does.
    pub terms: Option<WaterTerms>,
    /// Between which hours.
    pub window: Option<TimeWindow>,
    /// What every order says besides.
    pub notes: Option<Personal<Notes>>,
    /// The pauses that matter to due dates nothing became of yet, in order.
    pub pauses: Vec<Pause>,
    /// The last due date that something became of: those after it are open, those before it are
    /// not, whatever the rhythm is now.
    pub settled: Option<BusinessDay>,
    /// The due date an order was made for last, and the order.
    pub ordered: Option<(BusinessDay, OrderId)>,
    /// The due date that was skipped last, and why.
    pub skipped: Option<(BusinessDay, SkippedBecause)>,
    /// Who wrote it down.
    pub started_by: Actor,
    /// When.
    pub started_at: DateTime<Utc>,
    /// When anything last happened to it.
    pub updated_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Agreement {
    /// How it stands on a day.
    pub fn status(&self, today: BusinessDay) -> Status {
        if self.ended_at.is_some() {
            Status::Ended
        } else if self.pauses.iter().any(|pause| pause.covers(today)) {
            Status::Paused
        } else {
            Status::Active
        }
    }

    /// The pause that a day lies in, or that is to come after it. There is one at most.
    pub fn pause(&self, today: BusinessDay) -> Option<Pause> {
        self.pauses.last().copied().filter(|pause| pause.reaches(today))
    }

    /// Marks what is written down as being about the customer.
    pub(super) const fn about(&self, notes: Notes) -> Personal<Notes> {
        Personal::about(Subject::Customer(self.customer_id), notes)
    }

    /// Something became of a due date, so the pauses before it matter no more.
    fn settle(&mut self, due: BusinessDay) {
        self.settled = Some(due);
        self.pauses.retain(|pause| pause.reaches(due));
    }

    fn resume(&mut self, from: BusinessDay) {
        if let Some(pause) = self.pauses.last_mut() {
            if from <= pause.from {
                self.pauses.pop();
            } else {
                pause.until = Some(from.preceding());
            }
        }
    }

    fn evolve(&mut self, event: SubscriptionEvent) {
        self.updated_at = event.occurred_at();
        match event {
            SubscriptionEvent::SubscriptionStarted { .. } => {} // only ever the first
            SubscriptionEvent::SubscribedWaterChanged { product_id, quantity, .. } => {
                self.product_id = product_id;
                self.quantity = quantity;
            }
            SubscriptionEvent::SubscriptionRhythmChanged { frequency, next_date, .. } => {
                self.rhythm = Rhythm { frequency, first: next_date };
            }
            SubscriptionEvent::SubscriptionDeliveryChanged {
                address_id, terms, window, ..
            } => {
                self.address_id = address_id;
                self.terms = terms;
                self.window = window;
            }
            SubscriptionEvent::SubscriptionNotesChanged { notes, .. } => self.notes = notes,
            SubscriptionEvent::SubscriptionPaused { from, until, .. } => {
                self.pauses.push(Pause { from, until });
            }
            SubscriptionEvent::SubscriptionResumed { from, .. } => self.resume(from),
            SubscriptionEvent::SubscriptionEnded { occurred_at, .. } => {
                self.ended_at = Some(occurred_at);
            }
            SubscriptionEvent::DeliveryOrdered { due, order_id, .. } => {
                self.settle(due);
                self.ordered = Some((due, order_id));
            }
            SubscriptionEvent::DeliverySkipped { due, reason, .. } => {
                self.settle(due);
                self.skipped = Some((due, reason));
            }
        }
    }
}

impl Subscription {
    /// What was agreed on, if anything ever was.
    pub fn agreement(&self) -> Option<&Agreement> {
        self.0.as_deref()
    }

    /// What was agreed on.
    ///
    /// # Errors
    /// [`SubscriptionError::NotFound`].
    pub fn started(&self) -> Result<&Agreement, SubscriptionError> {
        self.agreement().ok_or(SubscriptionError::NotFound)
    }

    /// What was agreed on, if it still counts.
    pub(super) fn open(&self) -> Result<&Agreement, SubscriptionError> {
        let agreement = self.started()?;
        if agreement.ended_at.is_some() { Err(SubscriptionError::Ended) } else { Ok(agreement) }
    }

    /// Takes in what happened.
    pub(super) fn evolve(&mut self, event: SubscriptionEvent) {
        if let SubscriptionEvent::SubscriptionStarted {
            subscription_id: id,
            outlet_id,
            customer_id,
            product_id,
            quantity,
            frequency,
            next_date: first,
            address_id,
            terms,
            window,
            notes,
            by: started_by,
            occurred_at,
        } = event
        {
            self.0 = Some(Box::new(Agreement {
                id,
                outlet_id,
                customer_id,
                product_id,
                quantity,
                rhythm: Rhythm { frequency, first },
                address_id,
                terms,
                window,
                notes,
                pauses: Vec::new(),
                settled: None,
                ordered: None,
                skipped: None,
                started_by,
                started_at: occurred_at,
                updated_at: occurred_at,
                ended_at: None,
            }));
        } else if let Some(agreement) = self.0.as_deref_mut() {
            agreement.evolve(event);
        }
    }
}

impl LogAggregate for Subscription {
    /// Its events claim the due dates they settle, for good; there is nothing it could let go.
    const CLAIMS: bool = true;
}
