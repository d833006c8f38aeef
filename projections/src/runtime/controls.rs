//! What shall not go on: projections that an operator paused, and those that stopped by themselves.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use sqlx::Row;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::Site;

/// How often decisions are looked at.
const LOOK: Duration = Duration::from_millis(500);
/// How long that may take.
const ANSWER: Duration = Duration::from_secs(2);

/// The projections that shall not go on, as far as this process knows.
#[derive(Debug, Clone)]
pub(super) struct Controls {
    held: Arc<watch::Sender<HashSet<String>>>,
}

impl Controls {
    /// Looks once, and then now and then.
    pub(super) async fn watch(site: &Site) -> (Self, JoinHandle<()>) {
        let held = Arc::new(watch::channel(HashSet::new()).0);
        let controls = Self { held };
        controls.look(site).await;
        let (site, same) = (site.clone(), controls.clone());
        let watching = tokio::spawn(async move {
            loop {
                tokio::time::sleep(LOOK).await;
                same.look(&site).await;
            }
        });
        (controls, watching)
    }

    /// Whether that projection shall not go on.
    pub(super) fn hold(&self, name: &str) -> bool {
        self.held.borrow().contains(name)
    }

    /// Has a projection stand still until an operator lets it go on.
    pub(super) async fn stop(
        &self,
        site: &Site,
        name: &str,
        reason: &str,
    ) -> Result<(), sqlx::Error> {
        let reason: String = reason.chars().take(1000).collect();
        sqlx::query(
            "UPDATE owners SET stopped_at = UTC_TIMESTAMP(6), stopped_reason = ? WHERE work = ?",
        )
        .bind(reason)
        .bind(name)
        .execute(site.live())
        .await?;
        self.held.send_modify(|held| _ = held.insert(name.to_owned()));
        Ok(())
    }

    /// Looks now. What cannot be read leaves things as they were known to be.
    pub(super) async fn look(&self, site: &Site) {
        let looking = async {
            let paused = "SELECT projection FROM projection_pauses";
            let paused = sqlx::query(paused).fetch_all(site.log()).await?;
            let stopped = "SELECT work FROM owners WHERE stopped_at IS NOT NULL";
            let stopped = sqlx::query(stopped).fetch_all(site.live()).await?;
            let names = paused.iter().chain(&stopped).map(|row| row.try_get(0));
            names.collect::<Result<HashSet<String>, sqlx::Error>>()
        };
        if let Ok(Ok(names)) = tokio::time::timeout(ANSWER, looking).await {
            self.held.send_if_modified(|held| std::mem::replace(held, names.clone()) != names);
        }
    }
}
