//! Whether every projection took in every event: each keeps a hash over all it was handed, after every
//! ten thousandth event; here is what that should be.

use std::collections::BTreeMap;

use infra::event_log::{Fault, Mark};
use sqlx::{MySqlConnection, Row};

use crate::runtime::keeper::SPAN;
use crate::runtime::names;
use crate::runtime::seen::see;

/// Ends of spans that are waited for. A projection that is further behind is compared on the next lap.
const WAITING: usize = 1000;

/// What projections should have seen, at the ends of spans that some have not reached yet.
#[derive(Debug, Default)]
pub(super) struct Spans {
    waiting: BTreeMap<i64, ([u8; 32], Vec<&'static str>)>,
}

impl Spans {
    /// Goes on over events; returns the hash behind them.
    pub(super) fn follow(&mut self, mut seen: [u8; 32], marks: &[Mark]) -> [u8; 32] {
        for mark in marks {
            seen = see(seen, *mark);
            if mark.position % SPAN == 0 {
                self.waiting.insert(mark.position, (seen, names().collect()));
            }
        }
        while self.waiting.len() > WAITING {
            self.waiting.pop_first();
        }
        seen
    }

    /// Asks the projections that got there what they saw. Each is asked once.
    pub(super) async fn compare(
        &mut self,
        connection: &mut MySqlConnection,
        log_id: &str,
    ) -> Result<Vec<Fault>, sqlx::Error> {
        let mut faults = Vec::new();
        for (position, (seen, waiting)) in &mut self.waiting {
            let one = |name: &&str| {
                format!(
                    "SELECT '{name}', s.seen FROM {name}_spans AS s JOIN {name}_checkpoint AS c
                     WHERE s.position = {position} AND c.log_id = ?"
                )
            };
            let sql = waiting.iter().map(one).collect::<Vec<_>>().join(" UNION ALL ");
            let mut query = sqlx::query(&sql);
            for _ in waiting.iter() {
                query = query.bind(log_id);
            }
            for row in query.fetch_all(&mut *connection).await? {
                let name: String = row.try_get(0)?;
                let theirs: &[u8] = row.try_get_unchecked(1)?;
                if theirs != seen {
                    let reason = format!(
                        "the projection {name} took in other events than the log holds up to here: \
                         rebuild it"
                    );
                    faults.push(Fault { position: *position, reason });
                }
                waiting.retain(|waits| *waits != name);
            }
        }
        self.waiting.retain(|_, (_, waiting)| !waiting.is_empty());
        Ok(faults)
    }
}
