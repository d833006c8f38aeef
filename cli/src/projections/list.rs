//! `kharisma projections list`

use chrono::{SecondsFormat, Utc};
use projections::runtime::{self, Site, Standing};
use serde::Serialize;

pub(crate) const EXAMPLE: &str = "\
status: working; behind; idle (nobody keeps it: is kharisma work running?); paused and stopped \
(kharisma projections resume); outdated (its tables are made anew, and read as they are until then)\n\n\
Examples:\n  kharisma projections list\n  kharisma projections list --json";

#[derive(clap::Args)]
pub(crate) struct List {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// How a projection stands, for machines.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Line {
    pub name: &'static str,
    version: Option<i32>,
    position: i64,
    lag: i64,
    lag_seconds: i64,
    owner: Option<String>,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    parked: i64,
    size_bytes: i64,
    generation: i64,
    /// When the last event in it was recorded.
    reached: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rebuilding: Option<Rebuilding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub differences: Option<super::verify::Found>,
}

#[derive(Serialize)]
struct Rebuilding {
    owner: String,
    position: i64,
}

impl Line {
    pub(super) fn of(standing: Standing) -> Self {
        let Standing { name, version, position, lag, reached, .. } = standing;
        let behind = reached.filter(|_| lag > 0).map(|at| (Utc::now() - at).num_seconds().max(0));
        let rebuilding = standing.rebuilding;
        Self {
            name,
            version,
            position,
            lag,
            lag_seconds: behind.unwrap_or(0),
            owner: standing.owner,
            status: standing.status,
            reason: standing.reason,
            parked: standing.parked,
            size_bytes: standing.size,
            generation: standing.generation,
            reached: reached.map(|at| at.to_rfc3339_opts(SecondsFormat::Micros, true)),
            rebuilding: rebuilding.map(|(owner, position)| Rebuilding { owner, position }),
            differences: None,
        }
    }
}

pub(crate) async fn run(site: &Site, asked: &List) -> anyhow::Result<()> {
    let lines: Vec<Line> = runtime::list(site).await?.into_iter().map(Line::of).collect();
    if asked.json {
        println!("{}", serde_json::to_string(&lines)?);
        return Ok(());
    }
    println!(
        "{:<16} {:>7} {:>10} {:>8} {:<9} {:>6} {:>9}  owner",
        "name", "version", "position", "lag", "status", "parked", "size"
    );
    for line in &lines {
        let version = line.version.map_or_else(|| "-".to_owned(), |version| version.to_string());
        println!(
            "{:<16} {:>7} {:>10} {:>8} {:<9} {:>6} {:>9}  {}",
            line.name,
            version,
            line.position,
            line.lag,
            line.status,
            line.parked,
            size(line.size_bytes),
            line.owner.as_deref().unwrap_or("-")
        );
        if let Some(reason) = &line.reason {
            println!("    {reason}");
        }
        if let Some(Rebuilding { owner, position }) = &line.rebuilding {
            println!("    made anew by {owner}, at position {position}");
        }
    }
    Ok(())
}

/// Bytes as people read them.
fn size(bytes: i64) -> String {
    match bytes {
        0..1_048_576 => format!("{} KiB", bytes / 1024),
        1_048_576..10_737_418_240 => format!("{} MiB", bytes / 1_048_576),
        _ => format!("{} GiB", bytes / 1_073_741_824),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_readable() {
        let sizes = [0, 16_384, 5_000_000, 20_000_000_000].map(size);
        assert_eq!(sizes, ["0 KiB", "16 KiB", "4 MiB", "18 GiB"]);
    }
}
