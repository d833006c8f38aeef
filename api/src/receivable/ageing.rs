//! `GET /receivables`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::invoice::{Bucket, overdue_days};
use domain::user::Permission;
use domain::values::BusinessDay;
use projections::customers::Customers;
use projections::receivables::{Owing, Receivables, as_of};
use projections::runtime::Projection;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::payment::reply::today;
use crate::query::Params;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, min_position};
use crate::state::Till;

/// What was owed at the end of a day.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReceivablesReply {
    as_of: String,
    total: OwedReply,
    /// Who owes, by name.
    customers: Vec<CustomerOwesReply>,
}

/// What a customer owes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CustomerOwesReply {
    customer_id: i64,
    customer_name: Option<String>,
    #[serde(flatten)]
    owes: OwedReply,
}

/// What is owed, in Rupiah, by how many days it is overdue.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OwedReply {
    /// On invoices that are not overdue.
    current: i64,
    overdue_1_to_29: i64,
    overdue_30_to_59: i64,
    overdue_60_and_more: i64,
    /// Delivered, and on no invoice yet.
    not_invoiced: i64,
    /// All that is overdue.
    overdue: i64,
    /// All that is owed.
    owed: i64,
}

impl OwedReply {
    fn add(&mut self, owing: &Owing, day: BusinessDay) {
        let amount = owing.owed.get();
        let late = owing.due_on.map(|due| overdue_days(due, day));
        let part = match late.map(Bucket::of) {
            None => &mut self.not_invoiced,
            Some(Bucket::Current) => &mut self.current,
            Some(Bucket::UnderThirty) => &mut self.overdue_1_to_29,
            Some(Bucket::UnderSixty) => &mut self.overdue_30_to_59,
            Some(Bucket::SixtyAndMore) => &mut self.overdue_60_and_more,
        };
        *part += amount;
        self.owed += amount;
        self.overdue += if late.is_some_and(|days| days > 0) { amount } else { 0 };
    }
}

impl ReceivablesReply {
    /// `owing` is sorted by customer.
    fn of(owing: &[Owing], day: BusinessDay) -> Self {
        let (mut total, mut customers) = (OwedReply::default(), Vec::<CustomerOwesReply>::new());
        for part in owing {
            total.add(part, day);
            if customers.last().is_none_or(|last| last.customer_id != part.customer_id) {
                customers.push(CustomerOwesReply {
                    customer_id: part.customer_id,
                    customer_name: part.name.clone(),
                    owes: OwedReply::default(),
                });
            }
            if let Some(customer) = customers.last_mut() {
                customer.owes.add(part, day);
            }
        }
        Self { as_of: day.to_string(), total, customers }
    }
}

/// Who owed how much for deliveries on terms at the end of a day, and for how long it had been due. Of a
/// day in the past, as it is known now: what was dated back counts on its day.
#[utoipa::path(get, path = "/api/v1/receivables", tag = "receivables", security(("bearer" = [])),
    params(("asOf" = Option<String>, Query, description = "such as 2025-10-31; today if missing"),
        ("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<ReceivablesReply>), Refusals))]
pub(crate) async fn ageing(
    State(till): State<Till>,
    staff: Staff,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Reply<Envelope<ReceivablesReply>>, ApiError> {
    staff.may(Permission::InvoicesRead).await?;
    let day = params.take("asOf", |text| BusinessDay::parse(text).map_err(|e| e.to_string()));
    params.finish()?;
    let day = day.unwrap_or_else(today);
    let names = [Receivables::NAME, Customers::NAME];
    let mut snapshot = till.read_db.snapshot_of(&names, min_position(&headers)?).await?;
    let owing = as_of(&mut snapshot, day).await?;
    Ok(Reply::ok(ReceivablesReply::of(&owing, day)).at(snapshot.position))
}

#[cfg(test)]
mod tests {
    use domain::values::Money;

    use super::*;

    #[test]
    fn what_is_owed_is_shown_by_how_long_it_has_been_due() {
        let day = BusinessDay::parse("2025-10-31").unwrap();
        let owing = |customer_id, due: Option<&str>, owed| Owing {
            customer_id,
            name: None,
            due_on: due.map(|text| BusinessDay::parse(text).unwrap()),
            owed: Money::rupiah(owed),
        };
        // The papers' receivables: 7,350,000 of which 5,350,000 are overdue.
        let reply = ReceivablesReply::of(
            &[
                owing(1, Some("2025-10-31"), 1_500_000),
                owing(1, Some("2025-10-26"), 2_350_000),
                owing(2, None, 500_000),
                owing(2, Some("2025-10-01"), 2_000_000),
                owing(2, Some("2025-09-01"), 1_000_000),
            ],
            day,
        );
        let total = reply.total;
        assert_eq!((total.owed, total.overdue), (7_350_000, 5_350_000));
        assert_eq!((total.current, total.not_invoiced), (1_500_000, 500_000));
        assert_eq!(total.overdue_1_to_29, 2_350_000);
        assert_eq!((total.overdue_30_to_59, total.overdue_60_and_more), (2_000_000, 1_000_000));
        assert_eq!((reply.customers.len(), reply.customers[0].owes.owed), (2, 3_850_000));
    }
}
