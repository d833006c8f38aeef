//! Starting the servers, keeping them up, stopping them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::process::Child;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::data_dir::{DataDir, Secrets};
use super::install::install;
use super::mariadb::{self, Role};
use super::process::{Program, stop};
use super::{EmbeddedError, Fleet, Size, redis_server};
use crate::database::Database;

/// A server that dies more often than this in a minute is not started again.
const RESTARTS_A_MINUTE: usize = 5;

/// The servers' process ids, as they were first started; 0 for one that was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Pids {
    /// The primary's.
    pub primary: u32,
    /// The replica's.
    pub replica: u32,
    /// Redis's.
    pub redis: u32,
}

/// The servers, running.
pub struct Servers {
    dir: Arc<DataDir>,
    pids: Pids,
    stop: watch::Sender<bool>,
    lost: mpsc::Receiver<EmbeddedError>,
    keepers: Vec<JoinHandle<()>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Server {
    MariaDb(Role),
    Redis,
}

impl Server {
    fn program(self, dir: &DataDir, size: Size) -> Result<Program, EmbeddedError> {
        match self {
            Self::MariaDb(role) => mariadb::program(dir, role, size),
            Self::Redis => redis_server::program(dir),
        }
    }

    /// Starts the server and sees that it does its work.
    async fn start(self, program: &Program, dir: &DataDir) -> Result<Child, EmbeddedError> {
        let mut child = program.spawn().await?;
        match self {
            Self::MariaDb(role) => {
                let address = mariadb::address(dir, role, "");
                let connection = mariadb::ready(program, &mut child, &address).await?;
                match role {
                    Role::Primary => mariadb::open_for_writing(connection).await?,
                    Role::Replica => mariadb::follow(connection, dir).await?,
                }
            }
            Self::Redis => {
                redis_server::ready(program, &mut child, &redis_server::url(dir)).await?;
            }
        }
        Ok(child)
    }
}

impl Servers {
    /// Starts the shop's three.
    ///
    /// # Errors
    /// [`EmbeddedError`]; what was started is stopped again.
    pub async fn start(dir: DataDir) -> Result<Self, EmbeddedError> {
        Self::start_fleet(dir, Fleet::SHOP).await
    }

    /// Starts the primary and whatever else `fleet` says.
    ///
    /// # Errors
    /// [`EmbeddedError`]; what was started is stopped again.
    pub async fn start_fleet(dir: DataDir, fleet: Fleet) -> Result<Self, EmbeddedError> {
        mariadb::check_installed()?;
        let mut roles = vec![Role::Primary];
        if fleet.replica {
            roles.push(Role::Replica);
        }
        let mut all: Vec<Server> = roles.iter().copied().map(Server::MariaDb).collect();
        if fleet.redis {
            redis_server::check_installed()?;
            all.push(Server::Redis);
        }
        dir.check_room(fleet.size)?;
        let dir = Arc::new(dir);
        let installing = dir.clone();
        let installed = tokio::task::spawn_blocking(move || install(&installing, &roles)).await;
        installed.unwrap_or_else(|e| {
            let (path, reason) = (dir.path().to_owned(), e.to_string());
            Err(EmbeddedError::NotWritable { path, reason })
        })?;
        let (stop, stopping) = watch::channel(false);
        let (report_loss, lost) = mpsc::channel(all.len());
        let mut starting = Vec::new();
        for server in all {
            let dir = dir.clone();
            starting.push(tokio::spawn(async move {
                let program = server.program(&dir, fleet.size)?;
                let child = server.start(&program, &dir).await?;
                Ok::<_, EmbeddedError>((server, program, child))
            }));
        }
        let mut started = Vec::new();
        let mut failure = None;
        for task in starting {
            match task.await {
                Ok(Ok(running)) => started.push(running),
                Ok(Err(error)) => failure = failure.or(Some(error)),
                Err(panic) => std::panic::resume_unwind(panic.into_panic()),
            }
        }
        if let Some(error) = failure {
            for (_, _, mut child) in started {
                self::stop(&mut child).await;
            }
            return Err(error);
        }
        let pid = |of: Server| {
            let one = started.iter().find(|(server, _, _)| *server == of);
            one.and_then(|(_, _, child)| child.id()).unwrap_or(0)
        };
        let pids = Pids {
            primary: pid(Server::MariaDb(Role::Primary)),
            replica: pid(Server::MariaDb(Role::Replica)),
            redis: pid(Server::Redis),
        };
        let keepers = started
            .into_iter()
            .map(|(server, program, child)| {
                let (dir, stopping, report_loss) =
                    (dir.clone(), stopping.clone(), report_loss.clone());
                tokio::spawn(keep(server, program, child, dir, stopping, report_loss))
            })
            .collect();
        Ok(Self { dir, pids, stop, lost, keepers })
    }

    /// The folder they run in.
    pub fn dir(&self) -> &DataDir {
        &self.dir
    }

    /// Their passwords.
    pub fn secrets(&self) -> &Secrets {
        self.dir.secrets()
    }

    /// How the administrator reaches a database on the server of that role.
    pub fn address(&self, role: Role, database: &str) -> Database {
        mariadb::address(&self.dir, role, database)
    }

    /// How Redis is reached.
    pub fn redis_url(&self) -> String {
        redis_server::url(&self.dir)
    }

    /// Their process ids.
    pub const fn pids(&self) -> Pids {
        self.pids
    }

    /// Waits until the replica has everything the primary has now; false if it has not in time.
    ///
    /// # Errors
    /// [`EmbeddedError::Refused`].
    pub async fn in_step(&self, within: Duration) -> Result<bool, EmbeddedError> {
        mariadb::in_step(&self.dir, within).await
    }

    /// Waits until a server is lost for good. While all is well, this never returns.
    pub async fn lost(&mut self) -> EmbeddedError {
        match self.lost.recv().await {
            Some(error) => error,
            None => std::future::pending().await,
        }
    }

    /// Stops all of them, side by side.
    pub async fn stop(self) {
        let _ = self.stop.send(true); // no keeper, nothing to stop
        for keeper in self.keepers {
            let _ = keeper.await; // it only stops a server
        }
    }
}

/// Waits until told to stop; a sender that is gone says the same.
async fn told(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stop| *stop).await.is_ok(); // the guard may not be held on
}

/// Keeps one server up until told to stop.
async fn keep(
    server: Server,
    program: Program,
    mut child: Child,
    dir: Arc<DataDir>,
    mut stopping: watch::Receiver<bool>,
    report_loss: mpsc::Sender<EmbeddedError>,
) {
    let mut deaths: Vec<Instant> = Vec::new();
    loop {
        tokio::select! {
            () = told(&mut stopping) => {
                stop(&mut child).await;
                let _ = std::fs::remove_file(&program.pid_file); // nothing left to find
                return;
            }
            status = child.wait() => {
                let status = status.map_or_else(|e| e.to_string(), |s| s.to_string());
                tracing::warn!(server = program.server, status, "a server died: starting it again");
                deaths.retain(|death| death.elapsed() < Duration::from_mins(1));
                deaths.push(Instant::now());
                let again = if deaths.len() > RESTARTS_A_MINUTE {
                    Err(program.failed(format!("keeps dying ({status})")))
                } else {
                    server.start(&program, &dir).await
                };
                match again {
                    Ok(restarted) => child = restarted,
                    Err(error) => {
                        let _ = report_loss.send(error).await; // nobody listens: stopping already
                        return;
                    }
                }
            }
        }
    }
}
