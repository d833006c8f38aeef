//! `kharisma users permissions`

use domain::user::{Permission, Role, permissions_page};
use serde::Serialize;

pub(crate) const EXAMPLE: &str =
    "Examples:\n  kharisma users permissions\n  kharisma users permissions --json";

#[derive(clap::Args)]
pub(crate) struct Permissions {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A line of the table, for machines.
#[derive(Serialize)]
struct Line {
    permission: &'static str,
    roles: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    but: Option<&'static str>,
}

pub(super) fn run(asked: &Permissions) -> anyhow::Result<()> {
    if asked.json {
        let line = |permission: Permission| Line {
            permission: permission.name(),
            roles: permission.roles().map(Role::name).collect(),
            but: permission.row_rule(),
        };
        let lines: Vec<Line> = Permission::ALL.into_iter().map(line).collect();
        println!("{}", serde_json::to_string(&lines)?);
    } else {
        print!("{}", permissions_page());
    }
    Ok(())
}
