//! What a day comes to, and what was frozen of it.

use chrono::NaiveDate;
use domain::day_close::{ClosedDay, Closing, DayStatement, Entry, Figure, Heading, Period, Sums};
use domain::values::{BusinessDay, ChainValue, Money, OutletId};
use infra::hex::hex;
use sqlx::mysql::{MySqlArguments, MySqlRow};
use sqlx::query::Query;
use sqlx::{MySql, Row};

use super::rows::DRAWER;
use crate::json;
use crate::list::{Conditions, Kind, Listing, Page, Paging, Sort, Source};
use crate::{ReadError, Snapshot};

/// The day.
pub const BY_DAY: Sort = Sort { name: "createdAt", column: "c.business_day", kind: Kind::Day };

/// What a day that is not closed comes to, as far as the snapshot knows.
#[derive(Debug, Clone)]
pub struct Reading {
    /// What was read: everything up to the snapshot that is in no statement yet.
    pub period: Period,
    /// The value of the log's chain where it was read to.
    pub chain: ChainValue,
    /// What it comes to.
    pub statement: DayStatement,
    /// The first day before it that something happened on and that is not closed.
    pub earliest_open: Option<BusinessDay>,
}

/// What a day of an outlet comes to, with what came since the last statement for days that are
/// closed. Of a day that is closed itself there is the latter only.
///
/// # Errors
/// [`ReadError`].
pub async fn read(
    snapshot: &mut Snapshot,
    outlet: OutletId,
    business_day: BusinessDay,
) -> Result<Reading, ReadError> {
    let after = last(snapshot, outlet).await?;
    let period = Period { business_day, after, through: snapshot.position };
    let mut entries = Vec::new();
    if after.is_none_or(|before| business_day > before.business_day) {
        let of_the_day = Which { outlet, day: business_day, later_than: None };
        entries.extend(of_the_day.entries(snapshot).await?);
    }
    if let Some(Closing { business_day: day, through }) = after {
        let later = Which { outlet, day, later_than: Some(through) };
        entries.extend(later.entries(snapshot).await?);
    }
    let earliest_open = earliest_open(snapshot, outlet, &period).await?;
    let open_orders = open_orders(snapshot, outlet).await?;
    let statement = DayStatement::of(&period, entries, open_orders)
        .map_err(|unbalanced| ReadError::Unreadable(unbalanced.to_string()))?;
    let chain = chain(snapshot).await?;
    Ok(Reading { period, chain, statement, earliest_open })
}

/// The chain's value at the snapshot's position.
async fn chain(snapshot: &mut Snapshot) -> Result<ChainValue, ReadError> {
    let row = sqlx::query("SELECT chain FROM day_book_checkpoint")
        .fetch_one(snapshot.connection())
        .await?;
    let chain: &[u8] = row.try_get_unchecked(0)?;
    ChainValue::parse(&hex(chain)).map_err(|error| ReadError::Unreadable(error.to_string()))
}

/// Entries of an outlet: of that day; or, of it and all before, those that were written down after
/// that position. As [`Period::part`] says.
struct Which {
    outlet: OutletId,
    day: BusinessDay,
    later_than: Option<i64>,
}

impl Which {
    fn conditions(&self) -> &'static str {
        match self.later_than {
            None => "outlet_id = ? AND business_day = ?",
            Some(_) => "outlet_id = ? AND business_day <= ? AND position > ?",
        }
    }

    fn bind<'q>(
        &self,
        query: Query<'q, MySql, MySqlArguments>,
    ) -> Query<'q, MySql, MySqlArguments> {
        let query = query.bind(self.outlet.get()).bind(self.day.date());
        match self.later_than {
            None => query,
            Some(position) => query.bind(position),
        }
    }

    async fn entries(&self, snapshot: &mut Snapshot) -> Result<Vec<Entry>, ReadError> {
        let conditions = self.conditions();
        let sql = format!(
            "SELECT business_day, kind, label, CAST(SUM(count) AS SIGNED),
                    CAST(SUM(amount) AS SIGNED), CAST(SUM(discount) AS SIGNED),
                    CAST(SUM(tax) AS SIGNED), CAST(SUM(cut) AS SIGNED), CAST(SUM(net) AS SIGNED),
                    CAST(SUM(rounding) AS SIGNED)
             FROM day_book WHERE {conditions} AND drawer IS NULL
             GROUP BY business_day, kind, label"
        );
        let rows = self.bind(sqlx::query(&sql)).fetch_all(snapshot.connection()).await?;
        let mut entries = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
        let sql = format!(
            "SELECT business_day, drawer FROM day_book
             WHERE {conditions} AND kind = '{DRAWER}' ORDER BY position"
        );
        let rows = self.bind(sqlx::query(&sql)).fetch_all(snapshot.connection()).await?;
        for row in &rows {
            let mark = Figure::Drawer(json::read(row, 1)?);
            entries.push(Entry { business_day: day(row)?, figure: mark });
        }
        Ok(entries)
    }
}

fn day(row: &MySqlRow) -> Result<BusinessDay, ReadError> {
    let date: NaiveDate = row.try_get(0)?;
    Ok(date.into())
}

fn line(row: &MySqlRow) -> Result<Entry, ReadError> {
    let (kind, label): (&str, &str) = (row.try_get(1)?, row.try_get(2)?);
    let heading = Heading::named(kind, label)
        .ok_or_else(|| ReadError::Unreadable(format!("a figure of {kind} {label}")))?;
    let amount = |column| Ok::<_, ReadError>(Money::rupiah(row.try_get(column)?));
    let sums = Sums {
        count: row.try_get(3)?,
        amount: amount(4)?,
        discount: amount(5)?,
        tax: amount(6)?,
        cut: amount(7)?,
        net: amount(8)?,
        rounding: amount(9)?,
    };
    Ok(Entry { business_day: day(row)?, figure: Figure::Line(heading, sums) })
}

/// The last day of an outlet that is closed.
async fn last(snapshot: &mut Snapshot, outlet: OutletId) -> Result<Option<Closing>, ReadError> {
    let row = sqlx::query(
        "SELECT business_day, through FROM closed_days WHERE outlet_id = ?
         ORDER BY business_day DESC LIMIT 1",
    )
    .bind(outlet.get())
    .fetch_optional(snapshot.connection())
    .await?;
    let closing =
        |row: MySqlRow| Ok(Closing { business_day: day(&row)?, through: row.try_get(1)? });
    row.map(closing).transpose()
}

async fn earliest_open(
    snapshot: &mut Snapshot,
    outlet: OutletId,
    period: &Period,
) -> Result<Option<BusinessDay>, ReadError> {
    let after = period.after.map(|before| before.business_day.date());
    let row = sqlx::query(
        "SELECT MIN(business_day) FROM day_book
         WHERE outlet_id = ? AND business_day > COALESCE(?, DATE '0001-01-01') AND business_day < ?",
    )
    .bind(outlet.get())
    .bind(after)
    .bind(period.business_day.date())
    .fetch_one(snapshot.connection())
    .await?;
    let earliest: Option<NaiveDate> = row.try_get(0)?;
    Ok(earliest.map(Into::into))
}

async fn open_orders(snapshot: &mut Snapshot, outlet: OutletId) -> Result<i64, ReadError> {
    let row = sqlx::query("SELECT COUNT(*) FROM day_book_open_orders WHERE outlet_id = ?")
        .bind(outlet.get())
        .fetch_one(snapshot.connection())
        .await?;
    Ok(row.try_get(0)?)
}

/// A day that is closed, as it was frozen.
///
/// # Errors
/// [`ReadError`].
pub async fn find(
    snapshot: &mut Snapshot,
    outlet: OutletId,
    day: BusinessDay,
) -> Result<Option<ClosedDay>, ReadError> {
    let row =
        sqlx::query("SELECT closed FROM closed_days WHERE outlet_id = ? AND business_day = ?")
            .bind(outlet.get())
            .bind(day.date())
            .fetch_optional(snapshot.connection())
            .await?;
    Ok(row.map(|row| json::read(&row, 0)).transpose()?)
}

/// How the list of an outlet's days that are closed is read.
pub fn closed_days(outlet: OutletId) -> Listing {
    let conditions = Conditions::default().and("c.outlet_id = ?", [outlet.get().into()]);
    Listing {
        found: Source::new("closed_days AS c", conditions),
        in_order: None,
        id: "c.outlet_id",
        columns: "one.closed",
        shown: "closed_days AS one \
                ON one.outlet_id = page.list_id AND one.business_day = page.list_value"
            .to_owned(),
    }
}

/// A page of an outlet's days that are closed.
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    outlet: OutletId,
    paging: &Paging,
) -> Result<Page<ClosedDay>, ReadError> {
    closed_days(outlet).read(snapshot, paging, |row| Ok(json::read(row, 0)?)).await
}
