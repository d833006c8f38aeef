//! The cash drawer's day: opened with its float in the morning, counted in the evening by somebody
//! who does not know what should be in it, looked at by somebody else.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::drawer::Direction;

use crate::days::{Days, Errand};
use crate::intent::{DrawerStep, Intent, Login, Planned};
use crate::ledger::Sitting;
use crate::rhythm::{arrival, day_of, days_on, midnight};
use crate::words;

/// Something that is done about the drawer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DrawerWork {
    Open,
    Move,
    HandOver,
    Close,
    /// Somebody asks about the count of the session of that place.
    Question(usize),
    /// Somebody approves it.
    Approve(usize),
}

impl Days {
    /// Writes down what is done about the drawer on a day.
    pub(crate) fn plan_drawer(&mut self, day: NaiveDate) {
        let about = |days: &mut Self, hour: i64, minutes: i64, work: DrawerWork| {
            let seconds = days.dice.between(0..=minutes * 60 - 1);
            let at = midnight(day) + Duration::hours(hour) + Duration::seconds(seconds);
            days.note(at, Errand::Drawer(work));
        };
        about(self, 7, 15, DrawerWork::Open);
        for percent in [50, 25] {
            if self.dice.percent(percent) {
                let at = arrival(&mut self.dice, day);
                self.note(at, Errand::Drawer(DrawerWork::Move));
            }
        }
        for (hour, percent) in [(12, 40), (16, 25)] {
            if self.dice.percent(percent) {
                about(self, hour, 60, DrawerWork::HandOver);
            }
        }
        about(self, 19, 55, DrawerWork::Close);
    }

    fn login(&self, username: &str) -> Login {
        let known = self.model.logins().find(|login| login.username == username);
        known.unwrap_or(self.model.manager)
    }

    /// What is found where so much should be: mostly that, now and then a little more or less, and
    /// seldom so much that somebody asks.
    fn found(&mut self, expected: i64) -> i64 {
        let off = match self.dice.below(20) {
            0..14 => 0,
            14..18 => self.dice.between(-20..=20) * 500,
            _ => self.dice.between(-90..=90) * 1_000,
        };
        (expected + off).max(0)
    }

    /// Sees to the drawer, if that fits by now.
    pub(crate) fn see_to_drawer(&mut self, work: DrawerWork, at: DateTime<Utc>) -> Option<Planned> {
        let till = self.a_till();
        let (who, step) = match work {
            DrawerWork::Open => self.open_drawer(till)?,
            DrawerWork::Move => self.move_cash(till)?,
            DrawerWork::HandOver => self.hand_over(till)?,
            DrawerWork::Close => self.close_drawer(at)?,
            DrawerWork::Question(no) => self.question(no)?,
            DrawerWork::Approve(no) => self.approve(no)?,
        };
        let intent = Intent::Drawer(step);
        Some(Planned { at, till, who, intent, refused: None, total: None })
    }

    fn open_drawer(&mut self, till: u8) -> Option<(Login, DrawerStep)> {
        if self.has_open_drawer() {
            return None;
        }
        let (who, float) = (self.cashier(till), self.dice.pick(&[500_000, 300_000, 1_000_000]));
        self.book.figures.sittings.push(Sitting {
            expected: float,
            counted: None,
            holder: who.username,
            closed_by: None,
            approved: false,
        });
        Some((who, DrawerStep::Open(float)))
    }

    fn move_cash(&mut self, till: u8) -> Option<(Login, DrawerStep)> {
        self.book.figures.open()?;
        let who = self.cashier(till);
        let (direction, reason) = if self.dice.percent(70) {
            (Direction::Out, words::one_of(&mut self.dice, &words::PETTY_OUT))
        } else {
            (Direction::In, words::one_of(&mut self.dice, &words::PETTY_IN))
        };
        let amount = self.dice.between(1..=40) * 2_500;
        let signed = if direction == Direction::In { amount } else { -amount };
        self.book.figures.move_cash(signed);
        Some((who, DrawerStep::Move(direction, amount, reason)))
    }

    fn hand_over(&mut self, till: u8) -> Option<(Login, DrawerStep)> {
        let open = self.book.figures.open()?;
        let sitting = self.book.figures.sittings.get(open)?;
        let (holder, expected) = (sitting.holder, sitting.expected);
        // To whoever is at that till; to the manager if they have it.
        let next = self.cashier(till).username;
        let to = if next == holder { self.model.manager.username } else { next };
        if to == holder {
            return None;
        }
        let counted = self.found(expected);
        self.book.figures.sittings.get_mut(open)?.holder = to;
        Some((self.login(holder), DrawerStep::HandOver(counted, to)))
    }

    fn close_drawer(&mut self, at: DateTime<Utc>) -> Option<(Login, DrawerStep)> {
        let open = self.book.figures.open()?;
        let sitting = self.book.figures.sittings.get(open)?;
        let (who, expected) = (self.login(sitting.holder), sitting.expected);
        let counted = self.found(expected);
        let sitting = self.book.figures.sittings.get_mut(open)?;
        (sitting.counted, sitting.closed_by) = (Some(counted), Some(who.username));
        let soon = at + Duration::minutes(self.dice.between(1..=4));
        let morning = midnight(days_on(day_of(at), 1)) + Duration::hours(8);
        let morning = morning + Duration::minutes(self.dice.between(0..=60));
        let looks = if self.dice.percent(25) { soon } else { morning };
        if self.dice.percent(15) {
            self.note(looks, Errand::Drawer(DrawerWork::Question(open)));
        }
        if self.dice.percent(95) {
            self.note_while_open(looks, Errand::Drawer(DrawerWork::Approve(open)));
        }
        let note = (counted != expected).then(|| words::one_of(&mut self.dice, &words::VARIANCE));
        Some((who, DrawerStep::Close(counted, note)))
    }

    fn question(&mut self, no: usize) -> Option<(Login, DrawerStep)> {
        let sitting = self.book.figures.sittings.get(no)?;
        if sitting.approved || sitting.counted.is_none() {
            return None;
        }
        self.book.figures.looked_at = Some(no);
        let note = words::one_of(&mut self.dice, &words::QUESTIONS);
        Some((self.model.manager, DrawerStep::Reconcile(no, note, false)))
    }

    fn approve(&mut self, no: usize) -> Option<(Login, DrawerStep)> {
        let (manager, owner) = (self.model.manager, self.model.owner);
        let sitting = self.book.figures.sittings.get_mut(no)?;
        if sitting.approved || sitting.counted.is_none() {
            return None;
        }
        let own = sitting.holder == manager.username || sitting.closed_by == Some(manager.username);
        sitting.approved = true;
        self.book.figures.looked_at = Some(no);
        let who = if own { owner } else { manager };
        let note = words::one_of(&mut self.dice, &words::APPROVED);
        Some((who, DrawerStep::Reconcile(no, note, true)))
    }
}
