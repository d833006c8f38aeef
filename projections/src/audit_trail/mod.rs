//! Who did what to what, when, from where, and what was it before?
//!
//! The trail is the log: every event says what happened, and its metadata who, where and on whose
//! behalf. So the table holds no copy of either, only what a trail is looked up by: a narrow row for each
//! event, which is as cheap to write, and to write again, as a row can be. The rest is read from the
//! log's own rows on the same server, by their keys, for the lines of a page only. No personal data lies
//! in the table, so nothing is left in it when a person is erased.
//!
//! Old → new is found by folding: the thing's own history up to the event, by the same rules that decided
//! it, compared before and after ([`folds`]). That is exact for every event there is and for those to
//! come, defaults that were never set included; there is nothing to keep, nothing that could drift, and
//! nobody forgets to write it down. Its price is bounded: a page folds each history it shows once, and
//! no further than [`folds::FARTHEST`]. What is a ledger by itself (a drawer's cash, a customer's account,
//! an outlet's closed days) is not folded: its events are the figures.
//!
//! Logins and refusals, which are no events, can join as one more SELECT of the same columns in
//! [`query`]: lines are ordered by time first, and by position only where the time is the same.

mod differences;
mod folds;
mod forgotten;
mod query;

pub use differences::Difference;
pub use query::{AuditFilter, BY_AGE, Cursor, Trace, Window, list, traces};

use domain::values::UserId;
use serde::Deserialize;
use sqlx::MySqlConnection;

use crate::many::Rows;
use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct AuditTrail;

const ROWS: Rows = Rows::new(
    "audit_trail",
    &["position", "recorded_at", "user_id", "action", "entity_type", "entity_id"],
);

/// The part of the metadata by which the trail is looked up.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Who<'a> {
    user_id: Option<&'a str>,
}

/// The login that acted; none if the shop itself did.
fn actor(metadata: &[u8]) -> Result<Option<UserId>, String> {
    let who: Who<'_> = serde_json::from_slice(metadata).map_err(|error| error.to_string())?;
    let Some(text) = who.user_id else { return Ok(None) };
    let id = text.parse().ok().and_then(|id| UserId::new(id).ok());
    id.map(Some).ok_or_else(|| format!("{text} is no login"))
}

impl Projection for AuditTrail {
    const NAME: &'static str = "audit_trail";
    const VERSION: i32 = 1;
    const READS: &'static [&'static str] = &[
        "account",
        "catalog",
        "customer",
        "day_book",
        "drawer",
        "employee",
        "invoice",
        "order",
        "outlet",
        "payment",
        "settings",
        "settlement",
        "subscription",
        "till",
        "user",
    ];
    const LISTED: &'static [&'static str] = &["audit_trail"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        let mut rows = Vec::with_capacity(events.len());
        for applied in events {
            let position = applied.mark.position;
            let wrong = |reason| ProjectionError::Event { position, reason };
            let user = actor(applied.metadata).map_err(wrong)?;
            let id: i64 = applied.aggregate_id.parse().map_err(|_| {
                wrong(format!("{} is no id of anything here", applied.aggregate_id))
            })?;
            rows.push((applied, user, id));
        }
        let write = ROWS.write(connection, &rows, |query, (applied, user, id)| {
            let (entity, action) = applied.event.names();
            query
                .bind(applied.mark.position)
                .bind(applied.recorded_at.naive_utc()) // as DATETIME: a TIMESTAMP ends in 2038
                .bind(user.map(UserId::get))
                .bind(action)
                .bind(entity)
                .bind(id)
        });
        Ok(write.await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_acted_stands_in_the_metadata() {
        let acted = |json: &str| actor(json.as_bytes()).map(|id| id.map(UserId::get));
        assert_eq!(acted(r#"{"userId":"3","username":"kasir","tillId":"1"}"#), Ok(Some(3)));
        assert_eq!(acted(r#"{"role":"system","causationId":"invoices/2026-11"}"#), Ok(None));
        assert_eq!(acted("{}"), Ok(None));
        for wrong in [r#"{"userId":"0"}"#, r#"{"userId":"kasir"}"#, "", "[]"] {
            assert!(acted(wrong).is_err(), "{wrong}");
        }
    }
}
