//! What banks and wallets are going to send, and to take.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use domain::payment::PaymentMethod;
use domain::settings::SettlementFees;
use domain::values::{BusinessDay, Money, OutletId};
use sqlx::Row;
use sqlx::mysql::MySqlRow;

use crate::list::{Conditions, Kind, Listing, Page, Paging, Sort, Source, Statement};
use crate::{ReadError, Snapshot};

/// When the customer paid, or got it back.
pub const LINES_BY_AGE: Sort =
    Sort { name: "receivedAt", column: "l.happened_at", kind: Kind::Instant };

/// Which way money is going.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// To the shop.
    Payment,
    /// From the shop.
    Refund,
}

/// A payment or a refund that waits for its settlement.
#[derive(Debug, Clone)]
pub struct ExpectedLine {
    /// Which of them.
    pub kind: LineKind,
    /// The payment's id, or the refund's.
    pub id: i64,
    /// The payment.
    pub payment_id: i64,
    /// The order.
    pub order_id: i64,
    /// Its printed number.
    pub order_number: Option<String>,
    /// The payment's.
    pub receipt_number: Option<String>,
    /// Where it was taken.
    pub outlet_id: i64,
    /// By what means.
    pub method: PaymentMethod,
    /// How much, in Rupiah; of a refund below nothing.
    pub amount: Money,
    /// Of a payment: what went back of it, in lines of its own, in Rupiah.
    pub refunded: Money,
    /// When the customer paid, or got it back.
    pub happened_at: DateTime<Utc>,
    /// The outlet's day of it.
    pub business_day: BusinessDay,
}

/// What waits of a method.
#[derive(Debug, Clone, Copy)]
pub struct ExpectedSums {
    /// By what means.
    pub method: PaymentMethod,
    /// How many lines.
    pub count: i64,
    /// Payments less refunds, in Rupiah.
    pub gross: Money,
    /// What is expected to be kept, in Rupiah: the sum of that of each.
    pub fee: Money,
}

/// What to look at.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExpectedFilter {
    /// Only of that method.
    pub method: Option<PaymentMethod>,
    /// Only of that outlet.
    pub outlet: Option<OutletId>,
    /// As it was when that day was over; else as it is.
    pub as_of: Option<BusinessDay>,
}

impl ExpectedFilter {
    fn conditions(&self) -> Conditions {
        let all = Conditions::default().and("l.business_day IS NOT NULL", []);
        let all = match self.as_of {
            None => all.and("l.settled_on IS NULL", []),
            Some(day) => all
                .and("l.business_day <= ?", [day.into()])
                .and("(l.settled_on IS NULL OR l.settled_on > ?)", [day.into()]),
        };
        all.when(self.method.map(PaymentMethod::name), "l.method = ?")
            .when(self.outlet.map(OutletId::get), "l.outlet_id = ?")
    }

    /// How a list of them is read.
    pub fn listing(&self) -> Listing {
        Listing {
            found: Source::new("settlement_lines AS l FORCE INDEX (by_wait)", self.conditions()),
            in_order: None,
            id: "l.line",
            columns: "one.kind, one.id, one.payment_id, one.order_id, one.order_number, \
                      one.receipt_number, one.outlet_id, one.method, one.amount, one.refunded, \
                      one.happened_at, one.business_day",
            shown: "settlement_lines AS one ON one.id = page.list_id DIV 2 \
                    AND one.kind = IF(page.list_id MOD 2 = 0, 'payment', 'refund')"
                .to_owned(),
        }
    }

    /// What all of them of a method come to. Each line's fee is rounded by itself, as
    /// `SettlementFees::expected` does.
    fn sums(self, method: PaymentMethod, fees: SettlementFees) -> Statement {
        let sums = Self { method: Some(method), ..self }.conditions().statement(
            "SELECT COUNT(*), CAST(COALESCE(SUM(l.amount), 0) AS SIGNED),
             CAST(COALESCE(SUM((GREATEST(l.amount, 0) * ? + 5000) DIV 10000), 0) AS SIGNED)
             FROM settlement_lines AS l",
            "",
        );
        let fee = i64::from(fees.of(method).get());
        Statement { bound: std::iter::once(fee.into()).chain(sums.bound).collect(), ..sums }
    }
}

fn line(row: &MySqlRow) -> Result<ExpectedLine, ReadError> {
    let unreadable = |what: &str| ReadError::Unreadable(format!("{what} is not known"));
    let (kind, method): (String, String) = (row.try_get(0)?, row.try_get(7)?);
    let day: NaiveDate = row.try_get(11)?;
    let at: NaiveDateTime = row.try_get(10)?;
    Ok(ExpectedLine {
        kind: match kind.as_str() {
            "payment" => LineKind::Payment,
            "refund" => LineKind::Refund,
            other => return Err(unreadable(other)),
        },
        id: row.try_get(1)?,
        payment_id: row.try_get(2)?,
        order_id: row.try_get(3)?,
        order_number: row.try_get(4)?,
        receipt_number: row.try_get(5)?,
        outlet_id: row.try_get(6)?,
        method: PaymentMethod::ALL
            .into_iter()
            .find(|known| known.name() == method)
            .ok_or_else(|| unreadable(&method))?,
        amount: Money::rupiah(row.try_get(8)?),
        refunded: Money::rupiah(row.try_get(9)?),
        happened_at: at.and_utc(),
        business_day: day.into(),
    })
}

/// A page of what waits, oldest first.
///
/// # Errors
/// [`ReadError`].
pub async fn expected(
    snapshot: &mut Snapshot,
    filter: &ExpectedFilter,
    paging: &Paging,
) -> Result<Page<ExpectedLine>, ReadError> {
    filter.listing().read(snapshot, paging, line).await
}

/// What waits by method, all pages of it.
///
/// # Errors
/// [`ReadError`].
pub async fn sums(
    snapshot: &mut Snapshot,
    filter: &ExpectedFilter,
    fees: SettlementFees,
) -> Result<Vec<ExpectedSums>, ReadError> {
    let mut all = Vec::new();
    for method in PaymentMethod::SETTLED_LATER {
        if filter.method.is_some_and(|wanted| wanted != method) {
            continue;
        }
        let statement = filter.sums(method, fees);
        let row = statement.query().fetch_one(snapshot.connection()).await?;
        all.push(ExpectedSums {
            method,
            count: row.try_get(0)?,
            gross: Money::rupiah(row.try_get(1)?),
            fee: Money::rupiah(row.try_get(2)?),
        });
    }
    Ok(all)
}
