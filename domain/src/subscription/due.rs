//! When water is due.

use super::{Agreement, Subscription};
use crate::values::BusinessDay;

/// The due dates from one day to another, both included, that nothing became of yet: rising, each
/// once, and none inside a pause.
pub fn due_between(
    subscription: &Subscription,
    from: BusinessDay,
    to: BusinessDay,
) -> Vec<BusinessDay> {
    let Some(agreement) = subscription.agreement() else { return Vec::new() };
    let next = |last: &BusinessDay| agreement.due_from(last.following());
    let days = std::iter::successors(agreement.due_from(from), next);
    days.take_while(|day| *day <= to).collect()
}

impl Agreement {
    /// The first due date on that day or later that nothing became of yet. None for what ended, and
    /// none while it is not known when a pause ends.
    pub(super) fn due_from(&self, from: BusinessDay) -> Option<BusinessDay> {
        if self.ended_at.is_some() {
            return None;
        }
        let open = self.settled.map_or(from, |settled| from.max(settled.following()));
        let mut day = self.rhythm.on_or_after(open)?;
        while let Some(pause) = self.pauses.iter().find(|pause| pause.covers(day)) {
            day = self.rhythm.on_or_after(pause.until?.following())?;
        }
        Some(day)
    }

    /// The first due date of all that nothing became of yet. It may lie in the past, if nobody
    /// looked then.
    pub fn next_due(&self) -> Option<BusinessDay> {
        self.due_from(self.rhythm.first)
    }
}
