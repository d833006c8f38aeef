//! A `kharisma up` of a test's own.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use test_shop::Http;

/// A folder that goes with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name =
            format!("kharisma up {} {}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        Self(std::env::temp_dir().join(name))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kharisma"));
    command.arg("up").arg("--data").arg(folder).args(arguments);
    // Whoever runs the tests may have settings of their own.
    for name in ["API_PORT", "APP_ENV", "LOG_FORMAT", "LOG_LEVEL"] {
        command.env_remove(name);
    }
    command
}

/// Everything, running.
pub(crate) struct Up {
    child: Child,
    said: JoinHandle<String>,
    pub(crate) report: Value,
}

impl Up {
    pub(crate) fn start(folder: &Folder, arguments: &[&str]) -> Self {
        let mut child = command(folder.path(), &["--port", "0", "--json"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let report = serde_json::from_str(&line).unwrap_or_else(|_| {
            let mut said = String::new();
            child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
            panic!("no report but {line:?}, and: {said}")
        });
        // Its logs are read to the end, so that it never waits for us.
        let mut logs = child.stderr.take().unwrap();
        let said = std::thread::spawn(move || {
            let mut said = String::new();
            let _ = logs.read_to_string(&mut said); // as far as it goes
            said
        });
        Self { child, said, report }
    }

    pub(crate) fn http(&self) -> Http {
        Http::new(self.report["url"].as_str().unwrap())
    }

    pub(crate) async fn sign_in(&self, role: &str) -> Http {
        let logins = self.report["logins"].as_array().unwrap();
        let login = logins.iter().find(|login| login["role"] == role).unwrap();
        let text = |name: &str| login[name].as_str().unwrap().to_owned();
        self.http().sign_in(&text("username"), &text("password")).await
    }

    pub(crate) fn pid(&self, name: &str) -> i32 {
        i32::try_from(self.report["pids"][name].as_i64().unwrap()).unwrap()
    }

    pub(crate) fn signal(&self, name: &str, signal: Signal) {
        kill(Pid::from_raw(self.pid(name)), signal).unwrap();
    }

    /// Asks it to stop; its exit code.
    pub(crate) fn stop(mut self, signal: Signal) -> i32 {
        self.signal("up", signal);
        self.child.wait().unwrap().code().unwrap()
    }

    /// Whether it has ended, and waits to be asked how.
    pub(crate) fn zombie(&self) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid("up")));
        stat.unwrap_or_default().contains(") Z ")
    }

    /// Waits until it has ended by itself: its exit code and all it said.
    pub(crate) fn wait(mut self) -> (i32, String) {
        let code = self.child.wait().unwrap().code().unwrap();
        (code, self.said.join().unwrap())
    }

    /// Kills it where it stands; the servers go on.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

pub(crate) fn alive(pid: i32) -> bool {
    Path::new(&format!("/proc/{pid}")).exists()
}

/// The states of all children of that process: `Z` is a zombie.
pub(crate) fn zombies_of(parent: i32) -> usize {
    std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter_map(|entry| std::fs::read_to_string(entry.path().join("stat")).ok())
        .filter(|stat| {
            let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
            fields[0] == "Z" && fields[1] == parent.to_string()
        })
        .count()
}
