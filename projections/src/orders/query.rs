//! Finding orders.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::order::{Order, PaymentStatus, ServiceType};
use domain::values::{BusinessDay, CustomerId, OrderId};
use sqlx::Row;
use sqlx::mysql::MySqlRow;

use super::index::{ALL, Ways};
use crate::customers::records_of;
use crate::json;
use crate::list::{Conditions, Kind, Listing, Page, Paging, Sort, Source, Value};
use crate::{ReadError, Snapshot};

/// When they were written down.
pub const BY_AGE: Sort = Sort { name: "createdAt", column: "o.created_at", kind: Kind::Instant };
/// When something happened to them last.
pub const BY_UPDATE: Sort = Sort { name: "updatedAt", column: "o.updated_at", kind: Kind::Instant };
/// What they cost.
pub const BY_TOTAL: Sort = Sort { name: "total", column: "o.total", kind: Kind::Number };
/// Their printed number.
pub const BY_NUMBER: Sort = Sort { name: "orderNumber", column: "o.number", kind: Kind::Text };
/// What orders can be sorted by.
pub const SORTS: &[Sort] = &[BY_AGE, BY_UPDATE, BY_TOTAL, BY_NUMBER];

/// An order as it stood at the snapshot.
#[derive(Debug, Clone)]
pub struct OrderRow {
    /// Its state.
    pub order: Order,
    /// How many events made it.
    pub version: i64,
}

/// A printed number, or what it begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberFilter(String);

impl NumberFilter {
    /// Reads a number or a beginning, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let good = |c: char| c.is_ascii_alphanumeric() || c == '-';
        ((1..=40).contains(&text.len()) && text.chars().all(good)).then_some(Self(text))
    }

    /// As it is compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first instant at which an order of that number may have been placed, if the number says the
    /// year: it is the one of the business day, so some hours of the day before belong to it.
    pub(super) fn since(&self) -> Option<DateTime<Utc>> {
        let year = self.0.split('-').nth(1).filter(|year| year.len() == 4)?;
        let first = NaiveDate::from_ymd_opt(year.parse().ok()?, 1, 1)?.pred_opt()?;
        Some(first.and_time(NaiveTime::MIN).and_utc())
    }

    /// Whether nothing is missing: numbers have five digits at least (K-43).
    pub(super) fn is_whole(&self) -> bool {
        let mut parts = self.0.split('-');
        let digits = |text: &str, least: usize| {
            text.len() >= least && text.chars().all(|c| c.is_ascii_digit())
        };
        matches!(
            (parts.next(), parts.next(), parts.next(), parts.next()),
            (Some(_), Some(year), Some(number), None) if digits(year, 4) && digits(number, 5)
        )
    }
}

/// Which orders.
#[derive(Debug, Clone, Default)]
pub struct OrderFilter {
    /// Only of that service.
    pub service: Option<ServiceType>,
    /// With those that were taken from view.
    pub deleted: bool,
    /// Only of that public status.
    pub status: Option<String>,
    /// Only those that are paid so far, on that day.
    pub payment: Option<(PaymentStatus, BusinessDay)>,
    /// Only of that customer, whatever record of theirs it was placed for: a snapshot for that must be
    /// of the customers, too.
    pub customer: Option<CustomerId>,
    /// Only with that number, or with those that begin so.
    pub number: Option<NumberFilter>,
    /// Only placed then or later.
    pub from: Option<DateTime<Utc>>,
    /// Only placed then or earlier.
    pub to: Option<DateTime<Utc>>,
}

impl OrderFilter {
    fn conditions(&self, records: &[i64]) -> Conditions {
        let mut all = Conditions::default().if_asked(!self.deleted, "o.deleted = FALSE");
        // Of a status all services are named: the index is by service first.
        let services = match self.service {
            Some(service) => vec![service],
            None if self.status.is_some() => ServiceType::ALL.to_vec(),
            None => Vec::new(),
        };
        if !services.is_empty() {
            all = all.among("o.service_type", services.into_iter().map(ServiceType::name));
        }
        if self.customer.is_some() {
            all = all.among("o.customer_id", records.iter().copied());
        }
        all = match self.payment {
            None => all,
            Some((PaymentStatus::Overdue, today)) => all.and("o.due_on < ?", [today.into()]),
            Some((status, today)) => all
                .and("o.payment = ?", [status.name().into()])
                .and("(o.due_on IS NULL OR o.due_on >= ?)", [today.into()]),
        };
        all = match &self.number {
            None => all,
            Some(number) if number.is_whole() => {
                all.and("o.number = ?", [Value::from(number.as_str())])
            }
            // Letters, digits and dashes: no pattern by itself.
            Some(number) => all.and("o.number LIKE ?", [format!("{}%", number.0).into()]),
        };
        all.when(self.status.clone(), "o.status = ?")
            .when(self.from, "o.created_at >= ?")
            .when(self.to, "o.created_at <= ?")
    }

    /// How a list of them is read. `records`: those of the customer, if one is named.
    pub fn listing(&self, records: &[i64], sort: &'static Sort) -> Listing {
        let mut conditions = self.conditions(records);
        // Where to begin to walk: a number says when an order was placed, and nothing happens to it before.
        let since = self.from.max(self.number.as_ref().and_then(NumberFilter::since));
        if *sort == BY_AGE {
            conditions = conditions.when(since, "o.created_at >= ?");
        } else if *sort == BY_UPDATE {
            conditions = conditions.when(since, "o.updated_at >= ?");
        }
        let Ways { found_by, in_order } = Ways::of(self, records.len(), sort);
        let along = |index: &str| {
            Source::new(format!("orders AS o FORCE INDEX ({index})"), conditions.clone())
        };
        // Of several the one that holds the least is to be taken, not the one that is in order: what is
        // looked for may be at its other end.
        let among = |indexes: &[&str]| {
            let (all, those) = (ALL.join(", "), indexes.join(", "));
            let hint = format!("FORCE INDEX FOR JOIN ({those}) IGNORE INDEX FOR ORDER BY ({all})");
            Source::new(format!("orders AS o {hint}"), conditions.clone())
        };
        Listing {
            found: match &found_by[..] {
                [one] => along(one),
                several => among(several),
            },
            in_order: in_order.map(along),
            id: "o.id",
            columns: "d.version, d.state",
            shown: "order_details AS d ON d.id = page.list_id".to_owned(),
        }
    }
}

/// A page of orders.
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    filter: &OrderFilter,
    paging: &Paging,
) -> Result<Page<OrderRow>, ReadError> {
    let records = match filter.customer {
        Some(customer) => records_of(snapshot, customer).await?,
        None => Vec::new(),
    };
    filter.listing(&records, paging.sort).read(snapshot, paging, order_row).await
}

/// One order; if a service is named, of that service only. Also one that was taken from view.
///
/// # Errors
/// [`ReadError`].
pub async fn find(
    snapshot: &mut Snapshot,
    service: Option<ServiceType>,
    id: OrderId,
) -> Result<Option<OrderRow>, ReadError> {
    let row = sqlx::query("SELECT version, state FROM order_details WHERE id = ?")
        .bind(id.get())
        .fetch_optional(snapshot.connection())
        .await?;
    let found = row.as_ref().map(order_row).transpose()?;
    Ok(found.filter(|row| {
        let ticket = row.order.ticket();
        ticket.is_some_and(|ticket| service.is_none_or(|service| service == ticket.service()))
    }))
}

pub(super) fn order_row(row: &MySqlRow) -> Result<OrderRow, ReadError> {
    let order = json::read(row, 1)?;
    Ok(OrderRow { order, version: row.try_get(0)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_whole_or_a_beginning() {
        let whole = |text: &str| NumberFilter::parse(text).map(|number| number.is_whole());
        assert_eq!(whole(" cw-2026-00001 "), Some(true));
        assert_eq!(whole("CW-2026-123456"), Some(true));
        for beginning in ["CW", "CW-2026", "CW-2026-", "CW-2026-0001", "CW-2026-00001-1"] {
            assert_eq!(whole(beginning), Some(false), "{beginning}");
        }
        let since =
            |text: &str| NumberFilter::parse(text).unwrap().since().map(|at| at.to_rfc3339());
        assert_eq!(since("CW-2026-0"), Some("2025-12-31T00:00:00+00:00".to_owned()));
        assert_eq!((since("CW-202"), since("CW")), (None, None));
        for wrong in ["", "CW%", "CW_2026", "'", &"1".repeat(41)] {
            assert_eq!(whole(wrong), None, "{wrong}");
        }
    }
}
