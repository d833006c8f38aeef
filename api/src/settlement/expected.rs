//! `GET /settlements/expected`

use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use domain::payment::PaymentMethod;
use domain::settings::SettlementFees;
use domain::user::Permission;
use domain::values::{BusinessDay, OutletId};
use projections::runtime::Projection;
use projections::settings::Settings;
use projections::settlements::{
    ExpectedFilter, ExpectedLine, ExpectedSums, LINES_BY_AGE, LineKind, Settlements, sums,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::payment::reply::today;
use crate::query::{Params, id, one_of};
use crate::reply::{Refusals, Reply, SummedEnvelope};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// A payment or a refund that waits for its settlement. Amounts in Rupiah.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExpectedReply {
    /// payment (money that comes) or refund (money that is going to be taken)
    kind: &'static str,
    payment_id: i64,
    /// Of a refund.
    refund_id: Option<i64>,
    receipt_number: Option<String>,
    order_id: i64,
    order_number: Option<String>,
    outlet_id: i64,
    payment_method: &'static str,
    /// What the customer paid, or got back.
    amount: i64,
    /// Of a payment: what went back of it, which is in lines of its own.
    refunded: i64,
    /// What this line adds to a settlement: below 0 for a refund.
    gross: i64,
    /// What is expected to be kept, by the settings.
    expected_fee: i64,
    expected_net: i64,
    /// When the customer paid, or got it back.
    received_at: DateTime<Utc>,
    /// The outlet's day of it.
    business_date: String,
    /// Days since then.
    waiting_days: i64,
}

/// What waits of a method, on all pages. Amounts in Rupiah.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExpectedTotal {
    payment_method: &'static str,
    count: i64,
    gross: i64,
    expected_fee: i64,
    expected_net: i64,
}

impl ExpectedReply {
    fn of(line: ExpectedLine, fees: SettlementFees, today: BusinessDay) -> Self {
        let fee = fees.expected(line.method, line.amount);
        let refund = line.kind == LineKind::Refund;
        Self {
            kind: if refund { "refund" } else { "payment" },
            payment_id: line.payment_id,
            refund_id: refund.then_some(line.id),
            receipt_number: line.receipt_number,
            order_id: line.order_id,
            order_number: line.order_number,
            outlet_id: line.outlet_id,
            payment_method: line.method.name(),
            amount: line.amount.get().abs(),
            refunded: line.refunded.get(),
            gross: line.amount.get(),
            expected_fee: fee.get(),
            expected_net: (line.amount - fee).get(),
            received_at: line.happened_at,
            business_date: line.business_day.to_string(),
            waiting_days: (today.date() - line.business_day.date()).num_days().max(0),
        }
    }
}

impl From<ExpectedSums> for ExpectedTotal {
    fn from(sums: ExpectedSums) -> Self {
        Self {
            payment_method: sums.method.name(),
            count: sums.count,
            gross: sums.gross.get(),
            expected_fee: sums.fee.get(),
            expected_net: (sums.gross - sums.fee).get(),
        }
    }
}

/// A day, for [`Params::take`].
pub(super) fn day(text: &str) -> Result<BusinessDay, String> {
    BusinessDay::parse(text).map_err(|error| error.to_string())
}

/// What banks and wallets are going to send for payments, and to take for refunds, oldest first.
/// Beside the page, in `totals`, stand the sums of each method. With `asOf` it is as it was when that
/// day was over, by the days on which money arrived.
#[utoipa::path(get, path = "/api/v1/settlements/expected", tag = "settlements",
    security(("bearer" = [])),
    params(("page" = Option<i64>, Query), ("limit" = Option<i64>, Query),
        ("after" = Option<String>, Query, description = "meta.next of the page before"),
        ("paymentMethod" = Option<String>, Query, description = "card or e_wallet"),
        ("outletId" = Option<i64>, Query),
        ("asOf" = Option<String>, Query, description = "such as 2026-11-23"),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = SummedEnvelope<ExpectedReply, ExpectedTotal>), Refusals))]
pub(crate) async fn expected(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<SummedEnvelope<ExpectedReply, ExpectedTotal>>, ApiError> {
    staff.may(Permission::SettlementsRead).await?;
    let paging = params.paging_by(&LINES_BY_AGE, false);
    let method = one_of(&PaymentMethod::SETTLED_LATER, PaymentMethod::name);
    let filter = ExpectedFilter {
        method: params.take("paymentMethod", method),
        outlet: params.take("outletId", id(OutletId::new)),
        as_of: params.take("asOf", day),
    };
    params.finish()?;
    let names = [Settlements::NAME, Settings::NAME];
    let mut snapshot = till.read_db.snapshot_of(&names, min_position(&headers)?).await?;
    let (settings, _) = projections::settings::current(&mut snapshot).await?;
    let fees = settings.settlement_fees();
    let found = projections::settlements::expected(&mut snapshot, &filter, &paging).await?;
    let totals = sums(&mut snapshot, &filter, fees).await?.into_iter().map(Into::into).collect();
    let on = filter.as_of.unwrap_or_else(today);
    let page = found.map(|line| ExpectedReply::of(line, fees, on));
    Ok(Reply::summed(&paging, page, totals).at(snapshot.position))
}
