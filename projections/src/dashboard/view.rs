//! The counters of the dashboard in Redis, as of the day it is.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::order::ServiceType;
use domain::values::{BusinessDay, Outlet};
use sqlx::MySqlConnection;

use super::sales::{Period, Sales};
use super::{Dashboard, Sums, added};
use crate::runtime::Applied;
use crate::views::{Asked, Fields, Kept, Shown, Unfit, View, ask};
use crate::{ReadDb, ReadError};

/// The view: the sums of each period that is shown of the day, by service, and the first day there is. On
/// the next day it is another view.
#[derive(Debug)]
pub struct SalesCounters;

/// The field of the first day anything is known of.
const FIRST: &str = "first";

fn field(period: Period, service: &str) -> String {
    format!("{}:{service}", period.name())
}

fn every_field() -> impl Iterator<Item = String> {
    let of = |period| ServiceType::ALL.map(|service| field(period, service.name()));
    Period::ALL.into_iter().flat_map(of)
}

fn written(sums: &Sums) -> String {
    format!("[{}]", sums.numbers().map(|number| number.to_string()).join(","))
}

fn sums_of(fields: &Fields, field: &str) -> Result<Sums, Unfit> {
    let known = fields.get(field).ok_or_else(|| Unfit(format!("{field} is not there")))?;
    Ok(Sums::of_numbers(serde_json::from_str(known)?))
}

fn day(text: &str) -> Result<BusinessDay, Unfit> {
    BusinessDay::parse(text).map_err(|_| Unfit(format!("{text:?} is no day")))
}

impl View for SalesCounters {
    const NAME: &'static str = "dashboard";
    const VERSION: i32 = 1;
    type Source = Dashboard;

    fn scope(now: DateTime<Utc>) -> String {
        Outlet::first().business_day(now).to_string()
    }

    async fn fill(tables: &mut MySqlConnection, scope: &str) -> Result<Fields, ReadError> {
        let today = day(scope).map_err(|error| ReadError::Unreadable(error.to_string()))?;
        let sales = Sales::read(tables, today).await?;
        let mut fields = Fields::new();
        for period in Period::ALL {
            for (service, sums) in sales.services(period) {
                fields.insert(field(period, service.name()), written(sums));
            }
        }
        fields.extend(sales.first().map(|first| (FIRST.to_owned(), first.to_string())));
        Ok(fields)
    }

    fn touched(_scope: &str, events: &[Applied<'_>]) -> BTreeSet<String> {
        if added(events).is_empty() {
            return BTreeSet::new();
        }
        every_field().chain([FIRST.to_owned()]).collect()
    }

    fn take_in(scope: &str, fields: &mut Fields, events: &[Applied<'_>]) -> Result<(), Unfit> {
        let today = day(scope)?;
        for ((date, _, service), more) in added(events) {
            let moved = BusinessDay::from(date);
            for period in Period::ALL.into_iter().filter(|period| period.holds(moved, today)) {
                let field = field(period, service);
                let mut sums = sums_of(fields, &field)?;
                sums += more;
                fields.insert(field, written(&sums));
            }
            let first = fields.get(FIRST).map(|first| day(first)).transpose()?;
            if first.is_none_or(|first| moved < first) {
                fields.insert(FIRST.to_owned(), moved.to_string());
            }
        }
        Ok(())
    }
}

fn sales_of(fields: &Fields, today: BusinessDay) -> Result<Sales, Unfit> {
    let mut sales = Sales::nothing(today);
    *sales.first_mut() = fields.get(FIRST).map(|first| day(first)).transpose()?;
    for period in Period::ALL {
        for (service, sums) in sales.services_mut(period) {
            *sums = sums_of(fields, &field(period, service.name()))?;
        }
    }
    Ok(sales)
}

/// What was sold as of that day, at `at_least` that position if it gets there in time, and the position
/// it stands at.
///
/// # Errors
/// [`ReadError`].
pub async fn sales(
    view: &Kept<SalesCounters>,
    read_db: &ReadDb,
    today: BusinessDay,
    at_least: Option<i64>,
) -> Result<(Sales, i64), ReadError> {
    let of_view = |shown: &Shown| {
        (shown.scope == today.to_string()).then_some(())?;
        sales_of(&shown.fields, today).ok()
    };
    match ask(view, read_db, at_least, &[], of_view).await? {
        Asked::View(sales, position) => Ok((sales, position)),
        Asked::Tables(mut snapshot) => {
            Ok((Sales::read(snapshot.connection(), today).await?, snapshot.position))
        }
    }
}
