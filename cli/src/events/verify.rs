//! `kharisma events verify`

use std::path::PathBuf;

use anyhow::bail;
use infra::config::Config;
use infra::event_log::{Fault, LogHead, RawLog, Verifier};
use infra::hex::hex;
use serde_json::json;

use super::{Source, anchors};
use crate::progress::Progress;

pub(crate) const EXAMPLE: &str = "\
Names the first event that does not fit, with exit code 1. An anchor is what the log held once, kept \
where those who can change the log cannot; it alone finds a log that was written anew, or cut off \
and its head set back.\n\n\
Examples:\n  kharisma events verify\n  kharisma events verify --json >> anchors\n  \
kharisma events verify --anchor anchors\n  kharisma events verify --replica";

#[derive(clap::Args)]
pub(crate) struct Verify {
    /// Check against a file of anchors: a line each, {"position":…,"chain":"…"} or what --json prints
    #[arg(long, value_name = "FILE")]
    anchor: Option<PathBuf>,
    #[command(flatten)]
    source: Source,
    /// Print one line of JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(verify: Verify, config: &Config) -> anyhow::Result<()> {
    let anchors = verify.anchor.as_deref().map(anchors::read).transpose()?.unwrap_or_default();
    let anchored = match anchors.len() {
        0 => String::new(),
        1 => ", and the anchor fits".to_owned(),
        n => format!(", and {n} anchors fit"),
    };
    let log = verify.source.open(config);
    let head = log.head().await?;
    let mut progress = Progress::start("events verified", head.mark.position);
    let (events, verified) = read_all(&log, &head, Verifier::new(anchors), &mut progress).await?;
    let speed = progress.finish(events);
    if verify.json {
        let first_bad = verified.as_ref().err();
        let report = json!({
            "ok": first_bad.is_none(),
            "events": events,
            "head": {"position": head.mark.position, "chain": hex(&head.mark.chain)},
            "firstBad": first_bad
                .map(|fault| json!({"position": fault.position, "reason": fault.reason})),
            "eventsPerSecond": speed,
        });
        println!("{report}");
    }
    if let Err(fault) = verified {
        bail!("the log does not fit, first at {fault}");
    }
    if !verify.json {
        println!(
            "{events} events fit{anchored} ({speed} events/s)\nthe log ends at position {}, chain {}",
            head.mark.position,
            hex(&head.mark.chain)
        );
    }
    Ok(())
}

/// How many events were read, and the first thing that does not fit. Whatever else is to be checked
/// of every event can be hung into the one pass here.
async fn read_all(
    log: &RawLog,
    head: &LogHead,
    mut verifier: Verifier,
    progress: &mut Progress,
) -> anyhow::Result<(u64, Result<(), Fault>)> {
    let mut events = 0;
    // From the very first, so that one before position 1 shows; to where the log ended at the start.
    let mut chunks = log.read(i64::MIN, head.mark.position);
    while let Some(chunk) = chunks.next().await? {
        for event in chunk.events() {
            let checked = event.map_err(Fault::from).and_then(|event| verifier.event(&event));
            if checked.is_err() {
                return Ok((events, checked));
            }
            events += 1;
        }
        progress.at(events);
    }
    Ok((events, verifier.finish(head)))
}
