//! What is known about a customer as a person is erased.

use domain::account::Account;
use domain::customer::{self, Customer, EraseCustomer};
use domain::user::Permission;
use domain::values::{CustomerId, ErasureReason};
use infra::event_log::{Attempt, EventLog, Kept, Loaded, LogError};

use super::Target;
use crate::retry::{Replay, deciding};
use crate::{Call, CommandError, Desk, Done};

/// Whose data was erased: the record, and those that had gone into it.
#[derive(Debug, Clone)]
pub struct Forgotten(pub Loaded<Customer>);

impl Replay for Forgotten {
    async fn again(log: &EventLog, kept: &Kept) -> Result<Self, LogError> {
        let missing = || LogError::Database(format!("{kept:?} shows no customer"));
        let stream = Loaded::<Customer>::fresh(0).stream();
        let (id, sequence) = kept.last_stream(stream.aggregate_type).ok_or_else(missing)?;
        Ok(Self(log.load_at(id, sequence).await?))
    }
}

/// Erases what is known about a customer, with the records that went into theirs: all together or
/// nothing. The log destroys the keys in the same transaction.
///
/// # Errors
/// [`CommandError`].
pub async fn erase(
    desk: &Desk,
    call: &Call,
    target: Target,
    reason: ErasureReason,
) -> Result<Done<Forgotten>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::CustomersErase).await?;
            let (mut customer, mut draft) = (opened.record, opened.draft);
            let account: Loaded<Account> = attempt.load(customer.id).await?;
            draft.rely_on(&account);
            let cmd = EraseCustomer { reason, owed: account.state.owed(), at: call.at };
            let events = customer::erase(&customer.state, cmd)?;
            for absorbed in absorbed(&attempt, &customer).await? {
                if !is_erased(&absorbed) {
                    draft.append(&absorbed, &customer::erase_absorbed(&absorbed.state, cmd)?)?;
                }
            }
            draft.append(&customer, &events)?; // last: the reply shows this one
            let appended = attempt.append(draft).await?;
            customer.absorb(events, &appended);
            Ok(Forgotten(customer))
        })
    })
    .await
}

fn is_erased(customer: &Loaded<Customer>) -> bool {
    customer.state.profile().is_none_or(|profile| profile.erased_at.is_some())
}

/// Every record that went into that one, and those that had gone into them.
async fn absorbed(
    attempt: &Attempt,
    customer: &Loaded<Customer>,
) -> Result<Vec<Loaded<Customer>>, CommandError> {
    let of = |one: &Loaded<Customer>| {
        one.state.profile().map(|profile| profile.absorbed.clone()).unwrap_or_default()
    };
    let mut waiting: Vec<CustomerId> = of(customer);
    let mut all = Vec::new();
    while let Some(id) = waiting.pop() {
        let one: Loaded<Customer> = attempt.load(id.get()).await?;
        waiting.extend(of(&one));
        all.push(one);
    }
    Ok(all)
}
