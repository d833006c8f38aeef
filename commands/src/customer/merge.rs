//! Two records of one person become one: both change together or not at all.

use domain::account::{self, Account, MergeAccounts};
use domain::customer::{self, Customer, MergeCustomers, MergeError, Merged};
use domain::user::Permission;
use domain::values::CustomerId;
use infra::event_log::{Attempt, Draft, EventLog, Kept, Loaded, LogError};

use super::Target;
use crate::retry::{Replay, deciding};
use crate::{Call, CommandError, Desk, Done};

/// The record that went on.
#[derive(Debug, Clone)]
pub struct OneOfTwo(pub Loaded<Customer>);

impl Replay for OneOfTwo {
    async fn again(log: &EventLog, kept: &Kept) -> Result<Self, LogError> {
        let missing = || LogError::Database(format!("{kept:?} shows no merged customer"));
        let stream = Loaded::<Customer>::fresh(0).stream();
        let (id, sequence) = kept.last_stream(stream.aggregate_type).ok_or_else(missing)?;
        Ok(Self(log.load_at(id, sequence).await?))
    }
}

/// Merges the record `target` into the record `into`.
///
/// # Errors
/// [`CommandError`].
pub async fn merge(
    desk: &Desk,
    call: &Call,
    target: Target,
    into: CustomerId,
) -> Result<Done<OneOfTwo>, CommandError> {
    let streams = [target.stream(), Target { id: into, version: None }.stream()];
    deciding(desk, call.key, &streams, move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::CustomersMerge).await?;
            let (from, mut draft) = (opened.record, opened.draft);
            let mut into: Loaded<Customer> = attempt.load(into.get()).await?;
            let merge = MergeCustomers { at: call.at };
            let Merged { from: ended, into: went_on } =
                customer::merge(&from.state, &into.state, merge).map_err(refused)?;
            accounts(&attempt, &mut draft, &from, &into, call).await?;
            draft.append(&from, &ended)?;
            draft.append(&into, &went_on)?; // last: the reply shows this one
            let appended = attempt.append(draft).await?;
            { from }.absorb(ended, &appended);
            into.absorb(went_on, &appended);
            Ok(OneOfTwo(into))
        })
    })
    .await
}

/// What is owed on the account of the record that ends is owed on the other from now on.
async fn accounts(
    attempt: &Attempt,
    draft: &mut Draft,
    from: &Loaded<Customer>,
    into: &Loaded<Customer>,
    call: &Call,
) -> Result<(), CommandError> {
    let (Some(ended), Some(goes_on)) = (from.state.record(), into.state.record()) else {
        return Ok(());
    };
    let cmd = MergeAccounts { from: ended.id, into: goes_on.id, at: call.at };
    let from: Loaded<Account> = attempt.load(from.id).await?;
    let into: Loaded<Account> = attempt.load(into.id).await?;
    let merged = account::merge(&from.state, cmd);
    draft.append(&from, &merged.from)?;
    draft.append(&into, &merged.into)?;
    Ok(())
}

fn refused(refusal: MergeError) -> CommandError {
    match refusal {
        MergeError::From(refusal) => refusal.into(),
        MergeError::Into(refusal) => CommandError::NamedCustomer { field: "intoId", refusal },
    }
}
