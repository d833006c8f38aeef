//! What the commands on a customer have in common: a record that is there, and a caller who may.

use domain::customer::{Customer, CustomerError, CustomerEvent};
use domain::user::{Permission, Role};
use domain::values::CustomerId;
use infra::event_log::{Attempt, Draft, Loaded, StreamKey};

use crate::authority::authorise;
use crate::{Call, CommandError};

/// A customer to change, and the version the caller insists on, if any.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Who.
    pub id: CustomerId,
    /// The version the caller insists on.
    pub version: Option<i64>,
}

/// A customer the caller may change, to be decided about.
pub(super) struct Opened {
    pub customer: Loaded<Customer>,
    pub role: Role,
    /// What else the decision relies on is added here.
    pub draft: Draft,
}

impl Target {
    /// What commands on them take turns at.
    pub(super) fn stream(self) -> StreamKey {
        Loaded::<Customer>::fresh(self.id.get()).stream()
    }

    pub(super) async fn open(
        self,
        attempt: &Attempt,
        call: &Call,
        permission: Permission,
    ) -> Result<Opened, CommandError> {
        let authority = authorise(attempt, call, permission).await?;
        let customer: Loaded<Customer> = attempt.load(self.id.get()).await?;
        customer.state.record().ok_or(CustomerError::NotFound)?;
        if self.version.is_some_and(|version| version != customer.sequence) {
            return Err(CommandError::Stale { version: customer.sequence });
        }
        Ok(Opened { role: authority.login().role, draft: authority.draft()?, customer })
    }
}

impl Opened {
    /// Appends what was decided; nothing decided, nothing appended, but a key is used up.
    pub(super) async fn save(
        mut self,
        attempt: &Attempt,
        events: Vec<CustomerEvent>,
    ) -> Result<Loaded<Customer>, CommandError> {
        self.draft.append(&self.customer, &events)?;
        self.draft.shows(&self.customer);
        if !self.draft.is_empty() {
            let appended = attempt.append(self.draft).await?;
            self.customer.absorb(events, &appended);
        }
        Ok(self.customer)
    }
}
