//! Conditions on rows.

use chrono::{DateTime, Utc};
use domain::values::BusinessDay;

use super::Statement;

/// What is bound in a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// An id, an amount, yes or no.
    Number(i64),
    /// A name.
    Text(String),
    /// A moment.
    Instant(DateTime<Utc>),
    /// A day.
    Day(BusinessDay),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<DateTime<Utc>> for Value {
    fn from(instant: DateTime<Utc>) -> Self {
        Self::Instant(instant)
    }
}

impl From<BusinessDay> for Value {
    fn from(day: BusinessDay) -> Self {
        Self::Day(day)
    }
}

/// What must hold of a row, all of it, each with what is bound in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conditions {
    sql: Vec<String>,
    bound: Vec<Value>,
}

impl Conditions {
    /// That must hold, too.
    #[must_use]
    pub fn and(mut self, sql: impl Into<String>, bound: impl IntoIterator<Item = Value>) -> Self {
        self.sql.push(sql.into());
        self.bound.extend(bound);
        self
    }

    /// That must hold, too, if there is a value for it.
    #[must_use]
    pub fn when(self, value: Option<impl Into<Value>>, sql: &'static str) -> Self {
        match value {
            Some(value) => self.and(sql, [value.into()]),
            None => self,
        }
    }

    /// That must hold, too, if it is asked for.
    #[must_use]
    pub fn if_asked(self, asked: bool, sql: impl Into<String>) -> Self {
        if asked { self.and(sql, []) } else { self }
    }

    /// The column must hold one of these; of none nothing is found.
    #[must_use]
    pub fn among<V: Into<Value>>(
        self,
        column: &'static str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let values: Vec<Value> = values.into_iter().map(Into::into).collect();
        match values.len() {
            0 => self.and("FALSE", []),
            1 => self.and(format!("{column} = ?"), values),
            many => self.and(format!("{column} IN ({})", vec!["?"; many].join(", ")), values),
        }
    }

    /// Any of these must hold; of none nothing is found.
    pub fn any(self) -> (String, Vec<Value>) {
        let sql = if self.sql.is_empty() { "FALSE".to_owned() } else { self.sql.join(" OR ") };
        (sql, self.bound)
    }

    /// A statement on the rows for which it holds.
    pub fn statement(&self, select: &str, rest: &str) -> Statement {
        let sql = format!("{select} WHERE {} {rest}", self.wherever());
        Statement { sql, bound: self.bound.clone() }
    }

    pub(super) fn wherever(&self) -> String {
        if self.sql.is_empty() { "TRUE".to_owned() } else { self.sql.join(" AND ") }
    }

    pub(super) fn bound(&self) -> impl Iterator<Item = Value> {
        self.bound.iter().cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_come_with_what_is_bound_in_them() {
        let none: Option<i64> = None;
        let conditions = Conditions::default()
            .when(Some(7), "order_id = ?")
            .when(none, "payment_id = ?")
            .if_asked(true, "NOT deleted")
            .among("method", ["cash", "card"])
            .among("outlet_id", [1]);
        let expected = "order_id = ? AND NOT deleted AND method IN (?, ?) AND outlet_id = ?";
        assert_eq!(conditions.wherever(), expected);
        let bound = [Value::Number(7), "cash".into(), "card".into(), 1.into()];
        assert_eq!(conditions.bound().collect::<Vec<_>>(), bound);
        assert_eq!(Conditions::default().wherever(), "TRUE");
        let nobody = Conditions::default().among("customer_id", Vec::<i64>::new());
        assert_eq!(nobody.wherever(), "FALSE");
        assert_eq!(nobody.any(), ("FALSE".to_owned(), vec![]));
    }
}
