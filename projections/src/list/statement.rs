//! A statement and what is bound in it.

use sqlx::MySql;
use sqlx::mysql::MySqlArguments;
use sqlx::query::Query;

use super::Value;

/// A statement and what is bound in it, so that it can be run, and explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// With a question mark for each value.
    pub sql: String,
    /// The values.
    pub bound: Vec<Value>,
}

impl Statement {
    /// Ready to be run.
    pub fn query(&self) -> Query<'_, MySql, MySqlArguments> {
        self.bound.iter().fold(sqlx::query(&self.sql), |query, value| match value {
            Value::Number(number) => query.bind(*number),
            Value::Text(text) => query.bind(text.as_str()),
            Value::Instant(at) => query.bind(at.naive_utc()), // as DATETIME: a TIMESTAMP ends in 2038
            Value::Day(day) => query.bind(day.date()),
        })
    }
}
