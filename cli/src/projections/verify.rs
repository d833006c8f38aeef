//! `kharisma projections verify`

use anyhow::bail;
use projections::runtime::{self, Differences, Different, Site};
use serde::Serialize;
use tokio::task::JoinSet;

use super::list::Line;
use super::rebuild::Together;
use super::{Which, all_well};

pub(crate) const EXAMPLE: &str = "\
The live tables are neither changed nor held up. A difference is a bug of the software or somebody's \
doing: kharisma projections rebuild mends it.\n\n\
Examples:\n  kharisma projections verify orders\n  kharisma projections verify --all --json";

#[derive(clap::Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    which: Which,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What a comparison found, for machines.
#[derive(Serialize)]
pub(super) struct Found {
    count: u64,
    rows: u64,
    first: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    table: String,
    key: String,
    how: &'static str,
}

impl Found {
    pub(super) fn of(found: Differences) -> Self {
        let row = |Different { table, key, how }| Row { table, key, how: how.name() };
        let first = found.first.into_iter().map(row).collect();
        Self { count: found.count, rows: found.rows, first }
    }
}

pub(crate) async fn run(site: &Site, asked: Verify) -> anyhow::Result<()> {
    let projections = asked.which.projections();
    let together = Together::start(site, projections.len()).await?;
    let mut works = JoinSet::new();
    for (number, definition) in projections.iter().copied().enumerate() {
        let (site, feed, stopping) = (site.clone(), together.feed(), together.stopping());
        let tell = together.tell(number);
        works.spawn(async move {
            (number, runtime::verify(&site, &feed, definition, &tell, &stopping).await)
        });
    }
    let mut outcomes = works.join_all().await;
    outcomes.sort_by_key(|(number, _)| *number);
    together.finish();
    let standings = runtime::list(site).await?;
    let (mut lines, mut failed, mut differ) = (Vec::new(), Vec::new(), Vec::new());
    for ((_, outcome), definition) in outcomes.into_iter().zip(&projections) {
        let name = definition.name;
        let standing = standings.iter().find(|standing| standing.name == name).cloned();
        let Some(mut line) = standing.map(Line::of) else { continue };
        match outcome {
            Ok((position, found)) => {
                if !asked.json {
                    println!(
                        "{name}: {} of {} rows differ at position {position}",
                        found.count, found.rows
                    );
                    print_first(&found);
                }
                if found.count > 0 {
                    differ.push(name);
                }
                line.differences = Some(Found::of(found));
            }
            Err(error) => failed.push(format!("{name}: {error}")),
        }
        lines.push(line);
    }
    if asked.json {
        println!("{}", serde_json::to_string(&lines)?);
    }
    all_well(&failed)?;
    if !differ.is_empty() {
        bail!("rows differ in: {}", differ.join(", "));
    }
    Ok(())
}

/// Names the first rows that differ.
pub(super) fn print_first(found: &Differences) {
    for Different { table, key, how } in &found.first {
        println!("    {table} {key}: {}", how.name());
    }
    let told = u64::try_from(found.first.len()).unwrap_or(0);
    if found.count > told {
        println!("    and {} more", found.count - told);
    }
}
