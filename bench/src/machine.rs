//! The machine a benchmark ran on: a figure without it says little.

use std::fmt::{Display, Formatter};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use infra::database::Database;
use serde::Serialize;
use sqlx::{ConnectOptions, Connection, Executor, Row};

use crate::BenchError;

/// How often the disk is asked.
const SYNCS: usize = 200;

/// A machine and the server on it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Machine {
    /// The processor's own name.
    pub cpu: String,
    /// How many of them.
    pub cores: usize,
    /// Memory, in words.
    pub memory: String,
    /// Operating system and kernel.
    pub os: String,
    /// The server's version.
    pub mariadb: String,
    /// What the server writes before it answers.
    pub durability: String,
    /// Its buffer pool.
    pub buffer_pool_mb: u64,
    /// Whether a replica follows on the same machine.
    pub replica: bool,
    /// What it takes to write 512 bytes and bring them to the disk, half of the times.
    pub fsync_micros: u64,
}

impl Machine {
    /// Looks at this machine, at the disk of `folder`, and at the server.
    ///
    /// # Errors
    /// [`BenchError::Database`].
    pub async fn look(folder: &Path, server: &Database, replica: bool) -> Result<Self, BenchError> {
        let mut connection = server.server().connect().await?;
        let sql = "SELECT VERSION(), CONCAT('sync_binlog=', @@sync_binlog,
                ' innodb_flush_log_at_trx_commit=', @@innodb_flush_log_at_trx_commit,
                ' binlog_annotate_row_events=', @@global.binlog_annotate_row_events),
            CAST(@@innodb_buffer_pool_size DIV 1048576 AS UNSIGNED)";
        let row = connection.fetch_one(sql).await?;
        let machine = Self {
            cpu: line_of("/proc/cpuinfo", "model name").unwrap_or_else(unknown),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory: memory(),
            os: os(),
            mariadb: row.try_get(0)?,
            durability: row.try_get(1)?,
            buffer_pool_mb: row.try_get(2)?,
            replica,
            fsync_micros: fsync_micros(folder)?,
        };
        connection.close().await?;
        Ok(machine)
    }
}

impl Display for Machine {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Self { cpu, cores, memory, os, mariadb, fsync_micros, .. } = self;
        writeln!(f, "{cpu}, {cores} cores, {memory}; {os}")?;
        writeln!(
            f,
            "MariaDB {mariadb}, buffer pool {} MB, {}",
            self.buffer_pool_mb, self.durability
        )?;
        let replica = if self.replica { "a replica follows" } else { "no replica" };
        write!(f, "512 bytes are on the disk after {fsync_micros} µs; {replica}")
    }
}

fn unknown() -> String {
    "unknown".to_owned()
}

/// What stands behind a name in a file of `name: value` or `name=value`.
fn line_of(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim_start_matches([' ', '\t', ':', '=']).trim_matches('"').to_owned())
}

fn memory() -> String {
    let total = line_of("/proc/meminfo", "MemTotal:");
    let kilobytes = total.and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.map_or_else(unknown, |kilobytes| format!("{} MB", kilobytes / 1024))
}

fn os() -> String {
    let name = line_of("/etc/os-release", "PRETTY_NAME").unwrap_or_else(unknown);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{name}, Linux {}", kernel.trim())
}

fn fsync_micros(folder: &Path) -> std::io::Result<u64> {
    let path = folder.join("fsync");
    let mut file = File::create(&path)?;
    let mut micros = Vec::with_capacity(SYNCS);
    for _ in 0..SYNCS {
        let begun = Instant::now();
        file.write_all(&[7; 512])?;
        file.sync_data()?;
        micros.push(u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX));
    }
    fs::remove_file(path)?;
    micros.sort_unstable();
    Ok(micros.get(SYNCS / 2).copied().unwrap_or(0))
}
