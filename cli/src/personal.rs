//! `kharisma personal`: who was forgotten, kept outside the backups, and forgotten again after a restore.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Context;
use domain::values::Subject;
use infra::config::Config;
use infra::personal::{Erasure, erasures, forget_again};
use serde_json::json;

pub(crate) const EXAMPLE: &str = "\
A backup of before an erasure holds the key that was destroyed. So the list is kept outside the backups, \
and read again after a restore, before anybody is served.\n\n\
Examples:\n  kharisma personal erasures > /safe/place/erasures.ndjson\n  \
kharisma personal forget-again /safe/place/erasures.ndjson";

#[derive(clap::Subcommand)]
pub(crate) enum Personal {
    /// List everybody who was forgotten, one JSON object a line
    #[command(after_help = EXAMPLE)]
    Erasures,
    /// After a restore: destroy the keys again of everybody on such a list
    #[command(after_help = EXAMPLE)]
    ForgetAgain(ForgetAgain),
}

#[derive(clap::Args)]
pub(crate) struct ForgetAgain {
    /// What `kharisma personal erasures` printed
    list: PathBuf,
}

pub(crate) async fn run(
    personal: Personal,
    variables: &BTreeMap<String, String>,
) -> anyhow::Result<()> {
    let config = Config::from(variables)?;
    let pool = config.primary.pool(1);
    match personal {
        Personal::Erasures => {
            for Erasure { subject, at } in erasures(&pool).await? {
                println!("{}", json!({"subject": subject, "erasedAt": at}));
            }
        }
        Personal::ForgetAgain(ForgetAgain { list }) => {
            let text = std::fs::read_to_string(&list);
            let text = text.with_context(|| format!("{} cannot be read", list.display()))?;
            let people = read(&text).with_context(|| list.display().to_string())?;
            let gone = forget_again(&pool, &people).await?;
            let known = people.len() - gone;
            println!("{gone} keys were destroyed again; {known} people were forgotten already");
        }
    }
    Ok(())
}

/// Everybody on the list; nobody is forgotten if a line of it cannot be read.
fn read(text: &str) -> anyhow::Result<Vec<Subject>> {
    let line = |(number, line): (usize, &str)| {
        let read = || -> Option<Subject> {
            let line: serde_json::Value = serde_json::from_str(line).ok()?;
            line.get("subject")?.as_str()?.parse().ok()
        };
        let wrong = "is no line such as {\"subject\":\"customer/5\",\"erasedAt\":…}";
        read().with_context(|| format!("line {} {wrong}", number + 1))
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_list_is_read_whole_or_refused() {
        let list = "{\"subject\":\"customer/5\",\"erasedAt\":\"2026-11-23T03:00:00Z\"}\n\n";
        assert_eq!(read(list).unwrap()[0].to_string(), "customer/5");
        let wrong = format!("{list}{{\"subject\":\"nobody\"}}");
        assert!(read(&wrong).unwrap_err().to_string().starts_with("line 3 "));
    }
}
