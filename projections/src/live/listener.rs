//! Somebody who listens: first to what they missed, then to what comes.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use infra::event_log::Mark;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::change::told;
use super::hub::{PAUSE, Trouble};
use super::{Item, Shared, Told};

/// Who missed more than that had better look at everything again.
const MISSED: i64 = 2000;
/// How long a position is waited for that lies beyond the end of the log.
const AHEAD: Duration = Duration::from_secs(2);
const POLL: Duration = Duration::from_millis(20);

/// Somebody who listens.
pub struct Listener {
    shared: Arc<Shared>,
    items: broadcast::Receiver<Item>,
    /// After which position; none before it is known.
    at: Option<i64>,
    reading: Reading,
    missed: VecDeque<Arc<Told>>,
    /// Since when the position asked for has been beyond the end of the log.
    ahead_since: Option<Instant>,
}

/// How far what was missed has been read.
#[derive(Debug, Clone, Copy)]
enum Reading {
    NotYet,
    UpTo(Mark),
    /// All of it is in `missed`.
    Done,
}

/// What a listener hears.
#[derive(Debug)]
pub enum Heard {
    /// Nothing yet: what comes after this position will be told.
    Ready(i64),
    /// What happened at a position, later than everything before.
    Told(Arc<Told>),
    /// What the listener knows is too old, or of another history: everything is to be looked at again,
    /// and what comes after this position will be told.
    Reset(i64),
    /// The listener was too slow. They may come again.
    CutOff,
    /// The process ends.
    Ended,
}

impl Listener {
    pub(super) fn new(shared: Arc<Shared>, after: Option<i64>) -> Self {
        let items = shared.items.subscribe();
        Self {
            shared,
            items,
            at: after,
            reading: Reading::NotYet,
            missed: VecDeque::new(),
            ahead_since: None,
        }
    }

    /// The position that everything up to has been heard; none at the very beginning.
    pub const fn position(&self) -> Option<i64> {
        self.at
    }

    /// What comes next. Whoever stops waiting loses nothing.
    pub async fn next(&mut self) -> Heard {
        let mut ended = self.shared.ended.subscribe();
        tokio::select! {
            heard = self.hear() => heard,
            _ = ended.wait_for(|ended| *ended) => Heard::Ended,
        }
    }

    async fn hear(&mut self) -> Heard {
        loop {
            if let Some(told) = self.missed.pop_front() {
                self.at = Some(told.position);
                return Heard::Told(told);
            }
            let read_to = match self.reading {
                Reading::NotYet => Some(None),
                Reading::UpTo(mark) => Some(Some(mark)),
                Reading::Done => None,
            };
            if let Some(read_to) = read_to {
                match self.catch_up(read_to).await {
                    Ok(Some(heard)) => return heard,
                    Ok(None) => {}
                    Err(trouble) => {
                        tracing::debug!(%trouble, "what was missed cannot be read just now");
                        tokio::time::sleep(PAUSE).await;
                    }
                }
                continue;
            }
            match self.items.recv().await {
                Ok(Item::Told(told)) if Some(told.position) > self.at => {
                    self.at = Some(told.position);
                    return Heard::Told(told);
                }
                Ok(Item::Told(_)) => {} // heard before
                Ok(Item::Reset(position)) => return self.reset(position),
                Err(RecvError::Lagged(_)) => return Heard::CutOff,
                Err(RecvError::Closed) => return Heard::Ended,
            }
        }
    }

    /// Reads some of what was told before this listener came.
    async fn catch_up(&mut self, read_to: Option<Mark>) -> Result<Option<Heard>, Trouble> {
        let mut told_to = self.shared.told.subscribe();
        let told_to = told_to.wait_for(Option::is_some).await.map_or(None, |told| *told);
        let told_to = told_to.ok_or(Trouble::Silent)?;
        let Some(after) = self.at else {
            self.at = Some(told_to);
            self.reading = Reading::Done;
            return Ok(Some(Heard::Ready(told_to)));
        };
        if read_to.is_none() && after > self.shared.head().await? {
            // The replica may not have it yet; or this log never will.
            let since = *self.ahead_since.get_or_insert_with(Instant::now);
            if since.elapsed() > AHEAD {
                return Ok(Some(self.reset(told_to)));
            }
            tokio::time::sleep(POLL).await;
            return Ok(None);
        }
        let read_to = match read_to {
            Some(mark) => mark,
            None if told_to - after > MISSED => return Ok(Some(self.reset(told_to))),
            None => self.shared.mark_at(after).await?,
        };
        let records = self.shared.between(read_to, told_to).await?;
        let Some(last) = records.last() else {
            self.reading = Reading::Done;
            return Ok(None);
        };
        let missed = told(&self.shared.read_db, &records).await?;
        self.missed.extend(missed.into_iter().map(Arc::new));
        self.reading = Reading::UpTo(last.mark);
        Ok(None)
    }

    fn reset(&mut self, position: i64) -> Heard {
        self.at = Some(position);
        self.reading = Reading::Done;
        Heard::Reset(position)
    }
}

impl std::fmt::Debug for Listener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Listener after {:?}", self.at)
    }
}
