//! Why the private servers cannot run: one sentence each, saying what to do.

use std::path::PathBuf;

/// Why the private servers cannot run.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// The folder cannot be used.
    #[error("the folder {path} cannot be written ({reason}): choose another with --data")]
    NotWritable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Another process works on the folder.
    #[error("another kharisma is running on {path} (process {pid}): stop it first, or use --data")]
    InUse {
        /// Which.
        path: PathBuf,
        /// Whose.
        pid: String,
    },
    /// The folder was written by newer software.
    #[error(
        "the folder {path} was written by a newer version of kharisma (format {found}; this \
         version knows {known}): run that version, or use another folder with --data"
    )]
    Newer {
        /// Which.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// What this binary knows.
        known: u32,
    },
    /// The folder holds something that is not ours.
    #[error("{path} is not a data folder of kharisma ({reason}): choose another with --data")]
    NotOurs {
        /// Which.
        path: PathBuf,
        /// Why it seems so.
        reason: String,
    },
    /// The replica took over the log, and there is no pair any more.
    #[error(
        "the replica in {path} has been promoted: it holds the log now, and as a replica it would \
         take over what the old primary holds; run `kharisma serve` and `work` on it, or begin \
         anew with --reset"
    )]
    Promoted {
        /// Which folder.
        path: PathBuf,
    },
    /// No room.
    #[error(
        "the disk that holds {path} has only {free_mb} MB free and {needed_mb} MB are needed: make \
         room, or choose another disk with --data"
    )]
    DiskFull {
        /// Which folder.
        path: PathBuf,
        /// Free megabytes.
        free_mb: u64,
        /// Needed megabytes.
        needed_mb: u64,
    },
    /// A program is missing.
    #[error("{program} is not installed: run `apt-get install {package}` (with sudo)")]
    NotInstalled {
        /// Which.
        program: &'static str,
        /// What brings it.
        package: &'static str,
    },
    /// MariaDB is too old.
    #[error("MariaDB {found} is installed and kharisma needs 10.6 or newer: install a newer one")]
    MariaDbTooOld {
        /// What `mariadbd --version` said.
        found: String,
    },
    /// A server did not come up, or did not stay up.
    #[error("{server} {what}; its log {log} says: {said}")]
    Server {
        /// Which.
        server: &'static str,
        /// What happened.
        what: String,
        /// Where its log is.
        log: PathBuf,
        /// The log's last word.
        said: String,
    },
    /// A server came up but did not do as told.
    #[error("{server} refused: {source}")]
    Refused {
        /// Which.
        server: &'static str,
        /// What it said.
        source: sqlx::Error,
    },
}
