//! `kharisma events export`

use std::borrow::Cow;
use std::io::{self, BufWriter, ErrorKind, Write};

use anyhow::{Context, bail};
use chrono::SecondsFormat;
use clap::error::ErrorKind as Usage;
use infra::config::Config;
use infra::event_log::{Fault, Metadata, RawEvent};
use infra::hex::hex;
use serde::Serialize;

use super::Source;

pub(crate) const EXAMPLE: &str = "\
Payload and metadata are strings; docs/log-format.md describes each field. What events say about people \
is sealed. Names and addresses of callers in the metadata are masked, unless they are asked for with \
--as-stored: then the strings hold the stored bytes, so that hashes can be taken of them. Stops at a hole, \
with exit code 1.\n\n\
Examples:\n  kharisma events export > events.ndjson\n  kharisma events export --from 1001 --to 2000 \
--replica\n  kharisma events export --as-stored | python3 verify_export.py";

#[derive(clap::Args)]
pub(crate) struct Export {
    /// The first position
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(i64).range(1..))]
    from: i64,
    /// The last position [default: where the log ends now]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..))]
    to: Option<i64>,
    /// Every byte as it is stored, so that hashes can be checked: with callers' names and addresses
    #[arg(long)]
    as_stored: bool,
    #[command(flatten)]
    source: Source,
}

/// An event as it is handed on. The order of the fields is that of the table's columns.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    position: i64,
    aggregate_type: &'a str,
    aggregate_id: &'a str,
    sequence: i64,
    event_type: &'a str,
    event_version: &'a str,
    payload: &'a str,
    metadata: &'a str,
    recorded_at: String,
    number: Option<&'a str>,
    chain: String,
}

pub(crate) async fn run(export: Export, config: &Config) -> anyhow::Result<()> {
    if export.to.is_some_and(|to| to < export.from) {
        clap::Error::raw(Usage::ValueValidation, "--to lies before --from\n").exit();
    }
    let out = BufWriter::new(io::stdout().lock());
    match write_all(&export, config, out).await {
        // Whoever reads has seen enough.
        Err(error) if is_broken_pipe(&error) => Ok(()),
        done => done,
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

async fn write_all(export: &Export, config: &Config, mut out: impl Write) -> anyhow::Result<()> {
    let log = export.source.open(config);
    let end = log.head().await?.mark.position;
    let to = export.to.map_or(end, |to| to.min(end));
    let mut next = export.from;
    let mut chunks = log.read(export.from, to);
    while let Some(chunk) = chunks.next().await? {
        for event in chunk.events() {
            let event = event.map_err(Fault::from).map_err(|fault| anyhow::anyhow!("{fault}"))?;
            let position = event.mark.position;
            if position != next {
                out.flush()?;
                bail!("the log has a hole: position {position} stands where {next} should");
            }
            out.write_all(
                &line(&event, export.as_stored).with_context(|| format!("position {position}"))?,
            )?;
            next += 1;
        }
    }
    out.flush()?;
    if next <= to {
        bail!("the log ends before position {next}, but log_head says it goes to {end}");
    }
    Ok(())
}

/// The metadata without the callers' names, and with the network of their addresses only.
fn masked(metadata: &str) -> anyhow::Result<String> {
    let mut known: Metadata = serde_json::from_str(metadata).context("the metadata is odd")?;
    for name in [&mut known.username, &mut known.approver_username] {
        *name = name.as_ref().map(|_| "*".to_owned());
    }
    known.client_ip = known.client_ip.map(|address| match address.rsplit_once(['.', ':']) {
        Some((network, _)) => format!("{network}.*"),
        None => "*".to_owned(),
    });
    Ok(serde_json::to_string(&known)?)
}

fn line(event: &RawEvent<'_>, as_stored: bool) -> anyhow::Result<Vec<u8>> {
    let parts = &event.parts;
    let metadata = str::from_utf8(parts.metadata).context("the metadata is no text")?;
    let metadata = if as_stored { Cow::Borrowed(metadata) } else { Cow::Owned(masked(metadata)?) };
    let line = Line {
        position: event.mark.position,
        aggregate_type: parts.aggregate_type,
        aggregate_id: parts.aggregate_id,
        sequence: parts.sequence,
        event_type: parts.event_type,
        event_version: parts.event_version,
        payload: str::from_utf8(parts.payload).context("the payload is no text")?,
        metadata: &metadata,
        recorded_at: parts.recorded_at.to_rfc3339_opts(SecondsFormat::Micros, true),
        number: event.number,
        chain: hex(&event.mark.chain),
    };
    let mut bytes = serde_json::to_vec(&line)?;
    bytes.push(b'\n');
    Ok(bytes)
}
