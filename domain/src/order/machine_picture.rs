//! The table of what can be done next as a page for people: a picture and a list.

use std::fmt::Write as _;

use super::{State, Step, TABLE, Transition};
use crate::user::Role;

/// The page, in Markdown. `docs/order-states.md` is it, word for word.
#[must_use]
pub fn picture() -> String {
    let mut page = String::from(HEAD);
    page.push_str("\n```mermaid\nstateDiagram-v2\n    [*] --> pending: place\n");
    for from in State::ALL {
        for to in State::ALL {
            let steps = labels(from, to);
            if !steps.is_empty() {
                line(&mut page, format_args!("    {} --> {}: {steps}", from.name(), to.name()));
            }
        }
        if !TABLE.iter().any(|row| row.step.moves() && row.from.contains(&from)) {
            line(&mut page, format_args!("    {} --> [*]", from.name()));
        }
    }
    page.push_str("```\n\n| step | from | to | who | provided |\n|---|---|---|---|---|\n");
    for row in TABLE {
        let Transition { step, from, to, permission, provided, .. } = row;
        let from = names(from.iter().map(|state| state.name()));
        let to = to.map_or("as it is", State::name);
        let may = Role::ALL.into_iter().filter(|role| permission.granted_to(*role));
        let who = names(may.map(Role::name));
        line(&mut page, format_args!("| {} | {from} | {to} | {who} | {provided} |", label(*step)));
    }
    page
}

const HEAD: &str = "# How an order can stand, and what can be done with it then

This page is made from the table that the decisions ask: `TABLE` in `domain/src/order/machine.rs`.
A test compares the two, and `UPDATE_GOLDEN=1 cargo test -p domain picture` writes it anew.

Work, delivery, hand-over and money are axes of their own; the picture shows the state that is made
of work and money. Of what is done, money decides whether it is `completed` or `paid`: what is paid
already is `paid` at once. The steps of the list that are not in the picture leave the state as it is
and change what is written down. Outsiders see `quality_check` as `in_progress`.
";

/// What leads from one state to another, or leaves it as it is and yet moves the order on.
fn labels(from: State, to: State) -> String {
    let leads = |row: &&Transition| {
        row.step.moves() && row.from.contains(&from) && row.to.unwrap_or(from) == to
    };
    let steps = TABLE.iter().filter(leads).map(|row| label(row.step));
    let paid = (from == State::Completed && to == State::Paid).then_some("paid in full");
    names(steps.chain(paid))
}

/// A step as people tell it from others: two have one path, and differ in their result.
const fn label(step: Step) -> &'static str {
    if matches!(step, Step::PassQualityCheck) {
        "quality-check (pass)"
    } else if matches!(step, Step::FailQualityCheck) {
        "quality-check (fail)"
    } else {
        step.name()
    }
}

fn names<'a>(all: impl Iterator<Item = &'a str>) -> String {
    all.collect::<Vec<_>>().join(", ")
}

fn line(page: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = page.write_fmt(text);
    page.push('\n');
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn the_picture_in_the_docs_is_that_of_the_table() {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/order-states.md");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, picture()).unwrap();
        }
        let page = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(page, picture(), "run UPDATE_GOLDEN=1 cargo test -p domain picture");
    }

    #[test]
    fn every_step_stands_in_the_list_and_every_state_in_the_picture() {
        let page = picture();
        for step in Step::ALL {
            assert!(page.contains(&format!("| {} |", label(step))), "{step:?}");
        }
        for state in State::ALL {
            assert!(page.contains(&format!("--> {}: ", state.name())), "{state:?}");
        }
        assert!(page.contains("    completed --> paid: paid in full\n"));
        assert!(page.contains("    closed --> [*]\n") && page.contains("    cancelled --> [*]\n"));
    }
}
