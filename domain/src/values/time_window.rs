//! Between which hours somebody waits for a delivery.

use serde::{Deserialize, Serialize};

use super::ValueError;

/// A part of a day, written `08:00-12:00`, in the outlet's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeWindow {
    from: u16,
    to: u16,
}

impl TimeWindow {
    /// Reads `HH:MM-HH:MM`, the second later than the first.
    ///
    /// # Errors
    /// [`ValueError::Format`] for anything else.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let wrong = ValueError::Format("must be a time window such as 08:00-12:00");
        let read = || {
            let (from, to) = text.trim().split_once('-')?;
            let window = Self { from: minutes(from)?, to: minutes(to)? };
            (window.from < window.to).then_some(window)
        };
        read().ok_or(wrong)
    }
}

fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two_digits = |part: &str| -> Option<u16> {
        let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse().ok()).flatten()
    };
    let (hour, minute) = (two_digits(hour)?, two_digits(minute)?);
    let whole = hour * 60 + minute;
    (minute < 60 && whole <= 24 * 60).then_some(whole)
}

impl std::fmt::Display for TimeWindow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { from, to } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

impl TryFrom<String> for TimeWindow {
    type Error = ValueError;

    fn try_from(text: String) -> Result<Self, ValueError> {
        Self::parse(&text)
    }
}

impl From<TimeWindow> for String {
    fn from(window: TimeWindow) -> Self {
        window.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_ends_after_it_begins() {
        assert_eq!(TimeWindow::parse("08:00-12:30").unwrap().to_string(), "08:00-12:30");
        for bad in ["", "8:00-12:00", "12:00-08:00", "08:00", "08:00-24:01", "08:60-09:00"] {
            assert!(TimeWindow::parse(bad).is_err(), "{bad}");
        }
    }
}
