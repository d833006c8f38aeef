//! Copies of small parts of the read tables in Redis, for what the counter asks all day long. A view is
//! fed from the log as the tables are, filled from them when it is missing, compared with them now and
//! then, and lost without harm: whoever asks is answered from the tables.

mod ask;
mod check;
mod keep;
mod kept;

pub(crate) use ask::{Asked, ask};
pub use check::{Checked, check};
pub(crate) use keep::keep;
pub use kept::{Kept, Shown};

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use infra::redis::Redis;
use sqlx::MySqlConnection;

use crate::ReadError;
use crate::catalog::PriceLists;
use crate::dashboard::SalesCounters;
use crate::orders::LatestOrders;
use crate::queue::QueueBoard;
use crate::runtime::{Applied, Projection};
use crate::takings::TodaysTakings;

/// What a view holds: texts by name.
pub type Fields = BTreeMap<String, String>;

/// Why a view cannot take something in: a field of it cannot be read, or does not fit the event. It is
/// filled anew, then.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unfit(pub String);

impl From<serde_json::Error> for Unfit {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

/// A view: how it is filled, and what events do to it.
pub trait View: Send + Sync + 'static {
    /// Its name.
    const NAME: &'static str;
    /// Raised whenever the same events would make other fields: another version is another view.
    const VERSION: i32;
    /// Whose tables it is filled from.
    type Source: Projection;

    /// Which part of the tables it holds now. When that is another than what it was filled with, it is
    /// filled anew.
    fn scope(_now: DateTime<Utc>) -> String {
        String::new()
    }

    /// Everything that belongs in it, as the tables have it.
    fn fill(
        tables: &mut MySqlConnection,
        scope: &str,
    ) -> impl Future<Output = Result<Fields, ReadError>> + Send;

    /// The fields that events may change.
    fn touched(scope: &str, events: &[Applied<'_>]) -> BTreeSet<String>;

    /// Changes those fields by the events, as the tables are changed.
    ///
    /// # Errors
    /// [`Unfit`].
    fn take_in(scope: &str, fields: &mut Fields, events: &[Applied<'_>]) -> Result<(), Unfit>;

    /// The first field that is another in the view than in the tables.
    fn difference(view: &Fields, tables: &Fields) -> Option<String> {
        let names = view.keys().chain(tables.keys());
        names.into_iter().find(|name| view.get(*name) != tables.get(*name)).cloned()
    }
}

/// All views of a log, to be read.
#[derive(Debug, Clone)]
pub struct Views {
    /// Who waits, and who is being served.
    pub queue: Kept<QueueBoard>,
    /// What came in today.
    pub takings: Kept<TodaysTakings>,
    /// Orders that are not done or not paid, and those of the last days; and how many are open.
    pub orders: Kept<LatestOrders>,
    /// The price lists.
    pub catalog: Kept<PriceLists>,
    /// What was sold today and before.
    pub dashboard: Kept<SalesCounters>,
}

impl Views {
    /// The views of a log.
    pub fn of(redis: &Redis, log_id: &str) -> Self {
        Self {
            queue: Kept::new(redis.clone(), log_id),
            takings: Kept::new(redis.clone(), log_id),
            orders: Kept::new(redis.clone(), log_id),
            catalog: Kept::new(redis.clone(), log_id),
            dashboard: Kept::new(redis.clone(), log_id),
        }
    }

    /// How far each is that is there.
    pub(crate) async fn positions(&self) -> Vec<(&'static str, i64)> {
        let (queue, takings, orders, catalog, dashboard) = tokio::join!(
            self.queue.position(),
            self.takings.position(),
            self.orders.position(),
            self.catalog.position(),
            self.dashboard.position()
        );
        let named = [
            ("queue in Redis", queue),
            ("takings in Redis", takings),
            ("orders in Redis", orders),
            ("catalog in Redis", catalog),
            ("dashboard in Redis", dashboard),
        ];
        named.into_iter().filter_map(|(name, position)| Some((name, position?))).collect()
    }
}
