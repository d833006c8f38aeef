//! What may be linked stands in `deny.toml`, for `cargo deny`; where that is not installed, this reads it.
#![allow(clippy::unwrap_used)] // tests

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Every package that is linked here, tests' too.
fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline"])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let linked: BTreeSet<&str> = nodes.iter().map(|node| node["id"].as_str().unwrap()).collect();
    let all = metadata["packages"].as_array().unwrap().iter();
    let linked = all.filter(|package| linked.contains(package["id"].as_str().unwrap()));
    linked.filter(|package| !package["source"].is_null()).cloned().collect()
}

/// The quoted words behind a key, up to the closing bracket.
fn listed(key: &str) -> Vec<String> {
    let file = include_str!("../../deny.toml");
    let list = file.split_once(&format!("\n{key} = [")).unwrap().1;
    let end = list.find(']').unwrap();
    let list = &list[..end];
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_licence_is_one_of_those_that_are_allowed() {
    let allowed = listed("allow");
    for package in packages() {
        let expression = package["license"].as_str().unwrap().replace('/', " OR ");
        let expression = expression.replace(['(', ')'], " ");
        let held = expression.split(" AND ").all(|part| {
            let mut either = part.split(" OR ").map(str::trim);
            either.any(|licence| allowed.iter().any(|known| known == licence))
        });
        assert!(held, "{} is under {expression}", package["name"]);
    }
}

#[test]
fn whatever_is_linked_twice_has_a_reason() {
    let skipped = listed("skip");
    let excused = |name: &str, version: &str| {
        let known = skipped.iter().filter_map(|entry| entry.split_once('@'));
        known.into_iter().any(|(other, of)| {
            other == name && (version == of || version.starts_with(&format!("{of}.")))
        })
    };
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages() {
        let text = |field: &str| package[field].as_str().unwrap().to_owned();
        versions.entry(text("name")).or_default().push(text("version"));
    }
    for (name, versions) in versions {
        let unexcused: Vec<_> =
            versions.iter().filter(|version| !excused(&name, version)).collect();
        assert_eq!(unexcused.len(), 1, "{name} {versions:?}: say why in deny.toml, or why not");
    }
}

#[test]
fn everything_comes_from_the_one_registry() {
    let known = listed("allow-registry").remove(0);
    for package in packages() {
        let source = package["source"].as_str().unwrap();
        assert_eq!(source, format!("registry+{known}"), "{}", package["name"]);
    }
}
