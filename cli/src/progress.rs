//! How far something long has come: a bar on a terminal, a line every few seconds elsewhere. On
//! standard error, so that standard output stays free for what was asked for.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Work shorter than this shows nothing.
const SHORT: Duration = Duration::from_secs(1);
/// How often a line is written where there is no terminal.
const LINES: Duration = Duration::from_secs(5);

/// Something long, going on.
pub(crate) struct Progress {
    what: &'static str,
    total: u64,
    begun: Instant,
    shown: Shown,
}

enum Shown {
    /// A terminal, and nothing on it yet.
    NotYet,
    Bar(ProgressBar),
    /// No terminal: when the last line was written.
    Lines(Instant),
}

impl Progress {
    /// Begins counting `what`, such as `events verified`.
    pub(crate) fn start(what: &'static str, total: i64) -> Self {
        let begun = Instant::now();
        let terminal = std::io::stderr().is_terminal();
        let shown = if terminal { Shown::NotYet } else { Shown::Lines(begun) };
        Self { what, total: u64::try_from(total).unwrap_or(0), begun, shown }
    }

    /// So many are done.
    pub(crate) fn at(&mut self, done: u64) {
        let speed = per_second(done, self.begun.elapsed());
        match &mut self.shown {
            Shown::NotYet if self.begun.elapsed() < SHORT => {}
            Shown::NotYet => {
                let bar = ProgressBar::new(self.total).with_style(style(self.what));
                bar.set_message(speed.to_string());
                bar.set_position(done);
                bar.reset_eta(); // what was done so far was not done at once
                self.shown = Shown::Bar(bar);
            }
            Shown::Bar(bar) => {
                bar.set_message(speed.to_string());
                bar.set_position(done);
            }
            Shown::Lines(last) if last.elapsed() < LINES => {}
            Shown::Lines(last) => {
                *last = Instant::now();
                eprintln!("{done} of {} {}, {speed}/s", self.total, self.what);
            }
        }
    }

    /// Clears the bar; how many there were a second.
    pub(crate) fn finish(self, done: u64) -> u64 {
        if let Shown::Bar(bar) = self.shown {
            bar.finish_and_clear();
        }
        per_second(done, self.begun.elapsed())
    }
}

fn style(what: &str) -> ProgressStyle {
    ProgressStyle::with_template(&template(what)).unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn template(what: &str) -> String {
    format!("{{bar:30}} {{human_pos}} of {{human_len}} {what}, {{msg}}/s, {{eta}} left")
}

fn per_second(done: u64, took: Duration) -> u64 {
    let micros = took.as_micros().max(1);
    u64::try_from(u128::from(done) * 1_000_000 / micros).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speed_is_events_a_second() {
        assert_eq!(per_second(300_000, Duration::from_millis(1500)), 200_000);
        assert_eq!(per_second(0, Duration::ZERO), 0);
    }

    #[test]
    fn the_bar_is_one_indicatif_understands() {
        assert!(ProgressStyle::with_template(&template("events")).is_ok());
    }
}
