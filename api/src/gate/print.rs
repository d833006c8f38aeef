//! The table for people to read: what every route takes.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Access, access_table};

/// As Markdown.
fn routes() -> String {
    let mut text = "# What every route takes\n\nMade from `api/src/gate/table.rs` by \
        `UPDATE_GOLDEN=1 cargo test -p api --lib gate`. What is not in this table is served to \
        nobody. A permission lets somebody in; what they may do with this very row is decided \
        there: service staff see and change only orders they are assigned to, and of customers the \
        name and a masked phone; a worker who is paid by an order changes neither its price nor its \
        workers; a manager sees in the audit trail what they did themselves.\n"
        .to_owned();
    text.push_str("\n| route | takes |\n|---|---|\n");
    let by_path: BTreeMap<_, _> =
        access_table().into_iter().map(|(method, path, access)| ((path, method), access)).collect();
    for ((path, method), access) in by_path {
        let takes = match access {
            Access::Public | Access::SignedIn | Access::Own => access.name().to_owned(),
            Access::Needs(_) => format!("`{}`", access.name()),
            Access::OwnOr(_) => format!("`{}`, or for what is one's own nothing", access.name()),
        };
        let _ = writeln!(text, "| `{method} {path}` | {takes} |");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_says_what_the_tables_say() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/routes.md");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(path, routes()).unwrap();
        }
        let written = std::fs::read_to_string(path).unwrap_or_default();
        assert!(written == routes(), "run it with UPDATE_GOLDEN=1");
    }
}
