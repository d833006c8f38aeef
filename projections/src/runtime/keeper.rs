//! Keeping one filling of a projection's tables: what becomes of each event, and one transaction for
//! rows, checkpoint and what is parked.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use chrono::Utc;
use domain::values::Subject;
use futures_util::FutureExt;
use infra::event_log::{LogRecord, Mark};
use sqlx::{Connection, MySqlConnection, MySqlPool};

use super::ahead::Ahead;
use super::forget::forget;
use super::held::Held;
use super::parked::Parked;
use super::seen::seen_after;
use super::trouble::fault_of_the_event;
use super::{Applied, Checkpoint, Definition, ParkedEvent, ProjectionError};

/// How often a batch is tried before somebody is to blame, and how long it rests between.
const TRIES: u32 = 3;
const REST: Duration = Duration::from_millis(50);
/// More events than this that newly cannot be applied within that time are no fault of theirs.
const AT_MOST: usize = 20;
const WITHIN: Duration = Duration::from_mins(1);
/// After every so many events the hash over all of them is kept.
pub(super) const SPAN: i64 = 10_000;

/// One filling of a projection's tables, and how far it is.
#[derive(Debug, Clone)]
pub(super) struct Keeper {
    pub definition: Definition,
    pub pool: MySqlPool,
    /// As it stands in the table.
    pub checkpoint: Checkpoint,
    /// How far the log was read: what lies between makes no difference to the rows.
    ahead: Ahead,
    held: Held,
    pub parked: Parked,
    /// Positions an operator decided to leave out.
    pub skips: BTreeSet<i64>,
    /// Who was forgotten before anything was read for these rows: they hold tombstones already.
    pub gone: BTreeSet<String>,
    /// Positions at which somebody knows of a fault: they are parked in the live tables. Meeting them
    /// again is no news.
    pub known: BTreeSet<i64>,
    /// Positions that were found to be at fault in the batch that is tried, and why.
    faults: BTreeMap<i64, String>,
    /// When events were parked for a fault of their own.
    lately: VecDeque<Instant>,
}

/// What became of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is in the rows, or parked.
    In,
    /// Somebody else changed the rows, or what is parked.
    Overtaken,
}

/// What a batch comes to.
struct Plan<'a> {
    apply: Vec<Applied<'a>>,
    park: Vec<ParkedEvent>,
    spans: Vec<(i64, [u8; 32])>,
    /// Who is forgotten, and where.
    forget: Vec<(i64, Subject)>,
    next: Checkpoint,
}

impl Plan<'_> {
    /// Whether only the checkpoint moves.
    const fn writes_nothing(&self) -> bool {
        let no_rows = self.apply.is_empty() && self.forget.is_empty();
        no_rows && self.park.is_empty() && self.spans.is_empty()
    }

    /// Whether somebody is forgotten behind the one event and before the other: what the other says was
    /// not forgotten.
    fn forgets_between(&self, event: &Applied<'_>, next: &Applied<'_>) -> bool {
        let between = event.mark.position..next.mark.position;
        self.forget.iter().any(|(position, _)| between.contains(position))
    }
}

impl Keeper {
    pub(super) fn new(
        definition: Definition,
        pool: MySqlPool,
        checkpoint: Checkpoint,
        parked: Parked,
        skips: BTreeSet<i64>,
    ) -> Self {
        let (gone, known) = (BTreeSet::new(), BTreeSet::new());
        let (faults, lately) = (BTreeMap::new(), VecDeque::new());
        let ahead = Ahead::at(checkpoint.clone(), definition.name);
        let held = Held::of(pool.clone());
        Self {
            definition,
            pool,
            checkpoint,
            ahead,
            held,
            parked,
            skips,
            gone,
            known,
            faults,
            lately,
        }
    }

    /// The last event that was read.
    pub(super) const fn read_to(&self) -> Mark {
        self.ahead.checkpoint.mark
    }

    /// When the checkpoint in the table is to be moved, if more was read than it says.
    pub(super) fn due(&self) -> Option<Instant> {
        self.ahead.due()
    }

    /// Reads on past events that make no difference to the rows, which moves nothing in the table yet.
    /// False, and nothing is done, if one of them does.
    pub(super) fn pass(&mut self, records: &[LogRecord]) -> bool {
        let plan = self.plan(records);
        let passes = plan.writes_nothing();
        if passes {
            self.ahead.reads(plan.next);
        }
        passes
    }

    /// Moves the checkpoint to where it was read to.
    ///
    /// # Errors
    /// [`ProjectionError`].
    pub(super) async fn catch_up(&mut self) -> Result<Taken, ProjectionError> {
        let mut connection = self.held.take().await?;
        let name = self.definition.name;
        let moved = self.checkpoint.advance(&mut connection, name, &self.ahead.checkpoint).await?;
        self.held.put_back(connection);
        if !moved {
            return Ok(Taken::Overtaken);
        }
        self.stands_at(self.ahead.checkpoint.clone());
        Ok(Taken::In)
    }

    fn stands_at(&mut self, checkpoint: Checkpoint) {
        self.ahead.stands_at(checkpoint.clone());
        self.checkpoint = checkpoint;
    }

    /// Takes in what the log holds next. An event that cannot be applied after some tries is parked,
    /// and so is every later one that touches a row of its; all others go on.
    ///
    /// # Errors
    /// [`ProjectionError`] for what is no event's fault: then nothing was changed.
    pub(super) async fn take_in(
        &mut self,
        records: &[LogRecord],
    ) -> Result<Taken, ProjectionError> {
        self.faults.clear();
        let mut tries = 0;
        let mut singly = false;
        loop {
            let plan = self.plan(records);
            self.check_that_few_are_at_fault(&plan)?;
            let (held, stands) = (&mut self.held, &self.checkpoint);
            let error = match write(held, &self.definition, stands, &plan, singly).await {
                Ok(false) => return Ok(Taken::Overtaken),
                Ok(true) => {
                    let Plan { park, next, .. } = plan;
                    self.stands_at(next);
                    for event in park {
                        if let Some(error) = &event.error
                            && !self.known.contains(&event.position)
                        {
                            self.lately.push_back(Instant::now());
                            let (name, position) = (self.definition.name, event.position);
                            tracing::error!(name, position, error, "an event is parked");
                        }
                        self.parked.add(event);
                    }
                    return Ok(Taken::In);
                }
                Err(error) => error,
            };
            let Some(reason) = fault_of_the_event(&error.error) else { return Err(error.error) };
            tries += 1;
            if tries < TRIES {
                tokio::time::sleep(REST * tries).await;
            } else if let Some(position) = error.alone {
                self.faults.insert(position, reason);
            } else {
                // Which one it is shows when each is applied by itself.
                singly = true;
            }
        }
    }

    fn check_that_few_are_at_fault(&mut self, plan: &Plan<'_>) -> Result<(), ProjectionError> {
        while self.lately.front().is_some_and(|at| at.elapsed() > WITHIN) {
            self.lately.pop_front();
        }
        let news = plan.park.iter().filter(|event| !self.known.contains(&event.position));
        let mut errors = news.filter_map(|event| event.error.as_ref());
        let last = errors.next_back().cloned();
        let count = errors.count() + usize::from(last.is_some());
        match last {
            Some(error) if self.lately.len() + count > AT_MOST => {
                Err(ProjectionError::TooMany(AT_MOST, error))
            }
            _ => Ok(()),
        }
    }

    fn plan<'a>(&self, records: &'a [LogRecord]) -> Plan<'a> {
        let mut next = self.ahead.checkpoint.clone();
        let mut parked = self.parked.clone();
        let (mut apply, mut park, mut spans) = (Vec::with_capacity(records.len()), vec![], vec![]);
        let mut forget = Vec::new();
        let seen = seen_after(next.seen, records);
        if let (Some(last), Some(seen)) = (records.last(), seen.last()) {
            (next.mark, next.reached, next.seen) = (last.mark, Some(last.recorded_at), *seen);
        }
        for (record, seen) in records.iter().zip(seen.iter()) {
            let position = record.mark.position;
            if position % SPAN == 0 {
                spans.push((position, *seen));
            }
            if let Some(subject) = record.erases
                && !self.gone.contains(&subject.to_string())
            {
                forget.push((position, subject));
            }
            match self.fate(record, &parked) {
                Fate::Pass => {}
                Fate::Apply(event) => apply.push(event),
                Fate::Park { keys, error } => {
                    let event = ParkedEvent { position, keys, parked_at: Utc::now(), error };
                    parked.add(event.clone());
                    park.push(event);
                }
            }
        }
        if !park.is_empty() {
            next.parkings += 1;
            next.parked += i64::try_from(park.len()).unwrap_or(i64::MAX);
        }
        Plan { apply, park, spans, forget, next }
    }

    fn fate<'a>(&self, record: &'a LogRecord, parked: &Parked) -> Fate<'a> {
        let LogRecord { mark, event, .. } = record;
        if !self.definition.reads.contains(&record.aggregate_type.as_str())
            || self.skips.contains(&mark.position)
        {
            return Fate::Pass;
        }
        let event = match event {
            Ok(event) => event,
            Err(reason) => {
                return Fate::Park { keys: vec![stream(record)], error: Some(reason.clone()) };
            }
        };
        // Which rows it touches matters only if one of them may wait.
        if parked.is_empty() && self.faults.is_empty() {
            return Fate::Apply(Applied::of(record, event));
        }
        let Some(keys) = keys(&self.definition, record, event) else { return Fate::Pass };
        match self.faults.get(&mark.position) {
            Some(reason) => Fate::Park { keys, error: Some(reason.clone()) },
            None if parked.hold(&keys) => Fate::Park { keys, error: None },
            None => Fate::Apply(Applied::of(record, event)),
        }
    }
}

/// What becomes of an event.
enum Fate<'a> {
    /// It makes no difference, or an operator left it out.
    Pass,
    Apply(Applied<'a>),
    Park {
        keys: Vec<String>,
        error: Option<String>,
    },
}

/// The rows an event touches: those its projection names, and whatever hangs on its aggregate.
pub(super) fn keys(
    definition: &Definition,
    record: &LogRecord,
    event: &infra::event_log::ShopEvent,
) -> Option<Vec<String>> {
    let mut keys = (definition.touches)(event)?;
    keys.push(stream(record));
    Some(keys)
}

fn stream(record: &LogRecord) -> String {
    format!("{}/{}", record.aggregate_type, record.aggregate_id)
}

/// An error, and the event that was applied by itself when it came.
struct Failed {
    error: ProjectionError,
    alone: Option<i64>,
}

impl<E: Into<ProjectionError>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self { error: error.into(), alone: None }
    }
}

/// One transaction; false if the checkpoint stands elsewhere.
async fn write(
    held: &mut Held,
    definition: &Definition,
    stands: &Checkpoint,
    plan: &Plan<'_>,
    singly: bool,
) -> Result<bool, Failed> {
    let mut connection = held.take().await?;
    let name = definition.name;
    // Most events are of no interest to most projections: one statement is a transaction of its own.
    if plan.writes_nothing() {
        let moved = stands.advance(&mut connection, name, &plan.next).await?;
        held.put_back(connection);
        return Ok(moved);
    }
    let mut transaction = connection.begin().await?;
    if !stands.advance(&mut transaction, name, &plan.next).await? {
        transaction.rollback().await?;
        held.put_back(connection);
        return Ok(false);
    }
    // Singly also for a batch of one: then it is clear who is to blame.
    let size = if singly { 1 } else { plan.apply.len().max(1) };
    let mut forget = plan.forget.iter().peekable();
    for events in plan.apply.chunk_by(|event, next| !plan.forgets_between(event, next)) {
        let begins = events.first().map_or(i64::MAX, |event| event.mark.position);
        let people = std::iter::from_fn(|| forget.next_if(|(at, _)| *at < begins));
        forget_all(&mut transaction, definition, people).await?;
        for events in events.chunks(size) {
            if let Err(error) = apply(definition, &mut transaction, events).await {
                let alone = events.first().filter(|_| events.len() == 1).map(|e| e.mark.position);
                // Whatever it was in the middle of, this connection is not put back.
                return Err(Failed { error, alone });
            }
        }
    }
    forget_all(&mut transaction, definition, forget).await?;
    Parked::save(&mut transaction, name, &plan.park).await?;
    for (position, seen) in &plan.spans {
        let sql = format!("REPLACE INTO {name}_spans (position, seen) VALUES (?, ?)");
        let span = sqlx::query(&sql).bind(position).bind(&seen[..]);
        span.execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    held.put_back(connection);
    Ok(true)
}

async fn forget_all<'a>(
    connection: &mut MySqlConnection,
    definition: &Definition,
    people: impl Iterator<Item = &'a (i64, Subject)>,
) -> Result<(), sqlx::Error> {
    let people: BTreeSet<Subject> = people.map(|(_, subject)| *subject).collect();
    if people.is_empty() { Ok(()) } else { forget(connection, &definition.tables(), &people).await }
}

/// Applies events; a panic is a fault like another.
pub(super) async fn apply(
    definition: &Definition,
    connection: &mut MySqlConnection,
    events: &[Applied<'_>],
) -> Result<(), ProjectionError> {
    let Some(position) = events.first().map(|event| event.mark.position) else { return Ok(()) };
    let applying = AssertUnwindSafe((definition.apply)(connection, events)).catch_unwind();
    applying.await.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| panic.downcast_ref::<&str>().copied());
        let reason = format!("it fell over: {}", said.unwrap_or("nobody knows why"));
        Err(ProjectionError::Event { position, reason })
    })
}
