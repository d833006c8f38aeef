//! Logs. They go to standard error, so that standard output stays free for what was asked for.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{ConfigError, LogConfig, LogFormat};

/// Starts logging for this process.
///
/// # Errors
/// [`ConfigError::Wrong`] for a level that is none.
pub fn start(config: &LogConfig) -> Result<(), ConfigError> {
    let filter = EnvFilter::try_new(&config.level).map_err(|_| {
        let should = "must be error, warn, info, debug or trace";
        ConfigError::Wrong("LOG_LEVEL", config.level.clone(), should)
    })?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let started = match config.format {
        LogFormat::Json => builder.json().flatten_event(true).finish().try_init(),
        LogFormat::Pretty => builder.finish().try_init(),
    };
    let _ = started; // a test may have started it already
    Ok(())
}
