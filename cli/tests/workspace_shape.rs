//! The drawing of the architecture is a test: who may import whom, and what stands where.
#![allow(clippy::unwrap_used)] // tests

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Which of ours each crate may import.
const MAY_IMPORT: [(&str, &[&str]); 9] = [
    ("domain", &[]),
    ("infra", &["domain"]),
    ("commands", &["domain", "infra", "shop_days"]),
    ("projections", &["domain", "infra"]),
    ("api", &["domain", "infra", "commands", "projections"]),
    ("bench", &["domain", "infra", "commands", "projections", "shop_days"]),
    ("cli", &["domain", "infra", "commands", "projections", "api", "bench"]),
    ("shop_days", &["domain"]),
    ("test_shop", &["infra"]),
];

/// What must not even be linked by crates that have no business with it.
const FORBIDDEN: [(&str, &[&str]); 9] = [
    ("domain", &["sqlx", "redis", "axum", "tokio", "getrandom", "uuid", "mysql-es"]),
    ("shop_days", &["sqlx", "redis", "axum", "tokio", "getrandom", "uuid", "mysql-es"]),
    ("commands", &["sqlx", "redis", "axum", "mysql-es"]),
    ("api", &["sqlx", "redis", "mysql-es"]),
    ("projections", &["axum", "mysql-es"]),
    ("infra", &["axum", "mysql-es"]),
    ("test_shop", &["mysql-es"]),
    ("cli", &["mysql-es"]),
    ("bench", &["axum"]),
];

/// Names that say nothing.
const NAMELESS: [&str; 6] = ["utils", "helpers", "common", "misc", "service", "shared"];

fn metadata() -> serde_json::Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn dependencies(package: &serde_json::Value) -> BTreeSet<String> {
    package["dependencies"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|dependency| dependency["kind"].is_null()) // tests may use more
        .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn crates_import_only_what_the_drawing_allows() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    let ours: BTreeSet<&str> = packages.iter().map(|p| p["name"].as_str().unwrap()).collect();
    assert_eq!(ours, MAY_IMPORT.iter().map(|(name, _)| *name).collect(), "a crate was added");
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let (_, allowed) = MAY_IMPORT.iter().find(|(other, _)| *other == name).unwrap();
        for dependency in dependencies(package) {
            let is_ours = ours.contains(dependency.as_str());
            assert!(
                !is_ours || allowed.contains(&dependency.as_str()),
                "{name} imports {dependency}"
            );
            for (_, forbidden) in FORBIDDEN.iter().filter(|(other, _)| *other == name) {
                assert!(!forbidden.contains(&dependency.as_str()), "{name} imports {dependency}");
            }
        }
    }
}

fn rust_files() -> Vec<(String, String)> {
    let output = Command::new("git")
        .args(["ls-files", "-co", "--exclude-standard", "*.rs"])
        .current_dir(root())
        .output();
    let listed = String::from_utf8(output.unwrap().stdout).unwrap();
    listed
        .lines()
        .filter_map(|path| {
            Some((path.to_owned(), std::fs::read_to_string(root().join(path)).ok()?))
        })
        .collect()
}

#[test]
fn files_are_short_and_named_for_what_is_in_them() {
    let files = rust_files();
    assert!(files.len() > 100, "the files were found");
    for (path, text) in &files {
        let lines = text.lines().count();
        assert!(lines <= 400, "{path} has {lines} lines: is it still one concept?");
        let parts = Path::new(path).iter().map(|part| part.to_str().unwrap());
        for part in parts.map(|part| part.trim_end_matches(".rs")) {
            assert!(!NAMELESS.contains(&part), "{path}: {part} says nothing");
        }
    }
}

#[test]
fn sql_stands_in_infra_and_projections_and_benchmarks_only() {
    for (path, text) in rust_files() {
        let shipped = !path.contains("/tests/") && !path.starts_with("test_shop");
        let elsewhere = !["infra/", "projections/", "bench/"].iter().any(|at| path.starts_with(at));
        if shipped && elsewhere {
            assert!(!text.contains("sqlx::"), "{path} speaks to the database");
        }
    }
}

/// Of two schemas of one name the OpenAPI document keeps one, and whoever named the other gets it.
#[test]
fn every_schema_of_the_api_has_a_name_of_its_own() {
    let mut known = BTreeSet::new();
    for (path, text) in rust_files().iter().filter(|(path, _)| path.starts_with("api/src/")) {
        for after in text.split("ToSchema)]").skip(1) {
            let words = after.lines().map(|line| line.trim_start_matches("pub(crate) "));
            let words = words.map(|line| line.trim_start_matches("pub(super) "));
            let kinds = ["struct ", "enum "];
            let name =
                words.filter_map(|line| kinds.iter().find_map(|kind| line.strip_prefix(kind)));
            let name = name.map(|rest| rest.split([' ', '<', '(', ';']).next().unwrap()).next();
            let name = name.unwrap();
            assert!(known.insert(name.to_owned()), "{path}: another schema is called {name}");
        }
    }
    assert!(known.len() > 100, "the schemas were found: {}", known.len());
}

#[test]
fn every_crate_says_what_it_is() {
    for (name, _) in MAY_IMPORT {
        let file = if name == "cli" { "src/main.rs" } else { "src/lib.rs" };
        let text = std::fs::read_to_string(root().join(name).join(file)).unwrap();
        assert!(text.starts_with("//! "), "{name}/{file} opens with one sentence");
    }
}

#[test]
fn a_slice_has_the_same_path_in_every_crate() {
    let files: BTreeSet<String> = rust_files().into_iter().map(|(path, _)| path).collect();
    for slice in [
        "day_close/close",
        "order/place",
        "order/assign",
        "order/start",
        "order/complete",
        "payment/take",
        "employee/register",
        "employee/edit",
        "employee/retire",
        "employee/rehire",
        "user/register",
        "user/edit",
        "user/link",
        "user/deactivate",
        "user/reactivate",
        "user/unlock",
        "user/reset_password",
        "customer/register",
        "catalog/add",
        "catalog/change",
        "catalog/retire",
        "catalog/reinstate",
        "customer/edit",
        "customer/deactivate",
        "customer/reactivate",
        "customer/delete",
        "customer/merge",
        "customer/addresses",
        "customer/vehicles",
        "customer/containers",
    ] {
        for layer in ["domain", "commands", "api"] {
            let path = format!("{layer}/src/{slice}.rs");
            assert!(files.contains(&path), "{path} is missing");
        }
    }
}
