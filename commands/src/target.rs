//! What commands on a person's record have in common, whether it is a customer's, a worker's or a
//! login: a record that is there, and a caller who may.

use domain::customer::{Customer, CustomerError};
use domain::employee::{Employee, EmployeeError};
use domain::log::LogAggregate;
use domain::user::{Permission, User, UserError};
use domain::values::{CustomerId, EmployeeId, UserId};
use infra::event_log::{Attempt, Draft, Loaded, StreamKey};

use crate::authority::{Authority, authorise};
use crate::{Call, CommandError};

/// A record that commands of its own change.
pub trait OnRecord: LogAggregate {
    /// What names it.
    type Id: Copy + std::fmt::Debug + Send;

    /// The name as a number.
    fn number(id: Self::Id) -> i64;

    /// That it is there.
    ///
    /// # Errors
    /// That it is not.
    fn is_there(&self) -> Result<(), CommandError>;
}

macro_rules! on_record {
    ($($what:ident by $id:ident: $known:ident or $missing:expr;)*) => {$(
        impl OnRecord for $what {
            type Id = $id;

            fn number(id: $id) -> i64 {
                id.get()
            }

            fn is_there(&self) -> Result<(), CommandError> {
                self.$known().map(|_| ()).ok_or($missing.into())
            }
        }
    )*};
}

on_record! {
    Customer by CustomerId: record or CustomerError::NotFound;
    Employee by EmployeeId: employment or EmployeeError::NotFound;
    User by UserId: login or UserError::NotFound;
}

/// A record to change, and the version the caller insists on, if any.
#[derive(Debug)]
pub struct Target<A: OnRecord> {
    /// Whose.
    pub id: A::Id,
    /// The version the caller insists on.
    pub version: Option<i64>,
}

// Derived, they would ask the record itself to be copied.
#[allow(clippy::expl_impl_clone_on_copy)]
impl<A: OnRecord> Clone for Target<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A: OnRecord> Copy for Target<A> {}

/// A record the caller may change, to be decided about.
pub(crate) struct Opened<A: OnRecord> {
    pub authority: Authority,
    pub record: Loaded<A>,
    /// What else the decision relies on is added here. It relies on the caller in any case: while they
    /// take something from somebody, nobody takes from them what they may.
    pub draft: Draft,
}

impl<A: OnRecord> Target<A> {
    /// What commands on it take turns at.
    pub(crate) fn stream(self) -> StreamKey {
        Loaded::<A>::fresh(A::number(self.id)).stream()
    }

    pub(crate) async fn open(
        self,
        attempt: &Attempt,
        call: &Call,
        permission: Permission,
    ) -> Result<Opened<A>, CommandError> {
        let authority = authorise(attempt, call, permission).await?;
        let record: Loaded<A> = attempt.load(A::number(self.id)).await?;
        record.state.is_there()?;
        if self.version.is_some_and(|version| version != record.sequence) {
            return Err(CommandError::Stale { version: record.sequence });
        }
        Ok(Opened { draft: authority.draft()?, authority, record })
    }
}

impl<A: OnRecord> Opened<A> {
    /// Appends what was decided; nothing decided, nothing appended, but a key is used up.
    pub(crate) async fn save(
        mut self,
        attempt: &Attempt,
        events: Vec<A::Event>,
    ) -> Result<Loaded<A>, CommandError> {
        self.draft.append(&self.record, &events)?;
        self.draft.shows(&self.record);
        if !self.draft.is_empty() {
            let appended = attempt.append(self.draft).await?;
            self.record.absorb(events, &appended);
        }
        Ok(self.record)
    }
}
