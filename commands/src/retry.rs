//! Deciding, and deciding again: on fresh states where the first decision does not count, and when
//! somebody else was faster. And not deciding at all where it was done before.

use std::pin::Pin;

use domain::log::LogAggregate;
use infra::event_log::{
    Attempt, EventLog, IdempotencyKey, Kept, Loaded, LogError, StreamKey, Worth,
};

use crate::{CommandError, Desk};

/// How often a lost race is run again.
const RACES: usize = 3;

/// One try at a command. Boxed, because the compiler cannot yet see that the future of an async
/// closure over borrowed arguments may cross threads.
pub type Try<'a, T> = Pin<Box<dyn Future<Output = Result<T, CommandError>> + Send + 'a>>;

/// What a command comes to.
#[derive(Debug, Clone)]
pub struct Done<T> {
    /// What the reply is made from.
    pub what: T,
    /// Whether it had been done before, under the same idempotency key.
    pub replayed: bool,
}

/// What a reply is made from, made again from the log.
pub trait Replay: Sized + Send {
    /// As it was when the command was carried out.
    ///
    /// # Errors
    /// [`LogError`].
    fn again(log: &EventLog, kept: &Kept) -> impl Future<Output = Result<Self, LogError>> + Send;
}

impl<A: LogAggregate> Replay for Loaded<A> {
    async fn again(log: &EventLog, kept: &Kept) -> Result<Self, LogError> {
        let missing = || LogError::Database(format!("{kept:?} shows no {}", A::TYPE));
        let (id, sequence) = kept.stream(A::TYPE).ok_or_else(missing)?;
        log.load_at(id, sequence).await
    }
}

/// Decides. Commands that are going to change the same streams take turns in this process. A
/// refusal, or a decision to append nothing, counts only if it was made on fresh states that all
/// still stand; a race that was lost to another process is run again, three times at most. Under a `key` that was used
/// before nothing is decided: the reply is made again.
///
/// # Errors
/// [`CommandError`].
pub async fn deciding<'a, T: Replay>(
    desk: &'a Desk,
    key: Option<IdempotencyKey>,
    changes: &[StreamKey],
    decide: impl Fn(Attempt) -> Try<'a, T>,
) -> Result<Done<T>, CommandError> {
    let _turn = desk.log.turn(changes).await?;
    let (mut races, mut fresh) = (0, false);
    let outcome = loop {
        let attempt = desk.log.attempt(fresh);
        let outcome = decide(attempt.clone()).await;
        let again = match &outcome {
            Err(CommandError::Log(LogError::Conflict)) => {
                races += 1;
                races <= RACES
            }
            // Something remembered of who was forgotten meanwhile; on fresh states only what is new.
            Err(CommandError::Log(LogError::Erased { .. })) => !fresh,
            Err(CommandError::Log(_)) => false,
            Ok(_) | Err(_) => match attempt.worth().await? {
                Worth::Counts => false,
                Worth::FromMemory => true,
                Worth::Overtaken => {
                    races += 1;
                    if races > RACES {
                        break Err(LogError::Conflict.into());
                    }
                    true
                }
            },
        };
        if !again {
            break outcome;
        }
        fresh = true;
    };
    match (outcome, key) {
        (Ok(what), _) => Ok(Done { what, replayed: false }),
        (Err(refusal), Some(key)) if may_have_been_done(&refusal) => {
            let Some(kept) = desk.log.kept(key).await? else { return Err(refusal) };
            Ok(Done { what: T::again(&desk.log, &kept).await?, replayed: true })
        }
        (Err(refusal), _) => Err(refusal),
    }
}

/// Whether a command that is refused like this may be the repetition of one that was carried out:
/// of course an order cannot be completed twice. Whoever may not ask is told so in any case.
fn may_have_been_done(refusal: &CommandError) -> bool {
    match refusal {
        CommandError::Log(failure) => matches!(failure, LogError::KeyUsed | LogError::Conflict),
        CommandError::UnknownCaller
        | CommandError::Deactivated
        | CommandError::MustChangePassword
        | CommandError::Forbidden(_)
        | CommandError::NotAssigned => false,
        CommandError::Unknown { .. }
        | CommandError::Faults(_)
        | CommandError::Inactive { .. }
        | CommandError::MayNot { .. }
        | CommandError::Stale { .. }
        | CommandError::Order(_)
        | CommandError::Payment(_)
        | CommandError::Tender { .. }
        | CommandError::Account(_)
        | CommandError::Invoice(_)
        | CommandError::Catalog(_)
        | CommandError::Customer(_)
        | CommandError::NamedCustomer { .. }
        | CommandError::Employee(_)
        | CommandError::Outlet(_)
        | CommandError::Drawer(_)
        | CommandError::DayClose(_)
        | CommandError::Subscription(_)
        | CommandError::Till(_)
        | CommandError::Settings(_)
        | CommandError::Settlement(_)
        | CommandError::Approval(_)
        | CommandError::User(_) => true,
    }
}
