//! Closing a day.

use chrono::{DateTime, Utc};

use super::{ClosedDay, DayBook, DayBookEvent, DayCloseError, DayStatement, Period};
use crate::user::Actor;
use crate::values::{BusinessDay, ChainValue, Outlet};

/// Closes a day.
#[derive(Debug, Clone)]
pub struct CloseDay {
    /// Where, and the calendar there.
    pub outlet: Outlet,
    /// The day, and what its statement reaches over.
    pub period: Period,
    /// The value of the log\'s chain where it was read to.
    pub chain: ChainValue,
    /// What the day comes to.
    pub statement: DayStatement,
    /// The first day before it that something happened on and that is not closed.
    pub earliest_open: Option<BusinessDay>,
    /// Who closes it.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the day is closed. It waits for nobody: drawers and jobs that are open stay so,
/// and what becomes of them on this day later is a correction. So is what comes after an early end
/// of today.
///
/// # Errors
/// [`DayCloseError`].
pub fn close(book: &DayBook, cmd: CloseDay) -> Result<Vec<DayBookEvent>, DayCloseError> {
    let CloseDay { outlet, period, chain, statement, earliest_open, by: closed_by, at } = cmd;
    let (day, today) = (period.business_day, outlet.business_day(at));
    if day > today {
        return Err(DayCloseError::Future { today });
    }
    let last = book.last().map(ClosedDay::closing);
    if let Some(last) = last.filter(|last| day <= last.business_day) {
        return Err(DayCloseError::ClosedUpTo { last: last.business_day });
    }
    if period.after != last {
        return Err(DayCloseError::Overtaken);
    }
    if let Some(earliest) = earliest_open {
        return Err(DayCloseError::EarlierOpen { earliest });
    }
    Ok(vec![DayBookEvent::DayClosed {
        outlet_id: outlet.id,
        business_day: day,
        after: last,
        through: period.through,
        chain,
        statement,
        closed_by,
        occurred_at: at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{closing, cmd, period};
    use super::*;
    use crate::log::replay;
    use crate::settings::fixtures::day;

    fn closed(today: &str) -> DayBook {
        replay(close(&DayBook::default(), cmd(today, period(today, None, 40))).unwrap())
    }

    #[test]
    fn a_day_is_closed_with_its_figures_and_how_far_they_reach() {
        let book = closed("2026-11-23");
        let last = book.last().unwrap();
        assert_eq!(last.closing(), closing("2026-11-23", 40));
        assert_eq!(last.statement.figures.takings.net.get(), 77_000);
        let tomorrow = period("2026-11-24", Some(last.closing()), 60);
        let next: DayBook = replay(close(&book, cmd("2026-11-24", tomorrow)).unwrap());
        assert_eq!(next.last().unwrap().after, Some(closing("2026-11-23", 40)));
    }

    #[test]
    fn a_day_that_has_not_come_is_not_closed() {
        let refused = close(&DayBook::default(), cmd("2026-11-23", period("2026-11-24", None, 4)));
        assert_eq!(refused, Err(DayCloseError::Future { today: day("2026-11-23") }));
    }

    #[test]
    fn a_day_is_closed_once_and_none_before_it_after_that() {
        let book = closed("2026-11-23");
        for again in ["2026-11-23", "2026-11-22"] {
            for after in [None, Some(closing("2026-11-23", 40))] {
                let refused = close(&book, cmd("2026-11-23", period(again, after, 60)));
                assert_eq!(refused, Err(DayCloseError::ClosedUpTo { last: day("2026-11-23") }));
            }
        }
    }

    #[test]
    fn days_are_closed_in_their_order() {
        let earliest = day("2026-11-21");
        let late = cmd("2026-11-23", period("2026-11-23", None, 4));
        let refused =
            close(&DayBook::default(), CloseDay { earliest_open: Some(earliest), ..late });
        assert_eq!(refused, Err(DayCloseError::EarlierOpen { earliest }));
    }

    #[test]
    fn figures_that_were_read_before_another_day_was_closed_do_not_count() {
        let book = closed("2026-11-23");
        for after in [None, Some(closing("2026-11-22", 40)), Some(closing("2026-11-23", 39))] {
            let refused = close(&book, cmd("2026-11-24", period("2026-11-24", after, 60)));
            assert_eq!(refused, Err(DayCloseError::Overtaken), "{after:?}");
        }
    }
}
