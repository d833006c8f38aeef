//! Benchmarks: our paths beside those people would pick instead, in one run on one machine. No rule
//! of the shop stands here, and nothing that serves it.

pub mod append;
mod error;
pub mod freshness;
pub mod http;
pub mod machine;
pub mod passwords;
pub mod queries;
pub mod replay;
pub mod report;
pub mod rules;

pub use error::BenchError;
