//! The one reader of the log for all who listen in a process.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use infra::event_log::{LogError, Mark};

use super::change::told;
use super::{Item, Shared};
use crate::ReadError;
use crate::runtime::Head;

/// Events read at once.
pub(super) const BATCH: u32 = 200;
/// How long the read server may take to answer.
const ANSWER: Duration = Duration::from_secs(2);
/// How long to wait after trouble.
pub(super) const PAUSE: Duration = Duration::from_millis(250);
/// How often to look whether anybody listens.
const LOOK: Duration = Duration::from_secs(1);
/// How long a read model is waited for that does not move.
const PATIENCE: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(3);

/// Why nothing can be told now.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    ReadModels(#[from] ReadError),
    #[error("the replica does not answer")]
    Silent,
    #[error("the replica has no event at {0}")]
    NotThere(i64),
}

/// Begins to tell, unless somebody is at it.
pub(super) fn start(shared: &Arc<Shared>) {
    if !shared.running.swap(true, Ordering::SeqCst) {
        tokio::spawn(run(Arc::clone(shared)));
    }
}

/// Tells for as long as somebody listens.
async fn run(shared: Arc<Shared>) {
    let (mut head, watching) =
        Head::watch(shared.tail.clone(), shared.redis.clone(), &shared.log_id);
    let mut told = Telling::default();
    loop {
        while shared.is_heard() {
            if let Err(trouble) = told.step(&shared, &mut head).await {
                tracing::debug!(%trouble, "nobody is told what changes just now");
                tokio::time::sleep(PAUSE).await;
            }
        }
        told.at = None;
        shared.told.send_replace(None);
        shared.running.store(false, Ordering::SeqCst);
        // Somebody may have come while this was ending.
        if !shared.is_heard() || shared.running.swap(true, Ordering::SeqCst) {
            break;
        }
    }
    watching.iter().for_each(tokio::task::JoinHandle::abort);
}

#[derive(Default)]
struct Telling {
    /// The last event told; none before the beginning.
    at: Option<Mark>,
    /// Read models that were waited for in vain, where they stood.
    left_behind: BTreeMap<&'static str, i64>,
}

impl Telling {
    async fn step(&mut self, shared: &Shared, head: &mut Head) -> Result<(), Trouble> {
        let Some(at) = self.at else {
            let position = shared.reached().await?.into_values().min().unwrap_or(0);
            let mark = shared.mark_at(position).await?;
            self.at = Some(mark);
            shared.told.send_replace(Some(position));
            return Ok(());
        };
        if tokio::time::timeout(LOOK, head.past(at.position)).await.is_err() {
            return Ok(());
        }
        let mut records = match in_time(shared.tail.after(at, BATCH)).await {
            Err(Trouble::Log(
                error @ (LogError::HistoryParted { .. } | LogError::HistoryLeft { .. }),
            )) => {
                let position = shared.reached().await?.into_values().min().unwrap_or(0);
                self.at = Some(shared.mark_at(position).await?);
                shared.told.send_replace(Some(position));
                let _ = shared.items.send(Item::Reset(position)); // nobody may be there
                return Err(error.into());
            }
            outcome => outcome?,
        };
        let Some(last) = records.last() else { return Ok(()) };
        let reached = self.until_reached(shared, last.mark.position).await?;
        records.retain(|record| record.mark.position <= reached);
        let Some(last) = records.last().map(|record| record.mark) else { return Ok(()) };
        for told in told(&shared.read_db, &records).await? {
            let _ = shared.items.send(Item::Told(Arc::new(told))); // nobody may be there
        }
        self.at = Some(last);
        shared.told.send_replace(Some(last.position));
        Ok(())
    }

    /// How far everything can be read, up to `wanted`. A read model that does not move is not waited for
    /// again until it does.
    async fn until_reached(&mut self, shared: &Shared, wanted: i64) -> Result<i64, Trouble> {
        let begun = Instant::now();
        let from = self.at.map_or(0, |mark| mark.position);
        loop {
            let mut behind = shared.reached().await?;
            behind.retain(|name, position| {
                *position < wanted && self.left_behind.get(name) != Some(&*position)
            });
            let Some(reached) = behind.values().copied().min() else { return Ok(wanted) };
            if reached > from && begun.elapsed() > POLL * 4 {
                return Ok(reached);
            }
            if begun.elapsed() > PATIENCE {
                tracing::warn!(?behind, "changes are told that these do not show yet");
                self.left_behind.extend(behind);
            }
            tokio::time::sleep(POLL).await;
        }
    }
}

async fn in_time<T>(what: impl Future<Output = Result<T, LogError>>) -> Result<T, Trouble> {
    let answer = tokio::time::timeout(ANSWER, what).await;
    Ok(answer.map_err(|_| Trouble::Silent)??)
}

impl Shared {
    fn is_heard(&self) -> bool {
        self.items.receiver_count() > 0 && !*self.ended.borrow()
    }

    /// How far each read model and each view is; a view that is not there is nobody's to wait for.
    async fn reached(&self) -> Result<BTreeMap<&'static str, i64>, ReadError> {
        let stand = self.read_db.positions().await?.into_iter();
        let mut reached: BTreeMap<_, _> =
            stand.map(|stands| (stands.name, stands.position)).collect();
        reached.extend(self.views.positions().await);
        Ok(reached)
    }

    /// The mark of the event at that position.
    pub(super) async fn mark_at(&self, position: i64) -> Result<Mark, Trouble> {
        if position == 0 {
            return Ok(Mark::START);
        }
        let found = in_time(self.tail.at(&[position])).await?;
        found.first().map(|record| record.mark).ok_or(Trouble::NotThere(position))
    }

    /// The events after a mark, up to a position.
    pub(super) async fn between(
        &self,
        from: Mark,
        to: i64,
    ) -> Result<Vec<infra::event_log::LogRecord>, Trouble> {
        let mut records = in_time(self.tail.after(from, BATCH)).await?;
        records.retain(|record| record.mark.position <= to);
        Ok(records)
    }

    /// The log's last position where it is read.
    pub(super) async fn head(&self) -> Result<i64, Trouble> {
        in_time(self.tail.head()).await
    }
}
