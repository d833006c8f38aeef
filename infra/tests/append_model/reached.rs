//! What must be able to happen, lest the model prove nothing.

use super::log::Command;
use super::model::{Claim, State};
use super::reader::Parting;
use super::server::Stage;
use super::writer::{Step, Told};

pub(crate) const A_LOST_COMMIT: &[Claim] = &[
    ("a lost commit is looked for and found", |_, state| {
        state.was_told(|told| matches!(told, Told::Found { .. }))
    }),
    ("an unknown outcome was saved", |_, state| {
        state.unknown().any(|command| state.is_somewhere(command))
    }),
    ("an unknown outcome was not saved", |_, state| {
        let is_over = state.server.transactions.is_empty();
        is_over && state.unknown().any(|command| !state.is_somewhere(command))
    }),
    ("an unknown outcome is still to come", |_, state| {
        state.server.transactions.iter().any(|transaction| {
            let mut events = transaction.events.iter();
            transaction.stage == Stage::CommitAsked
                && events.any(|event| state.unknown().any(|command| command == event.command))
        })
    }),
    ("the lock is held by somebody who is gone", |_, state| {
        let mut transactions = state.server.transactions.iter();
        transactions.any(|transaction| transaction.client.is_none() && transaction.holds_lock)
    }),
    ("a reader has seen what the primary has yet to commit", |_, state| {
        state.old_log.is_none() && state.reader.seen.len() > state.server.visible().len()
    }),
    ("a loser decides again and is saved", |_, state| {
        state.writers.iter().any(|writer| {
            writer.step == Step::Answered && writer.drafts.iter().any(|draft| draft.again)
        })
    }),
];

pub(crate) const TWO_LOST_COMMITS: &[Claim] =
    &[("a lost commit is looked for and is not there, at the last try", |_, state| {
        state.was_told(|told| told == Told::NotThere)
    })];

pub(crate) const A_BATCH: &[Claim] =
    &[("a loser leaves its batch, and the other goes through", |_, state| {
        state.writers.iter().any(|writer| {
            writer.step == Step::Answered && writer.placed.len() < writer.drafts.len()
        })
    })];

pub(crate) const A_PROMOTION: &[Claim] = &[
    ("a promotion loses what was acknowledged", |_, state| {
        state.told.iter().any(|(command, told)| {
            *told == Told::Saved { epoch: 1 } && state.server.log.count(*command) == 0
        })
    }),
    ("a writer of the old epoch is parted", |_, state| state.was_told(|told| told == Told::Parted)),
    ("the log ends before what a reader has read", |_, state| {
        usize::from(state.reader.mark.position) > state.server.log.events().len()
    }),
];

pub(crate) const A_NEW_EPOCH: &[Claim] = &[
    ("a command is saved in the new epoch", |_, state| {
        state.was_told(|told| told == Told::Saved { epoch: 2 })
    }),
    ("a reader meets another chain at its mark", |_, state| {
        state.reader.parted == Some(Parting::OtherChain)
    }),
];

impl State {
    fn was_told(&self, what: impl Fn(Told) -> bool) -> bool {
        self.told.values().any(|told| what(*told))
    }

    fn unknown(&self) -> impl Iterator<Item = Command> {
        let unknown = self.told.iter().filter(|(_, told)| **told == Told::Unknown);
        unknown.map(|(command, _)| *command)
    }
}
