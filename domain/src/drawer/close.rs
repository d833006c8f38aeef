//! Counting a drawer, blind, and closing it.

use chrono::{DateTime, Utc};

use super::{Count, Denomination, Drawer, DrawerError, DrawerEvent};
use crate::user::Actor;
use crate::values::{Money, Notes, Personal, Subject};

/// Closes a drawer with its count.
#[derive(Debug, Clone)]
pub struct CloseDrawer {
    /// What was found in it, in Rupiah.
    pub counted: Money,
    /// Note by note and coin by coin, if it was counted like that.
    pub denominations: Vec<Denomination>,
    /// What is written down about it.
    pub note: Option<Notes>,
    /// Who counted.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the session is over. Any count is taken, and only then is it told what should
/// have been there.
///
/// # Errors
/// [`DrawerError::NotFound`], [`DrawerError::NoOpenSession`],
/// [`DrawerError::DenominationsDiffer`].
pub fn close(drawer: &Drawer, cmd: CloseDrawer) -> Result<Vec<DrawerEvent>, DrawerError> {
    let (drawer_id, session) = drawer.opened()?;
    let sum = cmd.denominations.iter().map(|kind| kind.worth()).sum();
    if !cmd.denominations.is_empty() && sum != cmd.counted {
        return Err(DrawerError::DenominationsDiffer { sum });
    }
    let count = Count { expected: session.expected(), counted: cmd.counted };
    Ok(vec![DrawerEvent::DrawerClosed {
        drawer_id,
        session_id: session.id,
        expected: count.expected,
        counted: count.counted,
        variance: count.variance(),
        denominations: cmd.denominations,
        note: cmd.note.map(|note| Personal::about(Subject::User(cmd.by.id), note)),
        closed_by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{closed, closing, installed, moving, opened};
    use super::super::{Direction, move_cash};
    use super::*;
    use crate::log::replay;

    #[test]
    fn the_cases_of_the_papers() {
        struct Case(&'static str, i64, &'static [i64], &'static [i64], i64, (i64, i64, bool));
        let cases = [
            Case("DRW-02", 500_000, &[347_000], &[], 846_500, (847_000, -500, false)),
            Case("DRW-03", 500_000, &[350_000], &[10_000], 840_000, (840_000, 0, false)),
            Case("DRW-05", 500_000, &[347_000], &[], 837_000, (847_000, -10_000, false)),
            Case("DRW-06", 500_000, &[347_000], &[], 836_999, (847_000, -10_001, true)),
            Case("DRW-07", 500_000, &[100_000], &[], 615_000, (600_000, 15_000, true)),
            Case("DRW-08", 1_000_000, &[50_000, 40_000], &[], 1_090_000, (1_090_000, 0, false)),
        ];
        for Case(id, opening, cash_in, cash_out, counted, (expected, variance, escalated)) in cases
        {
            let mut events = opened(opening);
            let moves = cash_in.iter().map(|amount| (Direction::In, *amount));
            let moves = moves.chain(cash_out.iter().map(|amount| (Direction::Out, *amount)));
            for (direction, amount) in moves {
                let drawer = replay(events.clone());
                events.extend(move_cash(&drawer, moving(direction, amount)).unwrap());
            }
            events.extend(close(&replay(events.clone()), closing(counted)).unwrap());
            let drawer: Drawer = replay(events);
            let count = drawer.last_counted().unwrap().count;
            assert_eq!(
                (count.expected.get(), count.variance().get()),
                (expected, variance),
                "{id}"
            );
            assert_eq!(count.is_balanced(), variance == 0, "{id}");
            assert_eq!(count.is_escalated(), escalated, "{id}");
        }
    }

    #[test]
    fn denominations_make_the_count() {
        let drawer: Drawer = replay(opened(250_000));
        let kinds = |count| {
            let of = |value, count| Denomination::new(Money::rupiah(value), count).unwrap();
            vec![of(100_000, count), of(50_000, 1)]
        };
        let cmd = CloseDrawer { denominations: kinds(2), ..closing(250_000) };
        assert!(close(&drawer, cmd).is_ok());
        let cmd = CloseDrawer { denominations: kinds(1), ..closing(250_000) };
        let sum = Money::rupiah(150_000);
        assert_eq!(close(&drawer, cmd), Err(DrawerError::DenominationsDiffer { sum }));
    }

    #[test]
    fn what_is_counted_is_over() {
        let drawer: Drawer = replay(closed(500_000, 500_000));
        assert_eq!(drawer.session(), None);
        assert_eq!(close(&drawer, closing(500_000)), Err(DrawerError::NoOpenSession));
        assert_eq!(close(&replay(installed()), closing(0)), Err(DrawerError::NoOpenSession));
    }
}
