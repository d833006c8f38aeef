//! Today's takings in Redis, with those of the days before that may still be today somewhere.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::values::BusinessDay;
use sqlx::mysql::MySqlRow;
use sqlx::{MySqlConnection, Row};

use super::{DayTakings, Sums, Takings, add, of_day};
use crate::runtime::Applied;
use crate::views::{Asked, Fields, Kept, Shown, Unfit, View, ask};
use crate::{ReadDb, ReadError};

/// The view: the sums of each day, outlet and service, and of each day, outlet and method, from the
/// first day of its scope on.
#[derive(Debug)]
pub struct TodaysTakings;

/// `service` or `method`, day, outlet, which.
fn field(kind: &str, day: NaiveDate, outlet: i64, of: &str) -> String {
    format!("{kind}:{day}:{outlet}:{of}")
}

/// The sums of events, by field; those of days before the scope are the tables' alone.
fn sums(scope: &str, events: &[Applied<'_>]) -> Vec<(String, [i64; 5])> {
    let mut sums = Sums::default();
    for applied in events {
        sums.add(applied.event);
    }
    let of = |kind: &'static str| {
        move |((day, outlet, of), sums): ((NaiveDate, i64, &str), [i64; 5])| {
            (day, field(kind, day, outlet, of), sums)
        }
    };
    let all = sums.by_service.into_iter().map(of("service"));
    all.chain(sums.by_method.into_iter().map(of("method")))
        .filter(|(day, ..)| day.to_string().as_str() >= scope)
        .map(|(_, field, sums)| (field, sums))
        .collect()
}

impl View for TodaysTakings {
    const NAME: &'static str = "takings";
    const VERSION: i32 = 1;
    type Source = Takings;

    fn scope(now: DateTime<Utc>) -> String {
        (now - TimeDelta::days(2)).date_naive().to_string()
    }

    async fn fill(tables: &mut MySqlConnection, scope: &str) -> Result<Fields, ReadError> {
        let mut fields = Fields::new();
        let row = |kind, row: &MySqlRow| -> Result<(String, String), sqlx::Error> {
            let column = |at: usize| row.try_get::<i64, _>(at);
            let sums = [column(3)?, column(4)?, column(5)?, column(6)?, column(7)?];
            let field = field(kind, row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            Ok((field, written(sums)))
        };
        let by_service = "SELECT business_day, outlet_id, service_type, orders, revenue, discount, \
                          tax, refunded FROM takings_by_service WHERE business_day >= ?";
        let by_method = "SELECT business_day, outlet_id, payment_method, payments, amount, rounding, \
                         refunds, refunded FROM takings_by_method WHERE business_day >= ?";
        for (kind, sql) in [("service", by_service), ("method", by_method)] {
            for found in sqlx::query(sql).bind(scope).fetch_all(&mut *tables).await? {
                fields.extend([row(kind, &found)?]);
            }
        }
        Ok(fields)
    }

    fn touched(scope: &str, events: &[Applied<'_>]) -> BTreeSet<String> {
        sums(scope, events).into_iter().map(|(field, _)| field).collect()
    }

    fn take_in(scope: &str, fields: &mut Fields, events: &[Applied<'_>]) -> Result<(), Unfit> {
        for (field, more) in sums(scope, events) {
            let mut sums = match fields.get(&field) {
                Some(known) => serde_json::from_str(known)?,
                None => [0; 5],
            };
            add(&mut sums, more);
            fields.insert(field, written(sums));
        }
        Ok(())
    }
}

fn written(sums: [i64; 5]) -> String {
    format!("[{}]", sums.map(|sum| sum.to_string()).join(","))
}

/// All outlets' takings of a business day, at `at_least` that position if they get there in time, and
/// the position they stand at.
///
/// # Errors
/// [`ReadError`].
pub async fn day(
    view: &Kept<TodaysTakings>,
    read_db: &ReadDb,
    day: BusinessDay,
    at_least: Option<i64>,
) -> Result<(DayTakings, i64), ReadError> {
    let of_view = |shown: &Shown| {
        let date = day.date().to_string();
        (date >= shown.scope).then_some(())?;
        let mut takings = DayTakings::nothing();
        for (name, value) in &shown.fields {
            let mut parts = name.splitn(4, ':');
            let (kind, of_day, _, of) =
                (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
            if of_day == date {
                let sums = serde_json::from_str(value).ok()?;
                match kind {
                    "service" => takings.add_service(of, sums),
                    _ => takings.add_method(of, sums),
                }
            }
        }
        Some(takings)
    };
    match ask(view, read_db, at_least, &[], of_view).await? {
        Asked::View(takings, position) => Ok((takings, position)),
        Asked::Tables(mut snapshot) => Ok((of_day(&mut snapshot, day).await?, snapshot.position)),
    }
}
