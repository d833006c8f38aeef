//! `kharisma events verify`

use std::path::PathBuf;

use anyhow::bail;
use infra::config::Config;
use infra::event_log::{
    ClaimBook, ClaimFault, ClaimTable, Fault, LogHead, RawLog, Verifier, repair_claims,
};
use infra::hex::hex;
use infra::keyed_hash::KeyedHash;
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
    /// Make the claims again from the log, and compare them with the table of claims
    #[arg(long, conflicts_with = "replica")]
    claims: bool,
    /// Put the table of claims right where it differs
    #[arg(long, requires = "claims")]
    repair: bool,
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
    let pool = verify.source.pool(config);
    let keys = config.personal_keys();
    // Who checks bytes only needs no keys.
    let log = if verify.claims {
        RawLog::with_keys(pool.clone(), keys.clone())
    } else {
        RawLog::new(pool.clone())
    };
    let (mut claims, head) = if verify.claims {
        let (table, head) = ClaimTable::read(&pool).await?;
        let book = ClaimBook::new(KeyedHash::new(&config.hash_secret));
        (Some((book, table)), head)
    } else {
        (None, log.head().await?)
    };
    let mut progress = Progress::start("events verified", head.mark.position);
    let book = claims.as_mut().map(|(book, _)| book);
    let (events, verified) =
        read_all(&log, &head, Verifier::new(anchors), book, &mut progress).await?;
    let speed = progress.finish(events);
    let mut claim_faults = Vec::new();
    let mut repaired = Vec::new();
    if let (Ok(()), Some((book, table))) = (&verified, claims) {
        claim_faults = book.compare(&table);
        if verify.repair {
            repaired = repair_claims(&pool, &keys, book, head.mark).await?;
            claim_faults.clear();
        }
    }
    if verify.json {
        let first_bad = verified.as_ref().err();
        let mut report = json!({
            "ok": first_bad.is_none() && claim_faults.is_empty(),
            "events": events,
            "head": {"position": head.mark.position, "chain": hex(&head.mark.chain)},
            "firstBad": first_bad
                .map(|fault| json!({"position": fault.position, "reason": fault.reason})),
            "eventsPerSecond": speed,
        });
        if verify.claims {
            let texts = |faults: &[ClaimFault]| faults.iter().map(ToString::to_string).collect();
            let (wrong, put_right): (Vec<String>, Vec<String>) =
                (texts(&claim_faults), texts(&repaired));
            report["claims"] = json!({"wrong": wrong, "repaired": put_right});
        }
        println!("{report}");
    }
    if let Err(fault) = verified {
        bail!("the log does not fit, first at {fault}");
    }
    if let Some(first) = claim_faults.first() {
        let count = claim_faults.len();
        bail!(
            "{count} claims are not as the log says, one of them: {first}\nput right by --repair"
        );
    }
    if !verify.json {
        println!(
            "{events} events fit{anchored} ({speed} events/s)\nthe log ends at position {}, chain {}",
            head.mark.position,
            hex(&head.mark.chain)
        );
        if verify.repair {
            println!("{} claims were put right", repaired.len());
        } else if verify.claims {
            println!("the claims are as the log says");
        }
    }
    Ok(())
}

/// How many events were read, and the first thing that does not fit.
async fn read_all(
    log: &RawLog,
    head: &LogHead,
    mut verifier: Verifier,
    mut claims: Option<&mut ClaimBook>,
    progress: &mut Progress,
) -> anyhow::Result<(u64, Result<(), Fault>)> {
    let mut events = 0;
    // From the very first, so that one before position 1 shows; to where the log ended at the start.
    let mut chunks = log.read(i64::MIN, head.mark.position);
    while let Some(chunk) = chunks.next().await? {
        for event in chunk.events() {
            let checked = event.map_err(Fault::from).and_then(|event| {
                verifier.event(&event)?;
                let position = event.mark.position;
                let taken_in = claims.as_mut().map_or(Ok(()), |book| book.event(&event));
                taken_in.map_err(|reason| Fault { position, reason })
            });
            if checked.is_err() {
                return Ok((events, checked));
            }
            events += 1;
        }
        progress.at(events);
    }
    Ok((events, verifier.finish(head)))
}
