//! The storm itself: what is done to processes, sessions and servers while the clients work.

use std::sync::Arc;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use sqlx::{ConnectOptions, Executor, Row};
use test_shop::TestDatabase;

use super::client::Shop;
use super::fleet::Fleet;
use super::servers::{OwnServers, replica};
use crate::dice::Dice;

/// One thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attack {
    KillServe,
    FreezeServe,
    CutSessions,
    StopReplica,
    KillPrimary,
}

/// What was done.
#[derive(Debug, Default)]
pub(crate) struct Damage {
    pub(crate) killed: usize,
    pub(crate) frozen: usize,
    pub(crate) cut: usize,
    pub(crate) replica_stopped: usize,
    pub(crate) primary_killed: usize,
}

pub(crate) struct Attacker {
    pub(crate) database: Arc<TestDatabase>,
    pub(crate) fleet: Arc<Fleet>,
    pub(crate) shop: Arc<Shop>,
    pub(crate) dice: Dice,
    pub(crate) damage: Damage,
}

impl Attacker {
    /// Does everything in `bag` once, in an order of chance, however long that takes, and again and
    /// again until the time is over. Then the shop closes.
    pub(crate) async fn rage(&mut self, servers: &OwnServers, bag: &[Attack], time: Duration) {
        let (begun, mut left, mut done) = (Instant::now(), bag.to_vec(), 0);
        while done < bag.len() || begun.elapsed() < time {
            done += 1;
            if left.is_empty() {
                left.extend(bag.iter().filter(|attack| **attack != Attack::KillPrimary));
            }
            let next = self.dice.up_to(left.len() as u64 - 1);
            let attack = left.swap_remove(usize::try_from(next).unwrap());
            tokio::time::sleep(Duration::from_millis(self.dice.up_to(300))).await; // its pace
            match attack {
                Attack::KillServe => {
                    let process = self.dice.pick(&[0, 1, 2]);
                    self.fleet.kill_and_restart(process, &self.database).await;
                    self.damage.killed += 1;
                }
                Attack::FreezeServe => self.freeze().await,
                Attack::CutSessions => self.cut_sessions().await,
                Attack::StopReplica => self.stop_replica().await,
                Attack::KillPrimary => self.kill_primary(servers).await,
            }
        }
        self.shop.close();
    }

    async fn freeze(&mut self) {
        let process = self.dice.pick(&[0, 1, 2]);
        let begun = Instant::now();
        self.fleet.signal(process, Signal::SIGSTOP).await;
        tokio::time::sleep(Duration::from_millis(1500 + self.dice.up_to(1500))).await; // frozen
        self.fleet.signal(process, Signal::SIGCONT).await;
        self.shop.waits.trouble(Some(process), begun);
        self.damage.frozen += 1;
    }

    /// Cuts off sessions of the API on the primary, some of them at their commit.
    async fn cut_sessions(&mut self) {
        let mut admin = self.database.admin().await;
        for _ in 0..20 {
            let sessions = sqlx::query(
                "SELECT CAST(id AS SIGNED) FROM information_schema.processlist
                 WHERE db = ? AND user = 'kharisma_api'",
            )
            .bind(&self.database.config.primary.name)
            .fetch_all(&mut admin)
            .await
            .unwrap();
            let sessions: Vec<i64> = sessions.iter().map(|row| row.get(0)).collect();
            if !sessions.is_empty() {
                let sql = format!("KILL CONNECTION {}", self.dice.pick(&sessions));
                self.damage.cut += usize::from(admin.execute(sql.as_str()).await.is_ok()); // gone already: fine
            }
            tokio::time::sleep(Duration::from_millis(self.dice.up_to(10))).await; // its pace
        }
    }

    async fn stop_replica(&mut self) {
        let mut replica = replica(&self.database).await;
        replica.execute("STOP SLAVE").await.unwrap();
        tokio::time::sleep(Duration::from_millis(self.dice.up_to(800))).await; // it stands
        replica.execute("START SLAVE").await.unwrap();
        self.damage.replica_stopped += 1;
    }

    async fn kill_primary(&mut self, servers: &OwnServers) {
        let begun = Instant::now();
        servers.kill_primary();
        let primary = self.database.primary_as_admin().options();
        loop {
            if let Ok(mut admin) = primary.connect().await
                && let Ok(row) = admin.fetch_one("SELECT @@read_only = 0").await
                && row.get::<i32, _>(0) == 1
            {
                break;
            }
            assert!(begun.elapsed() < Duration::from_mins(2), "the primary stays away");
            tokio::time::sleep(Duration::from_millis(10)).await; // until it takes writes
        }
        self.shop.waits.trouble(None, begun);
        self.damage.primary_killed += 1;
    }
}
