//! Which of the private servers to start, and how large.

use std::fs;

/// Which servers to start beside the primary, and how large MariaDB is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fleet {
    /// How large each MariaDB is.
    pub size: Size,
    /// A replica that follows the primary.
    pub replica: bool,
    /// Redis.
    pub redis: bool,
}

/// How large a MariaDB server is made, in megabytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Its buffer pool.
    pub buffer_pool_mb: u64,
    /// Its redo log.
    pub redo_log_mb: u64,
    /// The room it wants on the disk at its first start.
    pub disk_mb: u64,
}

impl Fleet {
    /// What `kharisma up` runs.
    pub const SHOP: Self = Self { size: Size::SMALL, replica: true, redis: true };
}

impl Size {
    /// For trying, testing, and one small shop. Two data folders and their redo logs.
    pub const SMALL: Self = Self { buffer_pool_mb: 64, redo_log_mb: 16, disk_mb: 400 };

    /// For measuring: the disk is written for durability alone, not for want of memory. A quarter
    /// of the memory that is free, 2 GB at most.
    pub fn bench() -> Self {
        let buffer_pool_mb = (available_mb() / 4).clamp(256, 2048);
        Self { buffer_pool_mb, redo_log_mb: 1024, disk_mb: 12_000 }
    }
}

/// Memory that can be had without swapping.
fn available_mb() -> u64 {
    let text = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"));
    let kilobytes = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}
