//! `kharisma events preflight`

use std::collections::BTreeMap;

use anyhow::bail;
use infra::config::Config;
use infra::event_log::{Fault, RawEvent};
use serde_json::{Value, json};

use super::Source;
use crate::progress::Progress;

pub(crate) const EXAMPLE: &str = "\
Run it with the new binary, before that is deployed. Exit code 1 if there is an event it cannot \
read.\n\n\
Examples:\n  kharisma events preflight\n  kharisma events preflight --replica --json";

/// Unreadable events that are named one by one.
const NAMED: usize = 20;
/// Kinds of them that are counted apart.
const KINDS: usize = 200;

#[derive(clap::Args)]
pub(crate) struct Preflight {
    #[command(flatten)]
    source: Source,
    /// Print one line of JSON
    #[arg(long)]
    json: bool,
}

/// What cannot be read.
#[derive(Default)]
struct Unreadable {
    count: u64,
    /// Position, event, reason.
    first: Vec<(i64, String, String)>,
    /// By event and reason.
    kinds: BTreeMap<(String, String), u64>,
}

impl Unreadable {
    fn note(&mut self, position: i64, event: String, reason: &str) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push((position, event.clone(), reason.to_owned()));
        }
        // Where in the text it failed differs from event to event.
        let kind = reason.split(" at line ").next().unwrap_or_default().to_owned();
        let mut key = (event, kind);
        if self.kinds.len() >= KINDS && !self.kinds.contains_key(&key) {
            key = ("others".to_owned(), String::new());
        }
        *self.kinds.entry(key).or_default() += 1;
    }

    fn json(&self) -> Value {
        let first = self.first.iter().map(|(position, event, reason)| {
            json!({"position": position, "event": event, "reason": reason})
        });
        let kinds = self.kinds.iter().map(
            |((event, reason), count)| json!({"event": event, "reason": reason, "count": count}),
        );
        json!({
            "count": self.count,
            "first": first.collect::<Vec<_>>(),
            "byReason": kinds.collect::<Vec<_>>(),
        })
    }

    fn print(&self) {
        for ((event, reason), count) in &self.kinds {
            println!("{count} × {event}: {reason}");
        }
        for (position, event, reason) in &self.first {
            println!("  position {position}: {event}: {reason}");
        }
    }
}

pub(crate) async fn run(preflight: Preflight, config: &Config) -> anyhow::Result<()> {
    let log = preflight.source.open_with_keys(config);
    let head = log.head().await?;
    let mut progress = Progress::start("events tried", head.mark.position);
    let mut unreadable = Unreadable::default();
    let mut events = 0;
    let mut chunks = log.read(1, head.mark.position);
    while let Some(chunk) = chunks.next().await? {
        for event in chunk.events() {
            match event {
                Ok(event) => {
                    if let Err(reason) = event.decode() {
                        unreadable.note(event.mark.position, name(&event), &reason);
                    }
                }
                Err(row) => {
                    let Fault { position, reason } = row.into();
                    unreadable.note(position, "a row".to_owned(), &reason);
                }
            }
            events += 1;
        }
        progress.at(events);
    }
    let speed = progress.finish(events);
    let count = unreadable.count;
    if preflight.json {
        let report = json!({
            "ok": count == 0,
            "events": events,
            "unreadable": unreadable.json(),
            "eventsPerSecond": speed,
        });
        println!("{report}");
    } else {
        unreadable.print();
        println!("{} of {events} events can be read ({speed} events/s)", events - count);
    }
    if count > 0 {
        bail!("{count} events cannot be read by this version: do not deploy it on this log");
    }
    Ok(())
}

fn name(event: &RawEvent<'_>) -> String {
    let parts = &event.parts;
    format!("{}/{} v{}", parts.aggregate_type, parts.event_type, parts.event_version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_are_named_and_all_are_counted() {
        let mut unreadable = Unreadable::default();
        for n in 1..=30 {
            let reason = format!("missing field `price` at line 1 column {n}");
            unreadable.note(n, "order/OrderPlaced v1".to_owned(), &reason);
        }
        unreadable.note(31, "spaceship/Landed v1".to_owned(), "unknown");
        let json = unreadable.json();
        assert_eq!(json["count"], 31);
        assert_eq!(json["first"].as_array().unwrap().len(), 20);
        assert_eq!(json["first"][0]["reason"], "missing field `price` at line 1 column 1");
        let kinds = json["byReason"].as_array().unwrap();
        assert_eq!(kinds.len(), 2);
        assert_eq!(
            (&kinds[0]["reason"], &kinds[0]["count"]),
            (&json!("missing field `price`"), &json!(30))
        );
    }
}
