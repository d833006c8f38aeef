//! What a writer does about a commit whose answer it did not get.

use super::model::State;
use super::protocol::{Epoch, LostCommit, Protocol};
use super::writer::{Step, Told};

impl State {
    /// The look's first step: whoever might still commit holds this lock, so it waits for them.
    pub(crate) fn lock_to_look(&mut self, w: usize) {
        self.server.begin(w, true);
        self.writers[w].step = Step::LockedToLook;
    }

    /// Is the chain at the position where the lost commit would have left the log the commit's own?
    pub(crate) fn look(&mut self, w: usize, protocol: Protocol) {
        self.server.roll_back(w);
        let writer = &self.writers[w];
        if protocol.epoch != Epoch::AppendsOnly && writer.epoch != self.server.epoch {
            self.cannot_look(w);
            return;
        }
        let lost = writer.placed.last().unwrap().mark;
        let saved = self.server.visible().iter().any(|event| event.mark == lost);
        if saved {
            self.conclude(w, Told::Found { epoch: self.writers[w].epoch });
        } else {
            self.try_again(w, Told::NotThere);
        }
    }

    /// Nobody answers, or not in time.
    pub(crate) fn cannot_look(&mut self, w: usize) {
        self.tell_all(w, Told::Unknown);
        self.writers[w].leave_batch(Step::Idle);
    }

    /// What is done in place of a look, where there is none.
    pub(crate) fn assume(&mut self, w: usize, protocol: Protocol) {
        if protocol.lost_commit == LostCommit::TakenForSaved {
            self.conclude(w, Told::Saved { epoch: self.writers[w].epoch });
        } else {
            self.try_again(w, Told::Unavailable);
        }
    }
}
