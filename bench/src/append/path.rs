//! The ways to append that are measured.

use serde::{Deserialize, Serialize};

/// A way to append.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Path {
    /// The event log, everything on.
    Ours,
    /// `CqrsFramework` and `MysqlEventRepository`, as published.
    Stock,
    /// One INSERT an event, committed one by one.
    SingleRow,
    /// 128 events an INSERT, on one connection.
    RawMultiRow,
}

impl Path {
    /// All of them, in the order in which the first round takes them.
    pub const ALL: [Self; 4] = [Self::Ours, Self::Stock, Self::SingleRow, Self::RawMultiRow];

    /// Its name on the command line and in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Stock => "stock",
            Self::SingleRow => "single_row",
            Self::RawMultiRow => "raw_multi_row",
        }
    }

    /// Whether it can run in several processes: the raw paths hand out positions by themselves.
    pub(super) const fn in_several(self) -> bool {
        match self {
            Self::Ours | Self::Stock => true,
            Self::SingleRow | Self::RawMultiRow => false,
        }
    }
}

/// Which tallies several processes work on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aggregates {
    /// Each its own part of the pool.
    Separate,
    /// All the whole pool.
    Same,
}

impl Aggregates {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Separate, Self::Same];

    /// Its name on the command line and in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Separate => "separate",
            Self::Same => "same",
        }
    }
}
