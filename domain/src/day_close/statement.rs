//! The statement of a day.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{DrawerMark, Figures, Heading, Period, Sums};
use crate::values::BusinessDay;

/// A figure that something moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// So much, under that heading.
    Line(Heading, Sums),
    /// A session of a drawer.
    Drawer(DrawerMark),
}

/// A figure, and the day it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The outlet's day.
    pub business_day: BusinessDay,
    /// What, or the sum of several of the same.
    pub figure: Figure,
}

/// The figures do not add up: a fault of the software, not of the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a day's figures do not add up: it is not so that {0}")]
pub struct Unbalanced(pub(super) &'static str);

/// What came later for a day that had been closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Correction {
    /// The day it belongs to.
    pub business_day: BusinessDay,
    /// What changed.
    pub figures: Figures,
}

/// The statement of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DayStatement {
    /// What the day came to.
    pub figures: Figures,
    /// What came later for earlier days, each by itself. No part of the day's figures.
    pub corrections: Vec<Correction>,
    /// Orders, of whatever day, that were neither done nor called off.
    pub open_orders: i64,
}

impl DayStatement {
    /// Makes the statement of a period from the entries that belong to it.
    ///
    /// # Errors
    /// [`Unbalanced`] if they do not add up.
    pub fn of(
        period: &Period,
        entries: impl IntoIterator<Item = Entry>,
        open_orders: i64,
    ) -> Result<Self, Unbalanced> {
        let mut figures = Figures::default();
        let mut later: BTreeMap<BusinessDay, Figures> = BTreeMap::new();
        for Entry { business_day, figure } in entries {
            let closed = |day| period.after.is_some_and(|before| day <= before.business_day);
            let figures = match business_day {
                day if closed(day) => later.entry(day).or_default(),
                day if day == period.business_day => &mut figures,
                _ => return Err(Unbalanced("every entry is of the day, or of one that is closed")),
            };
            match figure {
                Figure::Line(heading, sums) => figures.book(heading, sums),
                Figure::Drawer(mark) => figures.mark(&mark),
            }
        }
        let correction = |(business_day, figures)| Correction { business_day, figures };
        let corrections: Vec<Correction> = later.into_iter().map(correction).collect();
        figures.balanced()?;
        corrections.iter().try_for_each(|later| later.figures.balanced())?;
        Ok(Self { figures, corrections, open_orders })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{closing, counted, drawer, line, open_drawer, period};
    use super::*;
    use crate::order::ServiceType::{CarWash, Laundry};
    use crate::payment::PaymentMethod::{BankTransfer, Cash};
    use crate::settings::fixtures::day;
    use crate::values::Money;

    fn washed(amount: i64) -> (Heading, Sums) {
        let [amount, cut, net] = [amount, amount * 3 / 10, amount * 7 / 10].map(Money::rupiah);
        (Heading::Completed(CarWash), Sums { cut, net, ..Sums::one(amount) })
    }

    #[test]
    fn a_day_adds_up_by_service_by_method_and_drawer_by_drawer() {
        let today = "2026-11-23";
        let one = |amount| Sums::one(Money::rupiah(amount));
        let entries = [
            line(today, Heading::Placed(CarWash), one(0)),
            line(today, washed(75_000).0, washed(75_000).1),
            line(today, Heading::Taken(Cash), one(75_000)),
            line(today, Heading::Taken(BankTransfer), one(40_000)),
            line(today, Heading::Voided(BankTransfer), one(40_000)),
            line(today, Heading::Refunded(Laundry), one(10_000)),
            line(today, Heading::PaidOut(Cash), one(10_000)),
            drawer(today, counted(500_000, 75_000, 10_000, 564_500)),
        ];
        let DayStatement { figures, corrections, open_orders } =
            DayStatement::of(&period(today, None, 9), entries, 3).unwrap();
        assert_eq!((corrections.len(), open_orders), (0, 3));
        let OrderTotals { revenue, cut, net, refunded } = OrderTotals::of(&figures);
        assert_eq!((revenue, cut, net, refunded), (75_000, 22_500, 52_500, 10_000));
        assert_eq!(figures.takings.net.get(), 65_000);
        assert_eq!((figures.takings.payments, figures.takings.voids), (2, 1));
        let cash = figures.by_method.iter().find(|of| of.method == Cash).unwrap().sums;
        assert_eq!(
            (cash.taken.get(), cash.refunded.get(), cash.net.get()),
            (75_000, 10_000, 65_000)
        );
        assert_eq!(figures.drawers[0].count.unwrap().variance.get(), -500, "DRW-02");
    }

    struct OrderTotals {
        revenue: i64,
        cut: i64,
        net: i64,
        refunded: i64,
    }

    impl OrderTotals {
        fn of(figures: &Figures) -> Self {
            let sums = figures.orders;
            let [revenue, cut, net, refunded] =
                [sums.revenue, sums.employee_cut, sums.business_net, sums.refunded].map(Money::get);
            Self { revenue, cut, net, refunded }
        }
    }

    #[test]
    fn what_came_later_for_a_closed_day_stands_by_itself() {
        let (sunday, monday) = ("2026-11-22", "2026-11-23");
        let late = line(sunday, Heading::Taken(Cash), Sums::one(Money::rupiah(20_000)));
        let period = period(monday, Some(closing(sunday, 5)), 9);
        let statement = DayStatement::of(&period, [late], 0).unwrap();
        assert_eq!(statement.figures, Figures::default(), "Monday took nothing");
        let [correction] = &statement.corrections[..] else { panic!("{statement:?}") };
        assert_eq!(correction.business_day, day(sunday));
        assert_eq!(correction.figures.takings.taken.get(), 20_000);
    }

    #[test]
    fn an_open_drawer_shows_its_float_only_and_a_later_count_is_a_correction() {
        let (sunday, monday) = ("2026-11-22", "2026-11-23");
        let opened = drawer(sunday, open_drawer(500_000));
        let statement = DayStatement::of(&period(sunday, None, 5), [opened], 0).unwrap();
        let session = statement.figures.drawers[0];
        assert_eq!((session.opening_balance.get(), session.count), (500_000, None));
        let counted = drawer(sunday, counted(500_000, 1_000, 0, 501_000));
        let next = period(monday, Some(closing(sunday, 5)), 9);
        let statement = DayStatement::of(&next, [counted], 0).unwrap();
        let session = statement.corrections[0].figures.drawers[0];
        assert!(!session.opened && session.count.is_some());
    }

    #[test]
    fn figures_that_do_not_add_up_make_no_statement() {
        let today = "2026-11-23";
        let (heading, sums) = washed(75_000);
        let too_much = Sums { net: sums.net + Money::rupiah(1), ..sums };
        let mut wrong = counted(500_000, 1_000, 0, 501_000);
        wrong.opening_balance = Money::ZERO;
        for entry in [
            line(today, heading, too_much),
            line("2026-11-22", heading, sums),
            line("2026-11-24", heading, sums),
            drawer(today, wrong),
        ] {
            let refused = DayStatement::of(&period(today, None, 9), [entry], 0);
            assert!(refused.is_err(), "{entry:?}");
        }
    }
}
