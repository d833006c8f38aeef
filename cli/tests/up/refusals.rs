use std::path::Path;

use crate::process::{Folder, command};

/// Runs it to its end: it must refuse, in one sentence.
#[track_caller]
fn refused(folder: &Path, arguments: &[&str], path: Option<&str>) -> String {
    let mut command = command(folder, arguments);
    if let Some(path) = path {
        command.env("PATH", path);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(output.stdout.is_empty());
    let mut lines = said.lines();
    let sentence = lines.next_back().unwrap_or_default().to_owned();
    assert!(sentence.starts_with("kharisma: "), "{said}");
    assert!(lines.next().is_none(), "one sentence, not: {said}");
    sentence
}

#[test]
fn a_taken_port_is_named_and_nothing_is_touched() {
    let folder = Folder::new();
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port().to_string();
    let said = refused(folder.path(), &["--port", &port], None);
    assert!(said.contains(&format!("port {port} is taken")), "{said}");
    assert!(!folder.path().exists());
}

#[test]
fn a_folder_that_cannot_be_used_is_named() {
    let said = refused(Path::new("/proc/kharisma"), &["--port", "0"], None);
    assert!(said.contains("/proc/kharisma cannot be written"), "{said}");
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path()).unwrap();
    std::fs::write(folder.path().join("letter.txt"), "dear").unwrap();
    let said = refused(folder.path(), &["--port", "0", "--reset"], None);
    assert!(said.contains("is not a data folder of kharisma"), "{said}");
    assert!(folder.path().join("letter.txt").exists());
}

#[test]
fn a_folder_of_a_newer_version_is_left_alone() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path()).unwrap();
    let file = folder.path().join("kharisma.json");
    std::fs::write(&file, r#"{"format": 99}"#).unwrap();
    let said = refused(folder.path(), &["--port", "0"], None);
    assert!(said.contains("newer version of kharisma (format 99;"), "{said}");
    assert_eq!(std::fs::read_to_string(file).unwrap(), r#"{"format": 99}"#);
}

#[test]
fn a_mariadb_that_is_too_old_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let programs = Folder::new();
    std::fs::create_dir_all(programs.path()).unwrap();
    let fake = programs.path().join("mariadbd");
    std::fs::write(&fake, "#!/bin/sh\necho 'mariadbd  Ver 10.5.29-MariaDB for Linux'\n").unwrap();
    std::fs::set_permissions(&fake, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", programs.path().display(), std::env::var("PATH").unwrap());
    let said = refused(folder.path(), &["--port", "0"], Some(&path));
    assert!(said.contains("MariaDB 10.5.29-MariaDB is installed"), "{said}");
}

#[test]
fn a_disk_without_room_is_named_before_anything_is_written() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path()).unwrap();
    let run = |program: &str, arguments: &[&str]| {
        let done = std::process::Command::new(program).args(arguments).arg(folder.path()).status();
        done.is_ok_and(|status| status.success())
    };
    if !run("mount", &["-t", "tmpfs", "-o", "size=50m", "tmpfs"]) {
        println!("no small disk to try this on: mounting one needs root");
        return;
    }
    let data = folder.path().join("data");
    let output = command(&data, &["--port", "0"]).output().unwrap();
    let written = data.join("kharisma.json").exists();
    assert!(run("umount", &[]), "the small disk is gone again");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("MB free and 400 MB are needed"), "{said}");
    assert!(!written);
}

#[test]
fn two_on_one_folder_do_not_fight() {
    let folder = Folder::new();
    let first = crate::process::Up::start(&folder, &["--no-seed"]);
    let said = refused(folder.path(), &["--port", "0"], None);
    assert!(said.contains(&format!("process {}", first.pid("up"))), "{said}");
    assert_eq!(first.stop(nix::sys::signal::Signal::SIGINT), 0);
}

#[test]
fn wrong_usage_exits_with_two() {
    let folder = Folder::new();
    let output = command(folder.path(), &["--colour", "red"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
