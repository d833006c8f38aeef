//! Petty cash: what goes in or out for another reason than a sale.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Drawer, DrawerError, DrawerEvent, amounts};
use crate::user::Actor;
use crate::values::{Money, Notes, Personal, Subject};

/// Which way cash goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Into the drawer.
    In,
    /// Out of it.
    Out,
}

impl Direction {
    /// Both.
    pub const ALL: [Self; 2] = [Self::In, Self::Out];

    /// The way as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }
}

/// Moves petty cash.
#[derive(Debug, Clone)]
pub struct MoveCash {
    /// Which way.
    pub direction: Direction,
    /// How much, in Rupiah.
    pub amount: Money,
    /// What for.
    pub reason: Notes,
    /// Who moves it.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether petty cash is moved. More may go out than should be there: a refusal would tell
/// how much that is before it is counted.
///
/// # Errors
/// [`DrawerError::NotFound`], [`DrawerError::NoOpenSession`], [`DrawerError::AmountOutOfRange`].
pub fn move_cash(drawer: &Drawer, cmd: MoveCash) -> Result<Vec<DrawerEvent>, DrawerError> {
    let (drawer_id, session) = drawer.opened()?;
    if !amounts::is_moved(cmd.amount) {
        return Err(DrawerError::AmountOutOfRange);
    }
    Ok(vec![DrawerEvent::CashMoved {
        drawer_id,
        session_id: session.id,
        direction: cmd.direction,
        amount: cmd.amount,
        reason: Personal::about(Subject::User(cmd.by.id), cmd.reason),
        moved_by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{installed, moving, opened};
    use super::*;
    use crate::log::replay;

    #[test]
    fn petty_cash_changes_what_should_be_there() {
        let mut events = opened(500_000);
        for (direction, amount) in [(Direction::In, 350_000), (Direction::Out, 10_000)] {
            let drawer = replay(events.clone());
            events.extend(move_cash(&drawer, moving(direction, amount)).unwrap());
        }
        let drawer: Drawer = replay(events);
        assert_eq!(drawer.session().unwrap().expected().get(), 840_000, "DRW-03");
    }

    #[test]
    fn more_may_go_out_than_should_be_there_or_it_would_tell_how_much_that_is() {
        let drawer: Drawer = replay(opened(100));
        assert!(move_cash(&drawer, moving(Direction::Out, 101)).is_ok());
    }

    #[test]
    fn petty_cash_is_an_amount_in_an_open_session() {
        for amount in [0, -1, 100_000_001] {
            let refused = move_cash(&replay(opened(0)), moving(Direction::In, amount));
            assert_eq!(refused, Err(DrawerError::AmountOutOfRange));
        }
        let refused = move_cash(&replay(installed()), moving(Direction::In, 1));
        assert_eq!(refused, Err(DrawerError::NoOpenSession));
        let refused = move_cash(&Drawer::default(), moving(Direction::In, 1));
        assert_eq!(refused, Err(DrawerError::NotFound));
    }
}
