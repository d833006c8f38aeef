//! Finding customers.

use domain::customer::{Customer, CustomerType};
use domain::values::CustomerId;
use sqlx::Row;
use sqlx::mysql::MySqlRow;

use super::search::Said;
use crate::json;
use crate::list::{Conditions, Kind, Listing, Page, Paging, Sort, Source, Statement};
use crate::{ReadError, Snapshot};

/// When they were registered.
pub const BY_AGE: Sort = Sort { name: "createdAt", column: "c.created_at", kind: Kind::Instant };
/// What they are called.
pub const BY_NAME: Sort = Sort { name: "name", column: "c.name", kind: Kind::Text };
/// What customers can be sorted by.
pub const SORTS: &[Sort] = &[BY_AGE, BY_NAME];

/// A customer as they stood at the snapshot.
#[derive(Debug, Clone)]
pub struct CustomerRow {
    /// Their state.
    pub customer: Customer,
    /// How many events made it: the version a client may insist on.
    pub version: i64,
    /// The record of the same person that goes on: their own, but for one that was merged.
    pub survivor: i64,
}

impl CustomerRow {
    /// Their id.
    pub fn id(&self) -> Option<i64> {
        self.customer.record().map(|record| record.id.get())
    }
}

/// Which customers.
#[derive(Debug, Clone, Default)]
pub struct CustomerFilter {
    /// Whose name, phone, membership number or plate begins so; of a name any word.
    pub anything: Option<String>,
    /// Whose name has words that begin so.
    pub name: Option<String>,
    /// Whose phone begins so, however it is typed.
    pub phone: Option<String>,
    /// Only of that type.
    pub customer_type: Option<CustomerType>,
    /// Only with that e-mail address, in any case.
    pub email: Option<String>,
    /// Only those who get new orders, or only those who do not.
    pub is_active: Option<bool>,
    /// Deleted and merged records, too.
    pub include_deleted: bool,
    /// Parts of a phone find nothing: whoever sees phones masked cannot guess them digit by digit.
    pub whole_phones_only: bool,
}

impl CustomerFilter {
    fn conditions(&self) -> Conditions {
        let standings: &[&str] = match (self.is_active, self.include_deleted) {
            (Some(true), _) => &["active"],
            (Some(false), false) => &["inactive"],
            (Some(false), true) => &["inactive", "deleted", "merged"],
            (None, false) => &["active", "inactive"],
            (None, true) => &["active", "inactive", "deleted", "merged"],
        };
        Conditions::default()
            .among("c.standing", standings.iter().copied())
            .when(self.customer_type.map(CustomerType::name), "c.customer_type = ?")
            .when(self.email.clone(), "c.email = ?")
    }

    fn said(&self) -> Vec<Said> {
        let whole_only = self.whole_phones_only;
        let anything = self.anything.iter().map(|text| Said::anything(text, whole_only));
        let name = self.name.iter().map(|text| Said::name(text));
        let phone = self.phone.iter().map(|text| Said::phone(text, whole_only));
        phone.chain(anything).chain(name).collect()
    }

    /// How a list of them is read.
    pub fn listing(&self, sort: &'static Sort) -> Listing {
        let in_order = if *sort == BY_NAME { "by_name" } else { "by_age" };
        let along = |index: &str, conditions| {
            Source::new(format!("customers AS c FORCE INDEX ({index})"), conditions)
        };
        let (by_type, inactive) = (self.customer_type.is_some(), self.is_active == Some(false));
        let conditions = self.conditions();
        let said = self.said();
        let (found, in_order) = if let Some((first, others)) = said.split_first() {
            let others = others.iter().map(Said::holds);
            let rest = others.fold(conditions, |all, (sql, bound)| all.and(sql, bound));
            let (statement, bound) = first.found();
            let from =
                format!("({statement}) AS found STRAIGHT_JOIN customers AS c ON c.id = found.id");
            let (sql, theirs) = first.holds();
            let in_order = along(in_order, rest.clone().and(sql, theirs));
            (Source { from, bound, conditions: rest }, Some(in_order))
        } else if self.email.is_some() {
            (along("by_email", conditions), None)
        } else if inactive {
            let index = if by_type { "by_standing, by_type" } else { "by_standing" };
            (along(index, conditions.clone()), Some(along(in_order, conditions)))
        } else if by_type && *sort == BY_AGE {
            (along("by_type", conditions), None)
        } else if by_type {
            (along("by_type", conditions.clone()), Some(along(in_order, conditions)))
        } else {
            (along(in_order, conditions), None)
        };
        Listing {
            found,
            in_order,
            id: "c.id",
            columns: "one.version, one.survivor_id, one.state",
            shown: "customers AS one ON one.id = page.list_id".to_owned(),
        }
    }
}

/// One customer, whatever became of the record.
///
/// # Errors
/// [`ReadError`].
pub async fn find(
    snapshot: &mut Snapshot,
    id: CustomerId,
) -> Result<Option<CustomerRow>, ReadError> {
    let row = sqlx::query("SELECT version, survivor_id, state FROM customers WHERE id = ?")
        .bind(id.get())
        .fetch_optional(snapshot.connection())
        .await?;
    row.as_ref().map(customer_row).transpose()
}

/// A page of customers.
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    filter: &CustomerFilter,
    paging: &Paging,
) -> Result<Page<CustomerRow>, ReadError> {
    filter.listing(paging.sort).read(snapshot, paging, customer_row).await
}

/// The statement of [`records_of`].
pub fn records(id: CustomerId) -> Statement {
    Conditions::default().and("one.id = ?", [id.get().into()]).statement(
        "SELECT theirs.id FROM customers AS one
         JOIN customers AS theirs ON theirs.survivor_id = one.survivor_id",
        "ORDER BY theirs.id",
    )
}

/// All records that are the same customer by now: what is theirs may have been written down for any
/// of them.
///
/// # Errors
/// [`ReadError`].
pub async fn records_of(snapshot: &mut Snapshot, id: CustomerId) -> Result<Vec<i64>, ReadError> {
    let rows = records(id).query().fetch_all(snapshot.connection()).await?;
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
}

fn customer_row(row: &MySqlRow) -> Result<CustomerRow, ReadError> {
    let customer = json::read(row, 2)?;
    Ok(CustomerRow { customer, version: row.try_get(0)?, survivor: row.try_get(1)? })
}
