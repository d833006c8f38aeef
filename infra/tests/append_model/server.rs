//! The primary: its transactions, the lock they take, and how a commit becomes part of the log.

use super::log::{Event, Log, Mark, Position};

/// The primary of now.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Server {
    pub(crate) epoch: u8,
    /// All that is in the binlog. It will be committed; replicas may have it.
    pub(crate) log: Log,
    /// How many of its transactions are committed, and can be seen here.
    pub(crate) committed: usize,
    /// `log_head`, as committed.
    pub(crate) head: Mark,
    /// The last position drawn by writers that do without the lock.
    pub(crate) drawn: Position,
    pub(crate) transactions: Vec<Transaction>,
}

/// A transaction that is not over.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Transaction {
    /// The writer at the other end; none if the connection is gone.
    pub(crate) client: Option<usize>,
    pub(crate) holds_lock: bool,
    pub(crate) events: Vec<Event>,
    pub(crate) head: Mark,
    pub(crate) stage: Stage,
}

/// How far a transaction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Stage {
    Open,
    /// The COMMIT is on its way.
    CommitAsked,
    /// Written to the binlog, as its how-manieth transaction.
    InBinlog(usize),
}

impl Server {
    /// A primary with that much of a log.
    pub(crate) fn new(epoch: u8, log: Log) -> Self {
        let head = log.events().last().map_or(Mark::START, |last| last.mark);
        let (committed, drawn) = (log.len(), head.position);
        Self { epoch, log, committed, head, drawn, transactions: Vec::new() }
    }

    /// The events that a query sees here.
    pub(crate) fn visible(&self) -> &[Event] {
        self.log.first(self.committed)
    }

    pub(crate) fn is_locked(&self) -> bool {
        self.transactions.iter().any(|transaction| transaction.holds_lock)
    }

    pub(crate) fn begin(&mut self, client: usize, holds_lock: bool) {
        assert!(!(holds_lock && self.is_locked()), "one at a time");
        self.transactions.push(Transaction {
            client: Some(client),
            holds_lock,
            events: Vec::new(),
            head: self.head,
            stage: Stage::Open,
        });
    }

    /// The transaction of a writer that has one.
    pub(crate) fn transaction_of(&mut self, client: usize) -> &mut Transaction {
        let mut transactions = self.transactions.iter_mut();
        transactions.find(|transaction| transaction.client == Some(client)).unwrap()
    }

    pub(crate) fn roll_back(&mut self, client: usize) {
        self.transactions.retain(|transaction| transaction.client != Some(client));
    }

    /// The writer's connection is gone, which the server has not noticed yet.
    pub(crate) fn cut_off(&mut self, client: usize) {
        for transaction in &mut self.transactions {
            if transaction.client == Some(client) {
                transaction.client = None;
            }
        }
    }
}

/// What the server may do with a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Fate {
    /// Nobody is there any more, and no COMMIT came.
    RollBack,
    WriteBinlog,
    Commit,
}

impl Server {
    pub(crate) fn fates(&self) -> Vec<(usize, Fate)> {
        let fate = |(which, transaction): (usize, &Transaction)| {
            let alone = transaction.client.is_none();
            let fates: &[Fate] = match transaction.stage {
                Stage::Open if alone => &[Fate::RollBack],
                Stage::CommitAsked if alone => &[Fate::RollBack, Fate::WriteBinlog],
                Stage::CommitAsked => &[Fate::WriteBinlog],
                // Committed in the order of the binlog.
                Stage::InBinlog(index) if index == self.committed => &[Fate::Commit],
                Stage::Open | Stage::InBinlog(_) => &[],
            };
            fates.iter().map(move |fate| (which, *fate))
        };
        self.transactions.iter().enumerate().flat_map(fate).collect()
    }

    /// Returns the writer that is answered, if one is and is still there.
    pub(crate) fn meet(&mut self, which: usize, fate: Fate) -> Option<usize> {
        match fate {
            Fate::RollBack => {
                self.transactions.remove(which);
                None
            }
            Fate::WriteBinlog => {
                let transaction = &mut self.transactions[which];
                transaction.stage = Stage::InBinlog(self.log.len());
                self.log.push(&transaction.events);
                None
            }
            Fate::Commit => {
                let transaction = self.transactions.remove(which);
                self.committed += 1;
                self.head = transaction.head;
                transaction.client
            }
        }
    }
}
