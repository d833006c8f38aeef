//! How long a debt has been due (section "AR ageing" of the papers).

use crate::values::BusinessDay;

/// How long a debt has been due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bucket {
    /// Not yet, or today.
    Current,
    /// 1 to 29 days.
    UnderThirty,
    /// 30 to 59 days.
    UnderSixty,
    /// 60 days and more.
    SixtyAndMore,
}

impl Bucket {
    /// All of them, the youngest first.
    pub const ALL: [Self; 4] =
        [Self::Current, Self::UnderThirty, Self::UnderSixty, Self::SixtyAndMore];

    /// The bucket of a debt that is so many days overdue.
    pub const fn of(overdue_days: i64) -> Self {
        match overdue_days {
            ..=0 => Self::Current,
            1..=29 => Self::UnderThirty,
            30..=59 => Self::UnderSixty,
            60.. => Self::SixtyAndMore,
        }
    }

    /// The bucket as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::UnderThirty => "1-29",
            Self::UnderSixty => "30-59",
            Self::SixtyAndMore => "60+",
        }
    }
}

/// For how many days something due on that day is overdue: none before, and none on the day itself.
pub fn overdue_days(due_on: BusinessDay, as_of: BusinessDay) -> i64 {
    (as_of.date() - due_on.date()).num_days().max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debts_age_as_the_papers_say() {
        let issued = BusinessDay::parse("2025-07-31").unwrap();
        for (id, days, terms, overdue, bucket) in [
            ("AGE-01", 5, 30, 0, "current"),
            ("the last day in time", 30, 30, 0, "current"),
            ("35 days, net 30", 35, 30, 5, "1-29"),
            ("29 days", 59, 30, 29, "1-29"),
            ("AGE-03", 60, 30, 30, "30-59"),
            ("59 days", 89, 30, 59, "30-59"),
            ("AGE-04", 90, 30, 60, "60+"),
            ("AGE-06", 16, 15, 1, "1-29"),
        ] {
            let found = overdue_days(issued.plus(terms), issued.plus(days));
            assert_eq!((found, Bucket::of(found).name()), (overdue, bucket), "{id}");
        }
    }
}
