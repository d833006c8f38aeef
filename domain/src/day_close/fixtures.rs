//! Entries and periods the tests of this folder speak of.

use super::{
    CloseDay, Closing, DayStatement, DrawerCount, DrawerMark, DrawerMarked, Entry, Figure, Heading,
    Period, Sums,
};
use crate::order::ServiceType;
use crate::payment::PaymentMethod;
use crate::settings::fixtures::{day, ibu};
use crate::values::{ChainValue, DrawerId, DrawerSessionId, Money, Outlet};

pub(crate) fn closing(business_day: &str, through: i64) -> Closing {
    Closing { business_day: day(business_day), through }
}

pub(crate) fn period(business_day: &str, after: Option<Closing>, through: i64) -> Period {
    Period { business_day: day(business_day), after, through }
}

pub(crate) fn line(business_day: &str, heading: Heading, sums: Sums) -> Entry {
    Entry { business_day: day(business_day), figure: Figure::Line(heading, sums) }
}

pub(crate) fn drawer(business_day: &str, mark: DrawerMark) -> Entry {
    Entry { business_day: day(business_day), figure: Figure::Drawer(mark) }
}

pub(crate) fn open_drawer(float: i64) -> DrawerMark {
    DrawerMark {
        session_id: DrawerSessionId::new(1).unwrap(),
        drawer_id: DrawerId::FIRST,
        opening_balance: Money::rupiah(float),
        marked: DrawerMarked::Opened,
    }
}

pub(crate) fn counted(float: i64, cash_in: i64, cash_out: i64, counted: i64) -> DrawerMark {
    let [cash_in, cash_out, counted] = [cash_in, cash_out, counted].map(Money::rupiah);
    let expected = Money::rupiah(float) + cash_in - cash_out;
    let variance = counted - expected;
    let count = DrawerCount { cash_in, cash_out, expected, counted, variance };
    DrawerMark { marked: DrawerMarked::Counted(count), ..open_drawer(float) }
}

/// Closes that day at its end; `today` is the day on which that is said.
pub(crate) fn cmd(today: &str, period: Period) -> CloseDay {
    let outlet = Outlet::first();
    CloseDay {
        outlet,
        statement: DayStatement::of(&period, entries(&period), 2).unwrap(),
        period,
        chain: ChainValue::parse(&"07".repeat(32)).unwrap(),
        earliest_open: None,
        by: ibu(),
        at: format!("{today}T14:00:00Z").parse().unwrap(),
    }
}

/// A little of everything, on that day and, if one is closed before it, for that one too.
fn entries(period: &Period) -> Vec<Entry> {
    let one = |amount| Sums::one(Money::rupiah(amount));
    let of = |business_day, figure| Entry { business_day, figure };
    let today = |figure| of(period.business_day, figure);
    let completed = Sums {
        discount: Money::rupiah(5_000),
        tax: Money::rupiah(7_000),
        cut: Money::rupiah(21_000),
        net: Money::rupiah(49_000),
        ..one(77_000)
    };
    let mut all = vec![
        today(Figure::Line(Heading::Completed(ServiceType::CarWash), completed)),
        today(Figure::Line(Heading::Taken(PaymentMethod::Cash), one(77_000))),
        today(Figure::Drawer(open_drawer(500_000))),
        today(Figure::Drawer(counted(500_000, 77_000, 0, 577_000))),
    ];
    if let Some(before) = period.after {
        let late = Figure::Line(Heading::PaidOut(PaymentMethod::Cash), one(10_000));
        all.push(of(before.business_day, late));
    }
    all
}
