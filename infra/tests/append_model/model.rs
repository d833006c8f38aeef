//! The states, and what may happen in each.

use std::collections::BTreeMap;

use stateright::{Model, Property};

use super::log::{Command, Log};
use super::properties::ALWAYS;
use super::protocol::{LostCommit, Protocol};
use super::reader::Reader;
use super::scene::Scene;
use super::server::{Fate, Server};
use super::writer::{Step, Told, Writer};

/// A protocol, played by a scene.
#[derive(Debug, Clone)]
pub(crate) struct AppendModel {
    pub(crate) protocol: Protocol,
    pub(crate) scene: Scene,
}

/// Something that holds of a state, and its name.
pub(crate) type Claim = (&'static str, fn(&AppendModel, &State) -> bool);

/// Everything there is at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct State {
    pub(crate) server: Server,
    /// The log of the first epoch, once a promotion has parted from it.
    pub(crate) old_log: Option<Log>,
    pub(crate) writers: Vec<Writer>,
    pub(crate) told: BTreeMap<Command, Told>,
    pub(crate) reader: Reader,
    pub(crate) crashes_left: u8,
    pub(crate) cuts_left: u8,
}

/// What may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Action {
    /// Writers are counted from 0.
    Writer(usize, Turn),
    /// The server, to its how-manieth transaction.
    Server(usize, Fate),
    /// The reader, on a replica that has that many transactions by now.
    Read {
        replica: usize,
    },
    /// A replica that has that many.
    Promote {
        kept: usize,
    },
    BeginEpoch,
}

/// What a writer may do, or suffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Turn {
    Load,
    LockHead,
    Judge,
    Insert,
    MoveHead,
    AskCommit,
    Acknowledge,
    LockToLook,
    Look,
    CannotLook,
    Assume,
    LoseConnection,
    Crash,
    Start,
}

impl Model for AppendModel {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        let server = Server::new(1, Log::default());
        let writers = self.scene.writers.iter();
        vec![State {
            writers: writers.map(|waiting| Writer::new(server.epoch, waiting)).collect(),
            server,
            old_log: None,
            told: BTreeMap::new(),
            reader: Reader::new(),
            crashes_left: self.scene.crashes,
            cuts_left: self.scene.cuts,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        for w in 0..state.writers.len() {
            actions.extend(self.turns(state, w).into_iter().map(|turn| Action::Writer(w, turn)));
        }
        let fates = state.server.fates().into_iter();
        actions.extend(fates.map(|(which, fate)| Action::Server(which, fate)));
        let lags = 0..=state.server.log.len();
        let mut shown = state.reader.clone();
        for replica in lags.clone() {
            let read = self.read(state, replica);
            if read != state.reader && read != shown {
                actions.push(Action::Read { replica });
                shown = read; // whoever has more shows it the same
            }
        }
        match (&state.old_log, state.server.epoch) {
            (None, _) if self.scene.promotion => {
                actions.extend(lags.map(|kept| Action::Promote { kept }));
            }
            (Some(_), 1) => actions.push(Action::BeginEpoch),
            (None | Some(_), _) => {}
        }
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut state = last.clone();
        match action {
            Action::Writer(w, turn) => self.take(&mut state, w, turn),
            Action::Server(which, fate) => {
                if let Some(answered) = state.server.meet(which, fate) {
                    state.writers[answered].step = Step::Answered;
                }
            }
            Action::Read { replica } => state.reader = self.read(last, replica),
            Action::Promote { kept } => state.promote(kept, self.protocol),
            Action::BeginEpoch => state.begin_epoch(),
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let always = ALWAYS.map(|(name, holds)| Property::always(name, holds));
        let reached = self.scene.reaches.iter().copied().flatten();
        let sometimes = reached.map(|(name, holds)| Property::sometimes(name, *holds));
        always.into_iter().chain(sometimes).collect()
    }
}

impl AppendModel {
    /// The reader after a read on a replica that has that many transactions.
    fn read(&self, state: &State, replica: usize) -> Reader {
        state.reader.after_reading(state.server.log.first(replica), self.protocol.reader)
    }

    /// What a writer may do where it stands.
    fn turns(&self, state: &State, w: usize) -> Vec<Turn> {
        let writer = &state.writers[w];
        let is_free = !state.server.is_locked();
        let mut turns = match writer.step {
            Step::Idle | Step::Down if !writer.has_work() => return Vec::new(),
            Step::Down => return vec![Turn::Start],
            Step::Idle => vec![Turn::Load],
            Step::Decided if is_free => vec![Turn::LockHead],
            Step::Decided | Step::CommitAsked => Vec::new(), // it waits for the lock, for an answer
            Step::Locked => vec![Turn::Judge],
            Step::Judged => vec![Turn::Insert],
            Step::Inserted => vec![Turn::MoveHead],
            Step::HeadMoved => vec![Turn::AskCommit],
            Step::Answered => vec![Turn::Acknowledge],
            Step::AnswerLost => match self.protocol.lost_commit {
                LostCommit::LookedUpBehindTheLock if is_free => {
                    vec![Turn::LockToLook, Turn::CannotLook]
                }
                LostCommit::LookedUpBehindTheLock => vec![Turn::CannotLook],
                LostCommit::LookedUpWithoutTheLock => vec![Turn::Look, Turn::CannotLook],
                LostCommit::TakenForUnsaved | LostCommit::TakenForSaved => vec![Turn::Assume],
            },
            Step::LockedToLook => vec![Turn::Look],
        };
        let has_connection =
            !matches!(writer.step, Step::Idle | Step::Answered | Step::AnswerLost | Step::Down);
        if has_connection && state.cuts_left > 0 {
            turns.push(Turn::LoseConnection);
        }
        if state.crashes_left > 0 {
            turns.push(Turn::Crash);
        }
        turns
    }

    fn take(&self, state: &mut State, w: usize, turn: Turn) {
        match turn {
            Turn::Load => state.load(w),
            Turn::LockHead => state.lock_head(w, self.protocol),
            Turn::Judge => state.judge(w, self.protocol),
            Turn::Insert => state.insert(w),
            Turn::MoveHead => state.move_head(w),
            Turn::AskCommit => state.ask_commit(w),
            Turn::Acknowledge => {
                let epoch = state.writers[w].epoch;
                state.conclude(w, Told::Saved { epoch });
            }
            Turn::LockToLook => state.lock_to_look(w),
            Turn::Look => state.look(w, self.protocol),
            Turn::CannotLook => state.cannot_look(w),
            Turn::Assume => state.assume(w, self.protocol),
            Turn::LoseConnection => {
                state.cuts_left -= 1;
                state.lose_connection(w);
            }
            Turn::Crash => {
                state.crashes_left -= 1;
                state.crash(w);
            }
            Turn::Start => state.start(w),
        }
    }
}
