//! What goes wrong: connections, processes, the primary.

use super::model::State;
use super::protocol::{Promotion, Protocol};
use super::server::Server;
use super::writer::{Step, Told, Writer};

impl State {
    /// The writer has lost its connection, or has given it up. The server does not know yet.
    pub(crate) fn lose_connection(&mut self, w: usize) {
        self.server.cut_off(w);
        match self.writers[w].step {
            Step::Decided | Step::Locked | Step::Judged | Step::Inserted | Step::HeadMoved => {
                self.try_again(w, Told::Unavailable);
            }
            Step::CommitAsked | Step::LockedToLook => self.writers[w].step = Step::AnswerLost,
            Step::Idle | Step::Answered | Step::AnswerLost | Step::Down => {}
        }
    }

    /// The process is killed. Whoever waited for it is told nothing.
    pub(crate) fn crash(&mut self, w: usize) {
        self.server.cut_off(w);
        self.writers[w].again.clear();
        self.writers[w].leave_batch(Step::Down);
    }

    /// A process in the place of one that is down.
    pub(crate) fn start(&mut self, w: usize) {
        let waiting = self.writers[w].waiting;
        self.writers[w] = Writer::new(self.server.epoch, waiting);
    }

    /// The primary is lost, and a replica that has only `kept` of its transactions takes its place.
    /// The other replicas follow it at once: what they could still have shown of the old history,
    /// they could have shown before.
    pub(crate) fn promote(&mut self, kept: usize, protocol: Protocol) {
        let epoch = match protocol.promotion {
            Promotion::EpochThenWritable => self.server.epoch + 1,
            Promotion::WritableThenEpoch => self.server.epoch,
        };
        let promoted = Server::new(epoch, self.server.log.cut(kept));
        let old = std::mem::replace(&mut self.server, promoted);
        self.old_log = Some(old.log);
        let connected = old.transactions.iter().filter_map(|transaction| transaction.client);
        for w in connected {
            self.lose_connection(w);
        }
    }

    /// Only where a promoted server was writable before.
    pub(crate) fn begin_epoch(&mut self) {
        self.server.epoch += 1;
    }
}
