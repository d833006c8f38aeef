//! `GET /dashboard`

use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use domain::user::Permission;
use domain::values::BusinessDay;
use projections::dashboard::{Period, sales};
use projections::drawers::{Drawers, SessionRow, open_of};
use projections::orders::{OpenOrders, open};
use projections::places::{DrawerRow, Places, drawers};
use projections::receivables::{Overdue, Receivables, overdue};
use projections::runtime::Projection;
use projections::{ReadError, Snapshot};
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
    /// Whether any drawer is open; null, as the two below, while the read server is away.
    drawer_open: Option<bool>,
    drawers: Option<Vec<DrawerStandingReply>>,
    receivables_overdue: Option<OverdueReply>,
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

/// What only the tables know.
struct InTables {
    drawers: Vec<DrawerStandingReply>,
    overdue: OverdueReply,
    position: i64,
}

impl InTables {
    /// None with the read server away: what the views have is shown without it.
    async fn read(
        till: &Till,
        date: BusinessDay,
        at_least: Option<i64>,
    ) -> Result<Option<Self>, ReadError> {
        let names = [Drawers::NAME, Places::NAME, Receivables::NAME];
        let reading = async {
            let mut snapshot = till.read_db.snapshot_of(&names, at_least).await?;
            let drawers = standing_drawers(&mut snapshot).await?;
            let overdue = overdue(&mut snapshot, date).await?.into();
            Ok(Self { drawers, overdue, position: snapshot.position })
        };
        match reading.await {
            Ok(read) => Ok(Some(read)),
            Err(ReadError::Unavailable(reason)) => {
                tracing::warn!(reason, "the dashboard is shown without drawers and invoices");
                Ok(None)
            }
            Err(error @ ReadError::Unreadable(_)) => Err(error),
        }
    }
}

async fn standing_drawers(snapshot: &mut Snapshot) -> Result<Vec<DrawerStandingReply>, ReadError> {
    let mut standing = Vec::new();
    for drawer in drawers(snapshot).await? {
        let Ok(id) = domain::values::DrawerId::new(drawer.id) else { continue };
        let open = open_of(snapshot, id).await?;
        standing.push(DrawerStandingReply::of(drawer, open.as_ref().map(|read| &read.session)));
    }
    Ok(standing)
}

/// Sales of today, this month, this year and of all time, beside yesterday's and last year's; and what
/// is open now: orders, drawers, invoices that are overdue. While the read server is away drawers and
/// invoices are null.
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
    let (views, date, at_least) = (&till.views, today(), min_position(&headers)?);
    let ((sales, sold_until), (open, open_until)) = tokio::try_join!(
        sales(&views.dashboard, &till.read_db, date, at_least),
        open(&views.orders, &till.read_db, at_least),
    )?;
    let counted_until = sold_until.min(open_until);
    // Who waited for those in vain does not wait again.
    let at_least = at_least.filter(|wanted| counted_until >= *wanted);
    let tables = InTables::read(&till, date, at_least).await?;
    let read_until = tables.as_ref().map_or(counted_until, |tables| tables.position);
    let position = read_until.min(counted_until);
    let (drawers, overdue) = tables.map(|tables| (tables.drawers, tables.overdue)).unzip();
    let period = |of| PeriodReply::of(sales.days(of), sales.services(of));
    let beside = |now, of| {
        let (now, before) = (whole(sales.services(now)), whole(sales.services(of)));
        ComparisonReply::of(&now, sales.days(of), &before)
    };
    let reply = DashboardReply {
        date: date.to_string(),
        today: period(Period::Today),
        month: period(Period::Month),
        year: period(Period::Year),
        all_time: period(Period::AllTime),
        previous_day: beside(Period::Today, Period::Yesterday),
        year_to_date: beside(Period::Year, Period::YearBefore),
        open_orders: OpenOrdersReply::of(&open),
        drawer_open: drawers.as_ref().map(|all| all.iter().any(|drawer| drawer.open)),
        drawers,
        receivables_overdue: overdue,
        as_of_position: position,
    };
    Ok(Reply::ok(reply).at(position))
}
