//! Several `kharisma serve` on one log.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use test_shop::{Http, TestDatabase};
use tokio::process::Child;
use tokio::sync::Mutex;

use crate::till::{PASSWORD, free_port, serve, url};

/// API processes, and a cashier signed in at each.
pub(crate) struct Fleet {
    pub(crate) kasir: Vec<Http>,
    ports: Vec<u16>,
    children: Vec<Mutex<Child>>,
}

impl Fleet {
    pub(crate) async fn start(database: &TestDatabase, processes: usize) -> Self {
        let ports: Vec<u16> = (0..processes).map(|_| free_port()).collect();
        let mut children = Vec::new();
        for port in &ports {
            children.push(Mutex::new(serve(&database.variables, *port).await));
        }
        let first = Http::new(url(ports[0])).sign_in("kasir", PASSWORD).await;
        let kasir = ports.iter().map(|port| first.at(&url(*port))).collect();
        Self { kasir, ports, children }
    }

    pub(crate) async fn kill_and_restart(&self, process: usize, database: &TestDatabase) {
        let mut child = self.children[process].lock().await;
        child.kill().await.unwrap();
        *child = serve(&database.variables, self.ports[process]).await;
    }

    pub(crate) async fn signal(&self, process: usize, signal: Signal) {
        let pid = self.children[process].lock().await.id().unwrap();
        kill(Pid::from_raw(i32::try_from(pid).unwrap()), signal).unwrap();
    }

    /// Waits until a process has ended by itself; whether it ended well.
    pub(crate) async fn ended(&self, process: usize) -> bool {
        self.children[process].lock().await.wait().await.unwrap().success()
    }
}
