//! Redis as a child process.

use std::time::{Duration, Instant};

use tokio::process::Child;

use super::EmbeddedError;
use super::data_dir::DataDir;
use super::process::{Program, find_program};

const NOT_INSTALLED: EmbeddedError =
    EmbeddedError::NotInstalled { program: "redis-server", package: "redis-server" };
const START: Duration = Duration::from_mins(1);

/// Refuses a missing Redis, before anything is started.
pub(super) fn check_installed() -> Result<(), EmbeddedError> {
    find_program("redis-server").map(|_| ()).ok_or(NOT_INSTALLED)
}

/// How to start Redis. It keeps nothing: whatever it holds can be rebuilt.
pub(super) fn program(dir: &DataDir) -> Result<Program, EmbeddedError> {
    let path = find_program("redis-server").ok_or(NOT_INSTALLED)?;
    let folder = dir.path().join("redis");
    let config = format!(
        "bind 127.0.0.1\nport {}\nrequirepass {}\ndir \"{}\"\nsave \"\"\nappendonly no\n\
         maxmemory-policy noeviction\ndaemonize no\n",
        dir.ports().redis,
        dir.secrets().redis,
        folder.display()
    );
    Ok(Program {
        server: "redis",
        path,
        arguments: vec!["-".to_owned()],
        input: Some(config),
        log: dir.log("redis"),
        pid_file: dir.run("redis.pid"),
    })
}

/// The URL to reach it by.
pub(super) fn url(dir: &DataDir) -> String {
    format!("redis://:{}@127.0.0.1:{}/", dir.secrets().redis, dir.ports().redis)
}

/// Waits until Redis answers.
pub(super) async fn ready(
    program: &Program,
    child: &mut Child,
    url: &str,
) -> Result<(), EmbeddedError> {
    let begun = Instant::now();
    let client =
        redis::Client::open(url).map_err(|e| program.failed(format!("has no address ({e})")))?;
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            return Err(program.failed(format!("did not start ({status})")));
        }
        if let Ok(mut connection) = client.get_multiplexed_async_connection().await
            && redis::cmd("PING").query_async::<String>(&mut connection).await.is_ok()
        {
            return Ok(());
        }
        if begun.elapsed() > START {
            return Err(program.failed("did not answer in time"));
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
