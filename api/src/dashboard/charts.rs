//! `GET /dashboard/charts`

use axum::extract::State;
use axum::http::HeaderMap;
use chrono::Datelike;
use domain::order::ServiceType;
use domain::user::Permission;
use domain::values::{BusinessDay, DayRange, Month};
use projections::dashboard::{Dashboard, DaySums, Sums, by_day};
use projections::runtime::Projection;
use serde::Serialize;
use utoipa::ToSchema;

use super::period::{SalesReply, ServiceShare, shares, whole};
use crate::error::ApiError;
use crate::payment::reply::today;
use crate::query::{Params, one_of};
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// A year month by month, or a month day by day. Amounts in Rupiah.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChartsReply {
    year: i32,
    month: Option<u32>,
    /// The only service that is shown, if one was asked for.
    service_type: Option<&'static str>,
    /// The months, such as 2026-11, or the days, such as 2026-11-23: every one of them.
    labels: Vec<String>,
    /// What all services that are shown came to in each.
    total: SeriesReply,
    /// The same of each service.
    series: Vec<ServiceSeriesReply>,
    /// What each came to in all of the time.
    pie: Vec<ServiceShare>,
    /// What all of that comes to.
    sum: SalesReply,
    /// The position of the log the figures stand at.
    as_of_position: i64,
}

/// A number for each label.
#[derive(Default, Serialize, ToSchema)]
struct SeriesReply {
    gross: Vec<i64>,
    net: Vec<i64>,
    orders: Vec<i64>,
}

#[derive(Serialize, ToSchema)]
struct ServiceSeriesReply {
    service: &'static str,
    #[serde(flatten)]
    points: SeriesReply,
}

impl SeriesReply {
    fn of(points: impl IntoIterator<Item = Sums>) -> Self {
        let mut series = Self::default();
        for sums in points {
            series.gross.push(sums.gross.get());
            series.net.push(sums.net().get());
            series.orders.push(sums.orders);
        }
        series
    }
}

/// What is drawn: a year, or a month of it.
#[derive(Clone, Copy)]
enum Span {
    Year(DayRange),
    Month(DayRange),
}

impl Span {
    fn of(year: i32, month: Option<u32>) -> Option<Self> {
        let named = |month: u32| Month::parse(&format!("{year:04}-{month:02}")).ok();
        if let Some(month) = month {
            return named(month).map(|month| Self::Month(DayRange::month(month)));
        }
        let (first, last) = (named(1)?.first_day(), named(12)?.last_day());
        DayRange::new(first, last).ok().map(Self::Year)
    }

    const fn days(self) -> DayRange {
        match self {
            Self::Year(days) | Self::Month(days) => days,
        }
    }

    fn labels(self) -> Vec<String> {
        let mut labels: Vec<String> = match self {
            Self::Year(days) => days.days().map(|day| Month::of(day).to_string()).collect(),
            Self::Month(days) => days.days().map(|day| day.to_string()).collect(),
        };
        labels.dedup();
        labels
    }

    /// Under which label a day stands, from 0.
    fn place(self, day: BusinessDay) -> usize {
        let date = day.date();
        (match self {
            Self::Year(_) => date.month0(),
            Self::Month(_) => date.day0(),
        }) as usize
    }
}

/// A service's sums under each label.
type Points = (ServiceType, Vec<Sums>);

fn points(span: Span, days: &[DaySums], shown: &[ServiceType]) -> Vec<Points> {
    let nothing = vec![Sums::default(); span.labels().len()];
    let mut all: Vec<Points> = shown.iter().map(|shown| (*shown, nothing.clone())).collect();
    for DaySums { day, service, sums } in days {
        let line = all.iter_mut().find(|(shown, _)| shown == service);
        if let Some(point) = line.and_then(|(_, line)| line.get_mut(span.place(*day))) {
            *point += *sums;
        }
    }
    all
}

impl ChartsReply {
    fn of(span: Span, service: Option<ServiceType>, days: &[DaySums], as_of_position: i64) -> Self {
        let all = ServiceType::ALL;
        let shown: Vec<ServiceType> = service.map_or_else(|| all.to_vec(), |one| vec![one]);
        let points = points(span, days, &shown);
        let labels = span.labels();
        let at = |n: usize| {
            let mut sums = Sums::default();
            for point in points.iter().filter_map(|(_, line)| line.get(n)) {
                sums += *point;
            }
            sums
        };
        let summed = |(service, line): &Points| {
            let mut sums = Sums::default();
            for point in line {
                sums += *point;
            }
            (*service, sums)
        };
        let sums: Vec<(ServiceType, Sums)> = points.iter().map(summed).collect();
        let first = span.days().first().date();
        Self {
            year: first.year(),
            month: matches!(span, Span::Month(_)).then(|| first.month()),
            service_type: service.map(ServiceType::name),
            total: SeriesReply::of((0..labels.len()).map(at)),
            series: points
                .iter()
                .map(|(service, line)| ServiceSeriesReply {
                    service: service.name(),
                    points: SeriesReply::of(line.iter().copied()),
                })
                .collect(),
            pie: shares(&sums),
            sum: whole(&sums).into(),
            labels,
            as_of_position,
        }
    }
}

fn within<T>(range: std::ops::RangeInclusive<T>) -> impl Fn(&str) -> Result<T, String>
where
    T: std::str::FromStr + PartialOrd + std::fmt::Display,
{
    move |text| {
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| format!("must be from {} to {}", range.start(), range.end()))
    }
}

/// Sales of a year month by month, or of a month day by day, to be drawn: this year unless another is
/// given. Days and months to come stand there with zeros.
#[utoipa::path(get, path = "/api/v1/dashboard/charts", tag = "dashboard",
    security(("bearer" = [])),
    params(("year" = Option<i32>, Query), ("month" = Option<u32>, Query, description = "1 to 12"),
        ("serviceType" = Option<String>, Query),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<ChartsReply>), Refusals))]
pub(crate) async fn charts(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<ChartsReply>>, ApiError> {
    staff.may(Permission::ReportsRead).await?;
    let year = params.take("year", within(2000..=9999)).unwrap_or_else(|| today().year());
    let month = params.take("month", within(1..=12));
    let service = params.take("serviceType", one_of(&ServiceType::ALL, ServiceType::name));
    params.finish()?;
    let span = Span::of(year, month).ok_or_else(|| ApiError::not_found("such year"))?;
    let mut snapshot = till.read_db.snapshot(Dashboard::NAME, min_position(&headers)?).await?;
    let days = by_day(&mut snapshot, span.days()).await?;
    let position = snapshot.position;
    Ok(Reply::ok(ChartsReply::of(span, service, &days, position)).at(position))
}

#[cfg(test)]
mod tests {
    use domain::values::Money;

    use super::*;

    fn sold(day: &str, service: ServiceType, gross: i64, refunded: i64) -> DaySums {
        let sums = Sums {
            orders: 1,
            gross: Money::rupiah(gross),
            refunded: Money::rupiah(refunded),
            ..Sums::default()
        };
        DaySums { day: BusinessDay::parse(day).unwrap(), service, sums }
    }

    #[test]
    fn a_year_has_twelve_months_and_a_month_its_days() {
        let days = [
            sold("2028-02-29", ServiceType::CarWash, 75_000, 0),
            sold("2028-02-01", ServiceType::Laundry, 25_000, 5_000),
            sold("2028-12-31", ServiceType::CarWash, 100_000, 0),
        ];
        let year = ChartsReply::of(Span::of(2028, None).unwrap(), None, &days, 7);
        assert_eq!(year.labels.len(), 12);
        assert_eq!((year.labels[1].as_str(), year.labels[11].as_str()), ("2028-02", "2028-12"));
        assert_eq!(
            (year.total.gross[1], year.total.net[1], year.total.orders[1]),
            (100_000, 95_000, 2)
        );
        assert_eq!(year.series.len(), 4);
        assert_eq!(year.series[0].points.gross[11], 100_000);
        assert_eq!(year.pie.len(), 4);

        let span = Span::of(2028, Some(2)).unwrap();
        let days = days.get(..2).unwrap();
        let month = ChartsReply::of(span, Some(ServiceType::CarWash), days, 7);
        assert_eq!(month.labels.len(), 29);
        assert_eq!((month.total.gross[28], month.total.gross[0]), (75_000, 0));
        assert_eq!((month.series.len(), month.pie.len(), month.month), (1, 1, Some(2)));
    }
}
