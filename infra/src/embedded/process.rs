//! Child processes and the traces they leave.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};

use super::EmbeddedError;

/// How long a server may take to stop before it is killed.
const STOP: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(10);

/// How to start one server, again and again.
#[derive(Debug, Clone)]
pub(super) struct Program {
    pub server: &'static str,
    pub path: PathBuf,
    pub arguments: Vec<String>,
    /// Given on standard input: what must not be seen in the list of processes.
    pub input: Option<String>,
    pub log: PathBuf,
    pub pid_file: PathBuf,
}

impl Program {
    pub(super) async fn spawn(&self) -> Result<Child, EmbeddedError> {
        let failed = |what: &str, e: std::io::Error| EmbeddedError::Server {
            server: self.server,
            what: format!("{what} ({e})"),
            log: self.log.clone(),
            said: String::new(),
        };
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.log)
            .map_err(|e| failed("cannot write its log", e))?;
        let errors = log.try_clone().map_err(|e| failed("cannot write its log", e))?;
        let input = if self.input.is_some() { Stdio::piped() } else { Stdio::null() };
        // A group of its own: Ctrl-C is for us alone, and we stop the servers in order.
        let mut child = Command::new(&self.path)
            .args(&self.arguments)
            .stdin(input)
            .stdout(log)
            .stderr(errors)
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|e| failed("cannot be started", e))?;
        if let (Some(text), Some(mut pipe)) = (&self.input, child.stdin.take()) {
            let _ = pipe.write_all(text.as_bytes()).await; // a server that died says so itself
        }
        if let Some(pid) = child.id() {
            let written = fs::write(&self.pid_file, pid.to_string());
            written.map_err(|e| failed("cannot write its pid file", e))?;
        }
        Ok(child)
    }

    /// What became of a server that did not come up.
    pub(super) fn failed(&self, what: impl Into<String>) -> EmbeddedError {
        EmbeddedError::Server {
            server: self.server,
            what: what.into(),
            log: self.log.clone(),
            said: last_words(&self.log),
        }
    }
}

/// Stops the servers that a killed process left running in the folder, found by their pid files.
pub(super) async fn stop_left_over(folder: &Path) {
    let Ok(files) = fs::read_dir(folder.join("run")) else { return };
    let pid_files = files.flatten().map(|entry| entry.path());
    let mut stopping = Vec::new();
    for file in pid_files.filter(|path| path.extension().is_some_and(|e| e == "pid")) {
        let text = fs::read_to_string(&file).unwrap_or_default();
        if let Ok(pid) = text.trim().parse::<i32>()
            && works_in(pid, folder)
        {
            tracing::info!(pid, "stopping a server that an earlier run left behind");
            stopping.push(tokio::spawn(stop_pid(pid)));
        }
        let _ = fs::remove_file(&file); // gone is gone
    }
    for one in stopping {
        let _ = one.await; // it only stops a server
    }
}

/// Whether that process works below the folder, as our servers do: pids are used again.
fn works_in(pid: i32, folder: &Path) -> bool {
    fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|cwd| cwd.starts_with(folder))
}

/// Stops a child: politely, then not.
pub(super) async fn stop(child: &mut Child) {
    let Some(pid) = child.id().and_then(|pid| i32::try_from(pid).ok()) else { return };
    let _ = kill(Pid::from_raw(pid), Signal::SIGTERM); // it may have gone by itself
    if tokio::time::timeout(STOP, child.wait()).await.is_err() {
        let _ = child.kill().await; // nothing more can be done
    }
}

async fn stop_pid(pid: i32) {
    let pid = Pid::from_raw(pid);
    let _ = kill(pid, Signal::SIGTERM); // it may have gone by itself
    let begun = Instant::now();
    while kill(pid, None).is_ok() {
        if begun.elapsed() > STOP {
            let _ = kill(pid, Signal::SIGKILL);
        }
        tokio::time::sleep(POLL).await;
        if begun.elapsed() > STOP * 2 {
            return;
        }
    }
}

fn last_words(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let error = text.lines().rev().find(|line| line.contains("ERROR") || line.contains("rror:"));
    error.or(text.lines().last()).unwrap_or("nothing").trim().to_owned()
}

/// A program of that name in `PATH`, or where servers are kept.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let system = ["/usr/sbin", "/usr/local/sbin", "/usr/libexec"].map(PathBuf::from);
    std::env::split_paths(&path).chain(system).map(|dir| dir.join(name)).find(|p| p.is_file())
}
