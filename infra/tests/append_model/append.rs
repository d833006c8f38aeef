//! The way of a batch into the log, a round trip a step.

use super::log::{Command, Event, Mark};
use super::model::State;
use super::protocol::{Epoch, Positions, Protocol};
use super::scene::Order;
use super::server::Stage;
use super::writer::{Draft, Step, TRIES, Told};

impl State {
    /// Decides the next batch on what its streams hold now.
    pub(crate) fn load(&mut self, w: usize) {
        let visible = self.server.visible();
        let writer = &mut self.writers[w];
        let (orders, again) = writer.next_batch();
        let decide = |order: Order| {
            let last = visible.iter().rfind(|event| event.stream == order.stream);
            let relied_on = last.map_or((0, None), |last| (last.sequence, Some(last.command)));
            Draft { order, again, relied_on }
        };
        writer.drafts = orders.into_iter().map(decide).collect();
        writer.step = Step::Decided;
    }

    /// The first lock, or what stands in its place.
    pub(crate) fn lock_head(&mut self, w: usize, protocol: Protocol) {
        self.server.begin(w, protocol.positions == Positions::UnderTheLock);
        self.writers[w].step = Step::Locked;
    }

    /// The epoch, the one SELECT, and who goes through.
    pub(crate) fn judge(&mut self, w: usize, protocol: Protocol) {
        let conditional = protocol.epoch != Epoch::LooksOnly;
        if conditional && self.writers[w].epoch != self.server.epoch {
            self.server.roll_back(w);
            self.tell_all(w, Told::Parted);
            self.writers[w].leave_batch(Step::Down); // it has to be started anew
            return;
        }
        let mut head = self.server.head;
        let mut drawn = self.server.drawn;
        let visible = self.server.visible();
        let mut placed: Vec<Event> = Vec::new();
        for draft in &self.writers[w].drafts {
            let Order { command, stream } = draft.order;
            let (sequence, decided_on) = draft.relied_on;
            let there = |n| visible.iter().any(|e| e.stream == stream && e.sequence == n);
            let touched = placed.iter().any(|event| event.stream == stream);
            let stands = !touched && (sequence == 0 || there(sequence)) && !there(sequence + 1);
            if !stands {
                continue;
            }
            let position = match protocol.positions {
                Positions::UnderTheLock => head.position + 1,
                Positions::DrawnOutside => {
                    drawn += 1;
                    drawn
                }
            };
            head = Mark { position, chain: head.chain.link(position, command) };
            placed.push(Event { mark: head, command, stream, sequence: sequence + 1, decided_on });
        }
        self.server.drawn = drawn;
        self.writers[w].placed = placed;
        self.writers[w].step = Step::Judged;
        if self.writers[w].placed.is_empty() {
            self.server.roll_back(w);
            self.conclude(w, Told::Conflict); // nobody is left to hear anything else
        }
    }

    pub(crate) fn insert(&mut self, w: usize) {
        self.server.transaction_of(w).events.clone_from(&self.writers[w].placed);
        self.writers[w].step = Step::Inserted;
    }

    pub(crate) fn move_head(&mut self, w: usize) {
        let transaction = self.server.transaction_of(w);
        transaction.head = transaction.events.last().unwrap().mark;
        self.writers[w].step = Step::HeadMoved;
    }

    pub(crate) fn ask_commit(&mut self, w: usize) {
        self.server.transaction_of(w).stage = Stage::CommitAsked;
        self.writers[w].step = Step::CommitAsked;
    }

    /// Tells those who were let through `told`; the losers decide again, once.
    pub(crate) fn conclude(&mut self, w: usize, told: Told) {
        let writer = &self.writers[w];
        let (through, lost): (Vec<Draft>, Vec<Draft>) =
            writer.drafts.iter().partition(|draft| writer.placed(draft.order.command));
        let (beaten, again): (Vec<Draft>, Vec<Draft>) = lost.iter().partition(|draft| draft.again);
        for draft in through {
            self.tell(draft.order.command, told);
        }
        for draft in beaten {
            self.tell(draft.order.command, Told::Conflict);
        }
        self.writers[w].again = again.into_iter().map(|draft| draft.order).collect();
        self.writers[w].leave_batch(Step::Idle);
    }

    /// Nothing was saved: the same again, a bounded number of times; then `told`.
    pub(crate) fn try_again(&mut self, w: usize, told: Told) {
        let writer = &mut self.writers[w];
        writer.tries += 1;
        writer.placed.clear();
        writer.step = Step::Decided;
        if writer.tries >= TRIES {
            self.tell_all(w, told);
            self.writers[w].leave_batch(Step::Idle);
        }
    }

    pub(crate) fn tell_all(&mut self, w: usize, told: Told) {
        for draft in self.writers[w].drafts.clone() {
            self.tell(draft.order.command, told);
        }
    }

    fn tell(&mut self, command: Command, told: Told) {
        let before = self.told.insert(command, told);
        assert_eq!(before, None, "nobody is told twice");
    }
}
