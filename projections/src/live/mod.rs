//! What changes in the shop, told as it changes: a screen that is told finds it when it looks. One reader
//! of the log per process, and only while somebody listens.

mod change;
mod hub;
mod listener;

pub use change::{Change, Told, Topic};
pub use listener::{Heard, Listener};

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use infra::database::Database;
use infra::event_log::Tail;
use infra::redis::Redis;
use tokio::sync::{broadcast, watch};

use crate::{ReadDb, Views};

/// Positions kept for a listener that is slow. One that is slower is cut off, and comes again.
const KEPT: usize = 1024;

/// Where to listen. Cheap to clone.
#[derive(Clone)]
pub struct Live(Arc<Shared>);

/// What is told to all listeners.
#[derive(Debug, Clone)]
enum Item {
    /// What happened at a position.
    Told(Arc<Told>),
    /// The history is another: what anybody knows of it counts no more. From here on.
    Reset(i64),
}

struct Shared {
    tail: Tail,
    read_db: ReadDb,
    views: Views,
    redis: Redis,
    log_id: String,
    items: broadcast::Sender<Item>,
    /// How far everything has been told; none while nobody listens.
    told: watch::Sender<Option<i64>>,
    running: AtomicBool,
    ended: watch::Sender<bool>,
}

impl Live {
    /// Tells of the log with that name on the server of the read tables.
    pub fn of(
        read: &Database,
        log_name: &str,
        log_id: &str,
        redis: Redis,
        read_db: ReadDb,
    ) -> Self {
        Self::with_room(read, log_name, log_id, redis, read_db, KEPT)
    }

    /// As [`Live::of`], with so many positions kept for a listener that is slow.
    pub fn with_room(
        read: &Database,
        log_name: &str,
        log_id: &str,
        redis: Redis,
        read_db: ReadDb,
        room: usize,
    ) -> Self {
        Self(Arc::new(Shared {
            tail: Tail::new(read.named(log_name).pool(2), read_db.keys().clone()),
            views: Views::of(&redis, log_id),
            read_db,
            redis,
            log_id: log_id.to_owned(),
            items: broadcast::Sender::new(room),
            told: watch::Sender::new(None),
            running: AtomicBool::new(false),
            ended: watch::Sender::new(false),
        }))
    }

    /// Listens to everything after a position; to what comes from now on if none is given.
    pub fn listen(&self, after: Option<i64>) -> Listener {
        let listener = Listener::new(Arc::clone(&self.0), after);
        hub::start(&self.0);
        listener
    }

    /// Nobody is told anything any more: the process ends.
    pub fn end(&self) {
        self.0.ended.send_replace(true);
    }
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Live, heard by {}", self.0.items.receiver_count())
    }
}
