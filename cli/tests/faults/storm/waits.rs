//! How long clients waited for their answers, and whose fault that may have been.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Shorter ones are nobody's business.
const LONG: Duration = Duration::from_secs(1);

/// One request's wait at a process.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wait {
    pub(crate) process: usize,
    pub(crate) begun: Instant,
    pub(crate) ended: Instant,
}

/// A time in which something was out of order: a frozen process, or the primary (`None`).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trouble {
    pub(crate) process: Option<usize>,
    pub(crate) begun: Instant,
    pub(crate) ended: Instant,
}

#[derive(Default)]
pub(crate) struct Waits {
    long: Mutex<Vec<Wait>>,
    troubles: Mutex<Vec<Trouble>>,
}

impl Waits {
    pub(crate) fn note(&self, wait: Wait) {
        if wait.ended - wait.begun > LONG {
            self.long.lock().unwrap_or_else(PoisonError::into_inner).push(wait);
        }
    }

    pub(crate) fn trouble(&self, process: Option<usize>, begun: Instant) {
        let trouble = Trouble { process, begun, ended: Instant::now() };
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner).push(trouble);
    }

    /// The longest wait at a process that was well while another one was frozen, and the primary
    /// was up.
    pub(crate) fn longest_beside_a_frozen_one(&self) -> Duration {
        self.longest(|wait, during| {
            !during.is_empty() && during.iter().all(|p| p.is_some_and(|p| p != wait.process))
        })
    }

    /// The longest wait while nothing was known to be out of order: of a machine that is busy.
    pub(crate) fn longest_in_peace(&self) -> Duration {
        self.longest(|_, during| during.is_empty())
    }

    /// The longest of those that are meant, by what was out of order meanwhile.
    fn longest(&self, is_meant: impl Fn(&Wait, &[Option<usize>]) -> bool) -> Duration {
        let long = self.long.lock().unwrap();
        let troubles = self.troubles.lock().unwrap();
        let is_meant = |wait: &&Wait| {
            let during = troubles.iter().filter(|t| t.begun < wait.ended && wait.begun < t.ended);
            is_meant(wait, &during.map(|t| t.process).collect::<Vec<_>>())
        };
        long.iter().filter(is_meant).map(|wait| wait.ended - wait.begun).max().unwrap_or_default()
    }
}
