//! A log of any length: the demonstration's days, carried out once, and then the lives of their orders
//! over and over under other ids, with the payments that belong to them.

use std::collections::BTreeMap;

use chrono::Utc;
use commands::{Desk, demo};
use cqrs_es::Aggregate;
use domain::log::LogAggregate;
use domain::order::Order;
use domain::payment::Payment;
use infra::config::Config;
use infra::event_log::{
    Draft, EventLog, IdBlocks, Loaded, LogError, Mark, Metadata, ShopEvent, Tail,
};
use infra::keyed_hash::KeyedHash;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::BenchError;

/// Ids beyond all that the shop itself gives out.
const FIRST: i64 = 1_000_000_000;
/// Events in one append, and appends on their way at once.
const EVENTS: usize = 1500;
const AT_ONCE: usize = 4;

/// The events of one order and of what was paid for it, as the log writes them.
#[derive(Debug, Clone, Default)]
struct Life {
    order: Vec<Value>,
    payments: BTreeMap<i64, Vec<Value>>,
}

impl Life {
    fn events(&self) -> usize {
        self.order.len() + self.payments.values().map(Vec::len).sum::<usize>()
    }

    /// The same under other ids.
    fn append(&self, draft: &mut Draft, order: i64, first_payment: i64) -> Result<(), BenchError> {
        let mut ids = BTreeMap::new();
        for (id, payment) in self.payments.keys().zip(first_payment..) {
            ids.insert(*id, payment);
        }
        append::<Order>(draft, order, &self.order, order, &ids)?;
        for (id, events) in &self.payments {
            append::<Payment>(draft, ids.get(id).copied().unwrap_or(0), events, order, &ids)?;
        }
        Ok(())
    }
}

fn append<A: LogAggregate>(
    draft: &mut Draft,
    id: i64,
    events: &[Value],
    order: i64,
    payments: &BTreeMap<i64, i64>,
) -> Result<(), BenchError> {
    let events = events.iter().map(|event| {
        let mut event = event.clone();
        rename(&mut event, order, payments);
        serde_json::from_value::<<A as Aggregate>::Event>(event)
    });
    let events = events.collect::<Result<Vec<_>, _>>()?;
    Ok(draft.append(&Loaded::<A>::fresh(id), &events)?)
}

/// Puts other ids where an order or a payment is named.
fn rename(value: &mut Value, order: i64, payments: &BTreeMap<i64, i64>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match (name.as_str(), field.as_i64()) {
                    ("orderId", Some(_)) => *field = order.into(),
                    ("paymentId", Some(id)) => {
                        *field = payments.get(&id).copied().unwrap_or(id).into();
                    }
                    _ => rename(field, order, payments),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, order, payments)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Writes a log of at least so many events.
pub(super) async fn write(config: &Config, events: u64) -> Result<(), BenchError> {
    let now = Utc::now();
    let log = the_demonstration(config).await?;
    let pool = config.primary.pool(8);
    let lives = lives(&Tail::new(pool, config.personal_keys())).await?;
    if lives.is_empty() {
        return Err(BenchError::Nothing("no order was finished"));
    }
    let mut written = u64::try_from(log.head().await?).unwrap_or(0);
    let (mut order, mut payment) = (FIRST, FIRST);
    let mut lives = lives.iter().cycle();
    let mut appending: JoinSet<Result<(), LogError>> = JoinSet::new();
    while written < events {
        let mut draft = Draft::new(&Metadata::default(), now)?;
        let mut size = 0;
        while size < EVENTS
            && written < events
            && let Some(life) = lives.next()
        {
            life.append(&mut draft, order, payment)?;
            size += life.events();
            written += life.events() as u64;
            order += 1;
            payment += i64::try_from(life.payments.len()).unwrap_or(0);
        }
        if appending.len() >= AT_ONCE
            && let Some(Ok(outcome)) = appending.join_next().await
        {
            outcome?;
        }
        let log = log.clone();
        appending.spawn(async move { log.append(draft).await.map(|_| ()) });
    }
    while let Some(outcome) = appending.join_next().await {
        outcome.map_err(|error| BenchError::Worker(error.to_string()))??;
    }
    Ok(())
}

/// Carries out the days of the demonstration.
pub(crate) async fn the_demonstration(config: &Config) -> Result<EventLog, BenchError> {
    let pool = config.primary.pool(8);
    let hash = KeyedHash::new(&config.hash_secret);
    let (log, _) =
        EventLog::open(config.primary.options(), pool.clone(), hash, config.personal_keys())
            .await?;
    let desk = Desk { log: log.clone(), ids: IdBlocks::new(pool) };
    let failed = |error: demo::DemoError| BenchError::Worker(error.to_string());
    let now = Utc::now();
    let opening = demo::opening(&desk, now).await.map_err(failed)?;
    demo::open_shop(&desk, opening).await.map_err(failed)?;
    demo::days_before(&desk, opening, now).await.map_err(failed)?;
    Ok(log)
}

/// The lives of the orders that are over: of those to come, events would still be missing. Where money
/// went back ids hang on each other, so those are left out.
async fn lives(tail: &Tail) -> Result<Vec<Life>, BenchError> {
    let mut lives: BTreeMap<i64, Life> = BTreeMap::new();
    let mut mark = Mark::START;
    loop {
        let records = tail.after(mark, 1000).await?;
        let Some(last) = records.last() else { break };
        mark = last.mark;
        for record in &records {
            match &record.event {
                Ok(ShopEvent::Order(event)) => {
                    let life = lives.entry(event.order_id().get()).or_default();
                    life.order.push(serde_json::to_value(event)?);
                }
                Ok(ShopEvent::Payment(event)) => {
                    let json = serde_json::to_value(event)?;
                    let order = json.as_object().and_then(|kind| kind.values().next());
                    let order = order.and_then(|fields| fields["orderId"].as_i64());
                    if let Some(order) = order {
                        let life = lives.entry(order).or_default();
                        life.payments.entry(event.payment_id().get()).or_default().push(json);
                    }
                }
                Ok(_) | Err(_) => {}
            }
        }
    }
    let refunded = |life: &Life| {
        let mut events = life.payments.values().flatten().chain(&life.order);
        events.any(|event| event.to_string().contains("efund"))
    };
    Ok(lives.into_values().filter(|life| !life.order.is_empty() && !refunded(life)).collect())
}
