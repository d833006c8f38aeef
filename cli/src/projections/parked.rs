//! `kharisma projections parked`

use anyhow::{bail, ensure};
use chrono::SecondsFormat;
use projections::runtime::{self, ALL, Decisions, Definition, ParkedEvent, Site};
use serde::Serialize;

use super::projection;

pub(crate) const EXAMPLE: &str = "\
An event that cannot be applied is parked, and so are later ones that touch a row of its; everything \
else goes on. Mend the software and retry, or skip the event for good, with a reason.\n\n\
Examples:\n  kharisma projections parked list\n  kharisma projections parked show orders 1234\n  \
kharisma projections parked retry orders\n  kharisma projections parked skip orders 1234 --reason 'a test'";

#[derive(clap::Subcommand)]
pub(crate) enum Parked {
    /// What is parked
    List(List),
    /// One parked event: the rows it touches, why it is parked, and the event itself
    Show(One),
    /// Try parked events again: one and those that wait behind it, or all of a projection
    Retry(Retry),
    /// Leave an event out of a projection for good, and go on with those behind it
    Skip(Skip),
}

#[derive(clap::Args)]
pub(crate) struct List {
    /// Only of that projection
    #[arg(value_name = "NAME", value_parser = projection)]
    name: Option<Definition>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub(crate) struct One {
    /// The projection
    #[arg(value_name = "NAME", value_parser = projection)]
    name: Definition,
    /// The event's position in the log
    #[arg(value_parser = clap::value_parser!(i64).range(1..))]
    position: i64,
}

#[derive(clap::Args)]
pub(crate) struct Retry {
    /// The projection
    #[arg(value_name = "NAME", value_parser = projection)]
    name: Definition,
    /// The event's position in the log [default: all that are parked]
    #[arg(value_parser = clap::value_parser!(i64).range(1..))]
    position: Option<i64>,
}

#[derive(clap::Args)]
pub(crate) struct Skip {
    #[command(flatten)]
    one: One,
    /// Why; it is written down with your name
    #[arg(long)]
    reason: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    projection: &'static str,
    position: i64,
    keys: Vec<String>,
    parked_at: String,
    /// Absent for an event that only waits behind another.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl Line {
    fn of(projection: &'static str, event: ParkedEvent) -> Self {
        let ParkedEvent { position, keys, parked_at, error } = event;
        let parked_at = parked_at.to_rfc3339_opts(SecondsFormat::Secs, true);
        Self { projection, position, keys, parked_at, error }
    }

    fn print(&self) {
        let error = self.error.as_deref().unwrap_or("waits behind another");
        println!(
            "{:<16} {:>10} {} {:<30} {error}",
            self.projection,
            self.position,
            self.parked_at,
            self.keys.join(" ")
        );
    }
}

pub(crate) async fn run(site: &Site, decisions: &Decisions, asked: Parked) -> anyhow::Result<()> {
    match asked {
        Parked::List(List { name, json }) => list(site, name, json).await,
        Parked::Show(One { name, position }) => show(site, name, position).await,
        Parked::Retry(Retry { name, position }) => {
            if let Some(position) = position {
                find(site, name, position).await?;
            }
            retry(site, name, position).await
        }
        Parked::Skip(Skip { one: One { name, position }, reason }) => {
            let reason = reason.trim();
            ensure!(!reason.is_empty(), "--reason must say why");
            ensure!(reason.chars().count() <= 1000, "--reason may have 1000 characters at most");
            find(site, name, position).await?;
            decisions.skip(name.name, position, reason).await?;
            // The replica has to know of it before anybody goes on without the event.
            while !site.skips(name.name).await?.contains(&position) {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            retry(site, name, Some(position)).await
        }
    }
}

async fn list(site: &Site, name: Option<Definition>, json: bool) -> anyhow::Result<()> {
    let projections = name.map_or_else(|| ALL.to_vec(), |name| vec![name]);
    let mut lines = Vec::new();
    for definition in projections {
        let parked = runtime::parked(site, definition.name).await?;
        lines.extend(parked.into_iter().map(|event| Line::of(definition.name, event)));
    }
    if json {
        println!("{}", serde_json::to_string(&lines)?);
    } else if lines.is_empty() {
        println!("nothing is parked");
    } else {
        lines.iter().for_each(Line::print);
    }
    Ok(())
}

async fn find(site: &Site, name: Definition, position: i64) -> anyhow::Result<ParkedEvent> {
    let parked = runtime::parked(site, name.name).await?;
    match parked.into_iter().find(|event| event.position == position) {
        Some(event) => Ok(event),
        None => bail!("the event at position {position} is not parked of {}", name.name),
    }
}

async fn show(site: &Site, name: Definition, position: i64) -> anyhow::Result<()> {
    let event = find(site, name, position).await?;
    let record = site.tail().at(&[position]).await?.pop();
    let line = Line::of(name.name, event);
    println!("projection {}, position {position}, parked {}", line.projection, line.parked_at);
    println!("touches    {}", line.keys.join(", "));
    println!("because    {}", line.error.as_deref().unwrap_or("it waits behind another"));
    if let Some(record) = record {
        println!("of         {} {}", record.aggregate_type, record.aggregate_id);
        println!("recorded   {}", record.recorded_at.to_rfc3339_opts(SecondsFormat::Secs, true));
        println!("to see it  kharisma events export --as-stored --from {position} --to {position}");
    }
    Ok(())
}

async fn retry(site: &Site, name: Definition, position: Option<i64>) -> anyhow::Result<()> {
    let (gone, left) = runtime::retry(site, name, position).await?;
    println!("{}: {gone} went in or were left out, {left} are still parked", name.name);
    Ok(())
}
