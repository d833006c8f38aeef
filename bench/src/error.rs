//! Why a benchmark gave no figures.

use infra::event_log::LogError;
use infra::migrations::SchemaError;

/// Why a benchmark gave no figures. On servers of its own, nothing but a lost race is expected to
/// go wrong; whatever does ends it.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// A database could not be made.
    #[error("a database for the benchmark cannot be made: {0}")]
    Schema(#[from] SchemaError),
    /// The log failed.
    #[error("the log failed: {0}")]
    Log(#[from] LogError),
    /// The server refused.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The stock path failed.
    #[error("cqrs-es with mysql-es failed: {0}")]
    Stock(String),
    /// A process that appends failed.
    #[error("a process that appends failed: {0}")]
    Worker(String),
    /// The shop that is measured did not answer as it should.
    #[error("the shop that is measured failed: {0}")]
    Served(String),
    /// What was acknowledged is not what the database holds.
    #[error("{path} is wrong, its figures are worthless: {what}")]
    Wrong {
        /// Which path.
        path: &'static str,
        /// What does not fit.
        what: String,
    },
    /// Nothing to measure is left.
    #[error("nothing is left to measure: {0}")]
    Nothing(&'static str),
}

impl From<serde_json::Error> for BenchError {
    fn from(error: serde_json::Error) -> Self {
        Self::Worker(error.to_string())
    }
}

impl From<std::io::Error> for BenchError {
    fn from(error: std::io::Error) -> Self {
        Self::Worker(error.to_string())
    }
}
