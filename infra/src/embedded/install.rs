//! MariaDB's own tables: installed once as a template, of which each server gets a copy.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::EmbeddedError;
use super::data_dir::{DataDir, private, random_password};
use super::mariadb::{NOT_INSTALLED, Role, user};
use super::process::find_program;

/// Sees to it that those servers have a data folder. What is cut off half-way is begun anew.
pub(super) fn install(dir: &DataDir, roles: &[Role]) -> Result<(), EmbeddedError> {
    let failed = |e: &dyn std::fmt::Display| EmbeddedError::NotWritable {
        path: dir.path().to_owned(),
        reason: e.to_string(),
    };
    let program = find_program("mariadb-install-db").ok_or(NOT_INSTALLED)?;
    let template = dir.path().join("template");
    let wanted: Vec<PathBuf> = roles.iter().map(|role| dir.path().join(role.name())).collect();
    if wanted.iter().all(|folder| folder.exists()) {
        return Ok(());
    }
    if !template.exists() {
        let half = dir.path().join("template.new");
        let _ = fs::remove_dir_all(&half); // left by an install that was cut off
        make(&program, dir, &half).map_err(|e| failed(&e))?;
        fs::rename(&half, &template).map_err(|e| failed(&e))?;
    }
    for folder in wanted {
        if !folder.exists() {
            let half = folder.with_extension("new");
            let _ = fs::remove_dir_all(&half); // left by a copy that was cut off
            copy(&template, &half).map_err(|e| failed(&e))?;
            private(&half).map_err(|e| failed(&e))?;
            fs::rename(&half, &folder).map_err(|e| failed(&e))?;
        }
    }
    Ok(())
}

/// A folder for temporary files of that server alone. A MariaDB that starts deletes what looks like
/// temporary tables in its folder: in a shared one those of every other server.
pub(super) fn temporary(dir: &DataDir, server: &str) -> std::io::Result<PathBuf> {
    let folder = dir.path().join("tmp").join(server);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Makes the template. mariadb-install-db is a script that trips over a space in a path: where
/// there is one, it works elsewhere and the result is brought home.
fn make(program: &Path, dir: &DataDir, target: &Path) -> std::io::Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if target.to_string_lossy().chars().all(plain) {
        return run(program, target, &temporary(dir, "install")?);
    }
    let elsewhere = std::env::temp_dir().join(format!("kharisma-install-{}", random_password(12)));
    let (made, tmp) = (elsewhere.join("template"), elsewhere.join("tmp"));
    fs::create_dir_all(&tmp)?;
    private(&elsewhere)?;
    let done = run(program, &made, &tmp).and_then(|()| copy(&made, target));
    fs::remove_dir_all(&elsewhere)?;
    done
}

fn run(program: &Path, target: &Path, tmp: &Path) -> std::io::Result<()> {
    fs::create_dir_all(target)?;
    let done = Command::new(program)
        .env("TMPDIR", tmp)
        .args([
            "--no-defaults",
            "--skip-test-db",
            "--auth-root-authentication-method=normal",
            "--innodb-log-file-size=16M",
            "--skip-name-resolve",
            &format!("--user={}", user()),
            &format!("--datadir={}", target.display()),
        ])
        .output()?;
    if done.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&done.stderr);
    let error = said.lines().find(|line| line.contains("ERROR")).or(said.lines().last());
    let error = error.unwrap_or("it said nothing");
    Err(std::io::Error::other(format!("mariadb-install-db failed: {error}")))
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
