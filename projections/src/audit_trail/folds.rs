//! What events made of what they happened to: each thing's history, folded by the rules' own hands and
//! looked at before and after.

use std::collections::{BTreeMap, BTreeSet};

use cqrs_es::Aggregate;
use domain::catalog::{Catalog, CatalogEvent};
use domain::customer::Customer;
use domain::employee::Employee;
use domain::invoice::Invoice;
use domain::order::Order;
use domain::outlet::Outlet;
use domain::payment::Payment;
use domain::settings::Settings;
use domain::subscription::Subscription;
use domain::till::Till;
use domain::user::User;
use infra::event_log::ShopEvent;
use infra::personal::KeyRing;
use serde::Serialize;
use serde_json::Value;
use sqlx::Row;
use sqlx::mysql::MySqlRow;

use super::Difference;
use super::differences::between;
use crate::{ReadError, Snapshot};

/// Events of one history that are folded at most. Nothing that is edited is changed more often in many
/// years; a history that is longer is told by what its events say.
pub(super) const FARTHEST: i64 = 5_000;

/// A history: the type and the id of what it happened to.
pub(super) type Thing = (String, i64);

/// What each event changed, by its thing and its sequence there.
pub(super) type Changed = BTreeMap<(Thing, i64), Vec<Difference>>;

/// A state that is being folded.
trait Fold: Send {
    /// Takes in the next event; if asked, says what it changed.
    fn take_in(&mut self, event: ShopEvent, compare: bool) -> Option<Vec<Difference>>;
}

struct State<A: Aggregate> {
    now: A,
    event_of: fn(ShopEvent) -> Option<A::Event>,
    /// The part of it that an event speaks of.
    seen: fn(&A, &A::Event) -> Value,
}

impl<A: Aggregate<Event: Clone>> Fold for State<A> {
    fn take_in(&mut self, event: ShopEvent, compare: bool) -> Option<Vec<Difference>> {
        let event = (self.event_of)(event)?;
        let before = compare.then(|| (self.seen)(&self.now, &event));
        self.now.apply(event.clone());
        let before = before?;
        Some(between(&before, &(self.seen)(&self.now, &event)))
    }
}

fn all_of<A: Serialize, E>(state: &A, _: &E) -> Value {
    serde_json::to_value(state).unwrap_or_default()
}

/// Of a service's lists the item an event is about.
fn item_of(catalog: &Catalog, event: &CatalogEvent) -> Value {
    let (list, id) = match event {
        CatalogEvent::CatalogItemAdded { item, .. } => (item.terms.list(), item.id),
        CatalogEvent::CatalogItemChanged { list, id, .. }
        | CatalogEvent::CatalogItemRetired { list, id, .. }
        | CatalogEvent::CatalogItemReinstated { list, id, .. } => (*list, *id),
    };
    serde_json::to_value(catalog.entry(list, id)).unwrap_or_default()
}

fn fold<A>(
    event_of: fn(ShopEvent) -> Option<A::Event>,
    seen: fn(&A, &A::Event) -> Value,
) -> Box<dyn Fold>
where
    A: Aggregate<Event: Clone> + 'static,
{
    Box::new(State { now: A::default(), event_of, seen })
}

/// The event, if it is one of those.
macro_rules! of {
    ($variant:ident) => {
        |event| if let ShopEvent::$variant(event) = event { Some(event) } else { None }
    };
    (boxed $variant:ident) => {
        |event| if let ShopEvent::$variant(event) = event { Some(*event) } else { None }
    };
}

/// What is folded; ledgers are not.
fn begin(entity: &str) -> Option<Box<dyn Fold>> {
    Some(match entity {
        Catalog::TYPE => fold::<Catalog>(of!(Catalog), item_of),
        Customer::TYPE => fold::<Customer>(of!(Customer), all_of),
        Employee::TYPE => fold::<Employee>(of!(Employee), all_of),
        Invoice::TYPE => fold::<Invoice>(of!(Invoice), all_of),
        Order::TYPE => fold::<Order>(of!(boxed Order), all_of),
        Outlet::TYPE => fold::<Outlet>(of!(Outlet), all_of),
        Payment::TYPE => fold::<Payment>(of!(Payment), all_of),
        Settings::TYPE => fold::<Settings>(of!(Settings), all_of),
        Subscription::TYPE => fold::<Subscription>(of!(boxed Subscription), all_of),
        Till::TYPE => fold::<Till>(of!(Till), all_of),
        User::TYPE => fold::<User>(of!(User), all_of),
        _ => return None,
    })
}

/// Whether an event can be compared with what was before it. The first of a history tells all itself,
/// but for settings and price lists: those are there without any event.
fn comparable((entity, _): &Thing, sequence: i64) -> bool {
    let from_the_start = [Settings::TYPE, Catalog::TYPE].contains(&entity.as_str());
    let first = if from_the_start { 1 } else { 2 };
    (first..=FARTHEST).contains(&sequence) && begin(entity).is_some()
}

/// What events changed. What cannot be compared is left out.
pub(super) async fn changed(
    snapshot: &mut Snapshot,
    log: &str,
    events: impl Iterator<Item = (Thing, i64)>,
) -> Result<Changed, ReadError> {
    let mut wanted: BTreeMap<Thing, BTreeSet<i64>> = BTreeMap::new();
    for (thing, sequence) in events.filter(|(thing, sequence)| comparable(thing, *sequence)) {
        wanted.entry(thing).or_default().insert(sequence);
    }
    let mut changed = Changed::new();
    if wanted.is_empty() {
        return Ok(changed);
    }
    let one = "(aggregate_type = ? AND aggregate_id = ? AND sequence <= ?)";
    let sql = format!(
        "SELECT aggregate_type, aggregate_id, sequence, event_type, event_version, payload, number
         FROM `{log}`.events WHERE {} ORDER BY aggregate_type, aggregate_id, sequence",
        vec![one; wanted.len()].join(" OR ")
    );
    let mut query = sqlx::query(&sql);
    for ((entity, id), sequences) in &wanted {
        query = query.bind(entity).bind(id.to_string()).bind(sequences.last());
    }
    let rows = query.fetch_all(snapshot.connection()).await?;
    let payloads = rows.iter().filter_map(|row| row.try_get_unchecked(5).ok());
    let keys = snapshot.keys();
    let ring = keys.for_reading_beside(snapshot.connection(), log, payloads).await?;
    let mut folding: Option<(Thing, Box<dyn Fold>)> = None;
    for row in rows {
        let (thing, sequence) = place(&row)?;
        if sequence == 1 {
            folding = begin(&thing.0).map(|fold| (thing.clone(), fold));
        }
        let Some((_, fold)) = folding.as_mut().filter(|(known, _)| *known == thing) else {
            continue;
        };
        // What this binary cannot read it does not compare, nor what came after it.
        let Ok(event) = event(&row, &ring)? else {
            folding = None;
            continue;
        };
        let asked = wanted.get(&thing).is_some_and(|wanted| wanted.contains(&sequence));
        if let Some(differences) = fold.take_in(event, asked) {
            changed.insert((thing, sequence), differences);
        }
    }
    Ok(changed)
}

fn place(row: &MySqlRow) -> Result<(Thing, i64), ReadError> {
    let id: &str = row.try_get(1)?;
    let id = id.parse().map_err(|_| ReadError::Unreadable(format!("{id} is no id")))?;
    Ok(((row.try_get(0)?, id), row.try_get(2)?))
}

fn event(row: &MySqlRow, ring: &KeyRing) -> Result<Result<ShopEvent, String>, ReadError> {
    let payload: &[u8] = row.try_get_unchecked(5)?; // JSON counts as binary for the driver
    let (entity, kind, version) = (row.try_get(0)?, row.try_get(3)?, row.try_get(4)?);
    let number = row.try_get(6)?;
    let payload = ring.open(payload);
    Ok(payload.and_then(|payload| ShopEvent::decode(entity, kind, version, &payload, number)))
}
