//! Finding customers.

use domain::customer::{Customer, CustomerType};
use domain::values::{CustomerId, Phone};
use sqlx::mysql::{MySqlArguments, MySqlRow};
use sqlx::query::Query;
use sqlx::{MySql, Row};

use crate::orders::{COUNTED, Paging};
use crate::{ReadError, Snapshot};

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

/// Which customers.
#[derive(Debug, Clone, Default)]
pub struct CustomerFilter {
    /// Whose name, phone, membership number or plate holds that.
    pub anything: Option<String>,
    /// Whose name holds that.
    pub name: Option<String>,
    /// Whose phone holds that, however it is typed.
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

/// A phone as the table has it.
pub(super) fn digits(phone: &Phone) -> String {
    phone.normalised().trim_start_matches('+').to_owned()
}

/// Patterns of what may be a phone or a part of one, in any form; none if it is neither.
fn phone_patterns(text: &str, whole_only: bool) -> Vec<String> {
    let phone_like = text.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c));
    let typed: String = text.chars().filter(char::is_ascii_digit).collect();
    if !phone_like || typed.len() < 3 {
        return Vec::new();
    }
    let mut patterns: Vec<String> = Phone::parse(text).iter().map(digits).collect();
    if !whole_only {
        if let Some(national) = typed.strip_prefix('0') {
            patterns.push(format!("62{national}%"));
        }
        patterns.push(format!("%{typed}%"));
    }
    patterns
}

/// A pattern of texts that hold that one.
fn holds(text: &str) -> String {
    let escaped = text.trim().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// A condition and what is bound in it.
#[derive(Debug, Default)]
struct Conditions {
    sql: Vec<String>,
    bound: Vec<String>,
}

impl Conditions {
    fn add(&mut self, sql: impl Into<String>, bound: impl IntoIterator<Item = String>) {
        self.sql.push(sql.into());
        self.bound.extend(bound);
    }

    fn joined(self, by: &str) -> (String, Vec<String>) {
        (self.sql.join(by), self.bound)
    }
}

const NAMED: &str = "(c.name LIKE ? OR EXISTS \
    (SELECT 1 FROM customers AS m WHERE m.survivor_id = c.id AND m.name LIKE ?))";
const WITH_CARD: &str = "(c.membership_number LIKE ? OR EXISTS \
    (SELECT 1 FROM customers AS m WHERE m.survivor_id = c.id AND m.membership_number LIKE ?))";

fn reached_at(patterns: &[String]) -> String {
    let any = vec!["p.digits LIKE ?"; patterns.len()].join(" OR ");
    format!("EXISTS (SELECT 1 FROM customer_phones AS p WHERE p.customer_id = c.id AND ({any}))")
}

fn conditions(filter: &CustomerFilter) -> (String, Vec<String>) {
    let mut all = Conditions::default();
    all.add("TRUE", []);
    if !filter.include_deleted {
        all.add("c.standing IN ('active', 'inactive')", []);
    }
    match filter.is_active {
        Some(true) => all.add("c.standing = 'active'", []),
        Some(false) => all.add("c.standing <> 'active'", []),
        None => {}
    }
    if let Some(name) = &filter.name {
        all.add(NAMED, [holds(name), holds(name)]);
    }
    if let Some(phone) = &filter.phone {
        let patterns = phone_patterns(phone, filter.whole_phones_only);
        if patterns.is_empty() {
            all.add("FALSE", []);
        } else {
            all.add(reached_at(&patterns), patterns);
        }
    }
    if let Some(customer_type) = filter.customer_type {
        all.add("c.customer_type = ?", [customer_type.name().to_owned()]);
    }
    if let Some(email) = &filter.email {
        all.add("c.email = ?", [email.clone()]);
    }
    if let Some(text) = &filter.anything {
        let (any, bound) = anything(text, filter.whole_phones_only).joined(" OR ");
        all.add(format!("({any})"), bound);
    }
    all.joined(" AND ")
}

fn anything(text: &str, whole_phones_only: bool) -> Conditions {
    let mut any = Conditions::default();
    any.add(NAMED, [holds(text), holds(text)]);
    any.add(WITH_CARD, [holds(text), holds(text)]);
    let patterns = phone_patterns(text, whole_phones_only);
    if !patterns.is_empty() {
        any.add(reached_at(&patterns), patterns);
    }
    let plate: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    if plate.len() >= 2 {
        let sql = "EXISTS (SELECT 1 FROM customer_plates AS v
             WHERE v.customer_id = c.id AND v.plate LIKE ?)";
        any.add(sql, [format!("%{}%", plate.to_ascii_uppercase())]);
    }
    any
}

fn bind<'q>(
    mut query: Query<'q, MySql, MySqlArguments>,
    bound: &[String],
) -> Query<'q, MySql, MySqlArguments> {
    for value in bound {
        query = query.bind(value.clone());
    }
    query
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

/// A page of customers by age, and how many match (counted up to [`COUNTED`] + 1).
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    filter: &CustomerFilter,
    paging: Paging,
) -> Result<(Vec<CustomerRow>, i64), ReadError> {
    let (conditions, bound) = conditions(filter);
    let direction = if paging.ascending { "ASC" } else { "DESC" };
    let sql = format!(
        "SELECT c.version, c.survivor_id, c.state FROM customers AS c WHERE {conditions} \
         ORDER BY c.created_at {direction}, c.id {direction} LIMIT ? OFFSET ?"
    );
    let rows = bind(sqlx::query(&sql), &bound)
        .bind(paging.limit)
        .bind(paging.offset())
        .fetch_all(snapshot.connection())
        .await?;
    let customers = rows.iter().map(customer_row).collect::<Result<_, _>>()?;
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM customers AS c WHERE {conditions} LIMIT {}) AS matches",
        COUNTED + 1
    );
    let counted = bind(sqlx::query(&sql), &bound).fetch_one(snapshot.connection()).await?;
    Ok((customers, counted.try_get(0)?))
}

fn customer_row(row: &MySqlRow) -> Result<CustomerRow, ReadError> {
    let state: &[u8] = row.try_get_unchecked(2)?;
    let customer =
        serde_json::from_slice(state).map_err(|e| ReadError::Unreadable(e.to_string()))?;
    Ok(CustomerRow { customer, version: row.try_get(0)?, survivor: row.try_get(1)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_looked_for_in_any_form_and_in_parts() {
        let stored = "628123456789";
        let finds = |typed: &str| {
            phone_patterns(typed, false).iter().any(|pattern| {
                match (pattern.strip_prefix('%'), pattern.strip_suffix('%')) {
                    (Some(_), _) => stored.contains(pattern.trim_matches('%')),
                    (None, Some(start)) => stored.starts_with(start),
                    (None, None) => stored == pattern,
                }
            })
        };
        for typed in ["0812-3456-789", "+62 (0)812 3456 789", "0812", "6789", "+62 812", "812 34"] {
            assert!(finds(typed), "{typed}");
        }
        for typed in ["0813", "0821-3456-789", "12", "B 1234", "budi"] {
            assert!(!finds(typed), "{typed}");
        }
        assert_eq!(phone_patterns("6789", true), Vec::<String>::new());
        assert_eq!(phone_patterns("0812-3456-789", true), [stored]);
    }

    #[test]
    fn what_is_looked_for_is_no_pattern() {
        assert_eq!(holds(r" 50%_\ "), r"%50\%\_\\%");
    }
}
