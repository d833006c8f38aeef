//! `kharisma users list`

use std::collections::BTreeMap;

use infra::config::Config;
use projections::ReadDb;
use projections::list::Paging;
use projections::runtime::Projection;
use projections::users::{BY_USERNAME, UserFilter, UserRow, Users};
use serde::Serialize;

pub(crate) const EXAMPLE: &str = "Examples:\n  kharisma users list\n  kharisma users list --json";

/// There are never as many.
const ALL: u32 = 10_000;

#[derive(clap::Args)]
pub(crate) struct List {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A login, for machines.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    id: i64,
    username: String,
    full_name: String,
    email: String,
    role: String,
    is_active: bool,
    must_change_password: bool,
    employee_id: Option<i64>,
}

impl From<UserRow> for Line {
    fn from(row: UserRow) -> Self {
        Self {
            id: row.id,
            username: row.username,
            full_name: row.full_name,
            email: row.email,
            role: row.role,
            is_active: row.active,
            must_change_password: row.must_change_password,
            employee_id: row.employee_id,
        }
    }
}

pub(super) async fn run(asked: &List, variables: &BTreeMap<String, String>) -> anyhow::Result<()> {
    let config = Config::from(variables)?;
    let read_db = ReadDb::open(&config.read, 1, config.personal_keys());
    let mut snapshot = read_db.snapshot(Users::NAME, None).await?;
    let paging = Paging::first(ALL, &BY_USERNAME, false);
    let page = projections::users::list(&mut snapshot, &UserFilter::default(), &paging).await?;
    let lines: Vec<Line> = page.rows.into_iter().map(Line::from).collect();
    if asked.json {
        println!("{}", serde_json::to_string(&lines)?);
        return Ok(());
    }
    let width = lines.iter().map(|line| line.username.len()).max().unwrap_or_default();
    for line in &lines {
        let stands = match (line.is_active, line.must_change_password) {
            (false, _) => "deactivated",
            (true, true) => "has to change the password",
            (true, false) => "active",
        };
        let Line { id, username, role, full_name, .. } = line;
        println!("{id:>5}  {username:<width$}  {role:<13}  {stands:<26}  {full_name}");
    }
    Ok(())
}
