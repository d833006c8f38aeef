//! `kharisma log promote`

use infra::hex::hex;
use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Context;
use chrono::{SubsecRound, Utc};
use domain::values::Outlet;
use infra::config::Config;
use infra::database::Database;
use infra::event_log::{Address, Asked, Promoted, Promotion, Standing, promote};
use serde_json::{Value, json};

pub(crate) const EXAMPLE: &str = "\
Begins an epoch: what the old primary holds beyond it is no part of the log any more. A replica first\n\
applies all it has received. Ids and printed numbers are moved past whatever the lost tail may have\n\
drawn. The server takes writes only when all that is done; what fails before can be repeated, and\n\
repeating it after begins one more epoch, which does no harm. Refuses while the old primary is\n\
reachable and takes writes. Needs DB_ADMIN_USER and DB_ADMIN_PASSWORD, on the old primary as well.\n\
docs/promotion.md has the whole procedure.\n\n\
Examples:\n  DB_HOST=replica.example kharisma log promote --dry-run\n  \
DB_HOST=restored.example kharisma log promote --old-primary old.example:3306";

#[derive(clap::Args)]
#[allow(clippy::struct_excessive_bools)] // flags of a command line
pub(crate) struct Promote {
    /// The server it takes over from, besides those it replicates from
    #[arg(long, value_name = "HOST:PORT")]
    old_primary: Option<Address>,
    /// You know that an old primary which cannot be asked will never come back as it is
    #[arg(long)]
    old_primary_is_gone: bool,
    /// Leave behind for ever what a fenced old primary holds and this server has not received
    #[arg(long)]
    lose_tail: bool,
    /// How far to move ids and printed numbers: more than the lost tail may have drawn of each
    #[arg(long, default_value_t = 1000, value_name = "N",
        value_parser = clap::value_parser!(i64).range(1..=1_000_000_000))]
    margin: i64,
    /// The epoch to begin [default: one after the last that is known here and on the old primary]
    #[arg(long, value_name = "N")]
    epoch: Option<i32>,
    /// How long replication may take to apply what was received
    #[arg(long, default_value_t = 60, value_name = "SECONDS")]
    wait: u32,
    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
    /// Print one line of JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(
    asked: Promote,
    variables: &BTreeMap<String, String>,
) -> anyhow::Result<()> {
    let config = Config::from(variables)?;
    let admin = config.admin.context("DB_ADMIN_USER is not set: promoting needs it")?;
    let server = Database { user: admin.user, password: admin.password, ..config.primary };
    let promotion = Promotion {
        old_primary: asked.old_primary,
        old_primary_is_gone: asked.old_primary_is_gone,
        lose_tail: asked.lose_tail,
        margin: asked.margin,
        epoch: asked.epoch,
        wait: Duration::from_secs(asked.wait.into()),
        outlet: Outlet::first(),
        at: Utc::now().trunc_subsecs(6),
        dry_run: asked.dry_run,
    };
    let promoted = promote(&server, &promotion).await?;
    if asked.json {
        println!("{}", in_json(&server, &promotion, &promoted));
    } else {
        println!("{}", in_words(&server, &promotion, &promoted));
    }
    Ok(())
}

fn in_json(server: &Database, promotion: &Promotion, promoted: &Promoted) -> Value {
    let old_primary = |Asked { address, standing }: &Asked| {
        let (standing, reason) = match standing {
            Standing::ThisServer => ("this_server", None),
            Standing::Unreachable(reason) => ("unreachable", Some(reason)),
            Standing::TakenForGone(reason) => ("taken_for_gone", Some(reason)),
            Standing::ReadOnly { .. } => ("read_only", None),
        };
        json!({"server": address.to_string(), "standing": standing, "reason": reason})
    };
    json!({
        "promoted": !promotion.dry_run,
        "server": format!("{}:{}", server.host, server.port),
        "database": server.name,
        "logId": promoted.log_id,
        "oldEpoch": promoted.old_epoch,
        "epoch": promoted.epoch,
        "after": {"position": promoted.after.position, "chain": hex(&promoted.after.chain)},
        "margin": promotion.margin,
        "leftBehind": promoted.left_behind,
        "oldPrimaries": promoted.old_primaries.iter().map(old_primary).collect::<Vec<_>>(),
    })
}

fn in_words(server: &Database, promotion: &Promotion, promoted: &Promoted) -> String {
    let Database { host, port, name, .. } = server;
    let Promoted { old_epoch, epoch, after, left_behind, .. } = promoted;
    let mut lines: Vec<String> = promoted.old_primaries.iter().map(old_primary_in_words).collect();
    let (ends, begins, takes, then) = if promotion.dry_run {
        ("would end", "would begin", "would take", "; nothing has been done")
    } else {
        ("ended", "began", "takes", ": point DB_HOST and DB_PORT at it")
    };
    let (position, chain, margin) = (after.position, hex(&after.chain), promotion.margin);
    lines.push(format!("epoch {old_epoch} {ends} after position {position}, chain {chain}"));
    lines.push(format!("epoch {epoch} {begins}; ids and printed numbers are {margin} further"));
    if *left_behind > 0 {
        lines.push(format!("{left_behind} events of the old primary are left behind"));
    }
    lines.push(format!("{host}:{port} {takes} the log in {name}{then}"));
    lines.join("\n")
}

fn old_primary_in_words(Asked { address, standing }: &Asked) -> String {
    let stands = match standing {
        Standing::ThisServer => "is this very server".to_owned(),
        Standing::Unreachable(reason) => {
            format!("is unreachable ({reason}): see to it that it never takes writes again")
        }
        Standing::TakenForGone(reason) => format!("is gone, as you say ({reason})"),
        Standing::ReadOnly { .. } => "takes no writes".to_owned(),
    };
    format!("the old primary {address} {stands}")
}
