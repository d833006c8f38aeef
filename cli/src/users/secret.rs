//! Asking for a password.

use std::io::{BufRead, IsTerminal, Write as _, stderr, stdin};

use anyhow::{Context, ensure};
use nix::sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};

/// Asks for a password: twice where somebody types it, unseen; else the first line of what comes in.
pub(super) fn ask() -> anyhow::Result<String> {
    if !stdin().is_terminal() {
        return line().context("standard input holds no password");
    }
    let unseen = Unseen::begin()?;
    let first = prompted("Password: ")?;
    let second = prompted("The same again: ")?;
    drop(unseen);
    ensure!(first == second, "the two differ");
    Ok(first)
}

fn prompted(prompt: &str) -> anyhow::Result<String> {
    let mut terminal = stderr();
    write!(terminal, "{prompt}")?;
    terminal.flush()?;
    let line = line();
    writeln!(terminal)?; // the one that was typed is not seen either
    line
}

fn line() -> anyhow::Result<String> {
    let mut line = String::new();
    ensure!(stdin().lock().read_line(&mut line)? > 0, "nothing was typed");
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// The terminal does not show what is typed, for as long as this lives.
struct Unseen(Termios);

impl Unseen {
    fn begin() -> anyhow::Result<Self> {
        let before = tcgetattr(stdin())?;
        let mut unseen = before.clone();
        unseen.local_flags.remove(LocalFlags::ECHO);
        tcsetattr(stdin(), SetArg::TCSAFLUSH, &unseen)?;
        Ok(Self(before))
    }
}

impl Drop for Unseen {
    fn drop(&mut self) {
        let _ = tcsetattr(stdin(), SetArg::TCSANOW, &self.0); // the terminal may be gone
    }
}
