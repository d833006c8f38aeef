//! `GET /dashboard`

use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use domain::user::Permission;
use domain::values::DayRange;
use projections::Snapshot;
use projections::dashboard::{Dashboard, OpenOrders, by_service, first_day, open_orders};
use projections::drawers::{Drawers, SessionRow, open_of};
use projections::orders::Orders;
use projections::places::{DrawerRow, Places, drawers};
use projections::receivables::{Overdue, Receivables, overdue};
use projections::runtime::Projection;
use serde::Serialize;
use utoipa::ToSchema;

use super::period::{ComparisonReply, PeriodReply, whole};
use crate::error::ApiError;
use crate::payment::reply::today;
use crate::query::Params;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// How business is. Amounts in Rupiah.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DashboardReply {
    /// The business day it is.
    date: String,
    today: PeriodReply,
    /// This month so far.
    month: PeriodReply,
    /// This year so far.
    year: PeriodReply,
    /// Since the first sale there is.
    all_time: PeriodReply,
    /// Yesterday, and today beside it.
    previous_day: ComparisonReply,
    /// The same days of the year before, and this year beside them.
    year_to_date: ComparisonReply,
    open_orders: OpenOrdersReply,
    /// Whether any drawer is open.
    drawer_open: bool,
    drawers: Vec<DrawerStandingReply>,
    receivables_overdue: OverdueReply,
    /// The position of the log the figures stand at.
    as_of_position: i64,
}

/// Orders that something is still to be done about.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OpenOrdersReply {
    #[serde(flatten)]
    all: StandingReply,
    by_service: Vec<ServiceStandingReply>,
}

/// How many orders stand how.
#[derive(Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StandingReply {
    pending: i64,
    in_progress: i64,
    /// Done, and not fully paid.
    completed: i64,
}

#[derive(Serialize, ToSchema)]
struct ServiceStandingReply {
    service: &'static str,
    #[serde(flatten)]
    standing: StandingReply,
}

impl StandingReply {
    fn of<'a>(orders: impl IntoIterator<Item = &'a OpenOrders>) -> Self {
        let mut standing = Self::default();
        for open in orders {
            let count = match open.status {
                "pending" => &mut standing.pending,
                "in_progress" => &mut standing.in_progress,
                _ => &mut standing.completed, // there is no other that is open
            };
            *count += open.orders;
        }
        standing
    }
}

impl OpenOrdersReply {
    fn of(orders: &[OpenOrders]) -> Self {
        let service = |orders: &[OpenOrders]| ServiceStandingReply {
            service: orders.first().map_or("", |open| open.service.name()),
            standing: StandingReply::of(orders),
        };
        Self {
            all: StandingReply::of(orders),
            by_service: orders
                .chunk_by(|one, next| one.service == next.service)
                .map(service)
                .collect(),
        }
    }
}

/// Whether a drawer is open, and who has it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DrawerStandingReply {
    drawer_id: i64,
    name: String,
    open: bool,
    session_id: Option<i64>,
    held_by: Option<String>,
    opened_at: Option<DateTime<Utc>>,
}

impl DrawerStandingReply {
    fn of(drawer: DrawerRow, session: Option<&SessionRow>) -> Self {
        Self {
            drawer_id: drawer.id,
            name: drawer.name,
            open: session.is_some(),
            session_id: session.map(|session| session.id.get()),
            held_by: session.map(|session| session.holder.username.get().to_string()),
            opened_at: session.map(|session| session.opened_at),
        }
    }
}

/// What is owed on invoices that are overdue.
#[derive(Serialize, ToSchema)]
struct OverdueReply {
    invoices: i64,
    /// In Rupiah.
    owed: i64,
}

impl From<Overdue> for OverdueReply {
    fn from(overdue: Overdue) -> Self {
        Self { invoices: overdue.invoices, owed: overdue.owed.get() }
    }
}

async fn standing_drawers(snapshot: &mut Snapshot) -> Result<Vec<DrawerStandingReply>, ApiError> {
    let mut standing = Vec::new();
    for drawer in drawers(snapshot).await? {
        let Ok(id) = domain::values::DrawerId::new(drawer.id) else { continue };
        let open = open_of(snapshot, id).await?;
        standing.push(DrawerStandingReply::of(drawer, open.as_ref().map(|read| &read.session)));
    }
    Ok(standing)
}

/// Sales of today, this month, this year and of all time, beside yesterday's and last year's; and what
/// is open now: orders, drawers, invoices that are overdue.
#[utoipa::path(get, path = "/api/v1/dashboard", tag = "dashboard", security(("bearer" = [])),
    params(("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<DashboardReply>), Refusals))]
pub(crate) async fn overview(
    State(till): State<Till>,
    staff: Staff,
    params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<DashboardReply>>, ApiError> {
    staff.may(Permission::ReportsRead).await?;
    params.finish()?;
    let names = [Dashboard::NAME, Orders::NAME, Drawers::NAME, Places::NAME, Receivables::NAME];
    let mut snapshot = till.read_db.snapshot_of(&names, min_position(&headers)?).await?;
    let snapshot = &mut snapshot;
    let date = today();
    let (day, yesterday) = (DayRange::day(date), DayRange::day(date.preceding()));
    let (month, year) = (DayRange::month_until(date), DayRange::year_until(date));
    let first = first_day(snapshot).await?.map_or(date, |first| first.min(date));
    let ever = DayRange::new(first, date).unwrap_or(day);
    let sums_of_day = by_service(snapshot, day).await?;
    let sums_of_year = by_service(snapshot, year).await?;
    let before = by_service(snapshot, yesterday).await?;
    let year_before = by_service(snapshot, year.year_before()).await?;
    let drawers = standing_drawers(snapshot).await?;
    let reply = DashboardReply {
        date: date.to_string(),
        today: PeriodReply::of(day, &sums_of_day),
        month: PeriodReply::of(month, &by_service(snapshot, month).await?),
        year: PeriodReply::of(year, &sums_of_year),
        all_time: PeriodReply::of(ever, &by_service(snapshot, ever).await?),
        previous_day: ComparisonReply::of(&whole(&sums_of_day), yesterday, &whole(&before)),
        year_to_date: ComparisonReply::of(
            &whole(&sums_of_year),
            year.year_before(),
            &whole(&year_before),
        ),
        open_orders: OpenOrdersReply::of(&open_orders(snapshot).await?),
        drawer_open: drawers.iter().any(|drawer| drawer.open),
        drawers,
        receivables_overdue: overdue(snapshot, date).await?.into(),
        as_of_position: snapshot.position,
    };
    Ok(Reply::ok(reply).at(snapshot.position))
}
