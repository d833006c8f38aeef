//! Who acted is named in the metadata of what they did, which is not sealed. Whoever was forgotten since is
//! shown as a tombstone, and not where they were.

use std::collections::{BTreeSet, HashMap};

use domain::values::ERASED;
use sqlx::Row;

use super::Trace;
use crate::{ReadError, Snapshot};

/// Leaves tombstones in place of the names of logins whose owners were forgotten.
pub(super) async fn forget(
    snapshot: &mut Snapshot,
    log: &str,
    traces: &mut HashMap<i64, Trace>,
) -> Result<(), ReadError> {
    let named = |trace: &Trace| {
        let Trace { metadata, .. } = trace;
        [metadata.user_id.clone(), metadata.approved_by.clone()].into_iter().flatten()
    };
    let users: BTreeSet<String> = traces.values().flat_map(named).collect();
    if users.is_empty() {
        return Ok(());
    }
    let marks = vec!["?"; users.len()].join(", ");
    let sql = format!(
        "SELECT SUBSTRING_INDEX(subject, '/', -1) FROM `{log}`.subject_keys
         WHERE subject IN ({marks}) AND erased_at IS NOT NULL"
    );
    let subjects = users.iter().map(|user| format!("user/{user}"));
    let query = subjects.fold(sqlx::query(&sql), sqlx::query::Query::bind);
    let rows = query.fetch_all(snapshot.connection()).await?;
    let gone = rows.iter().map(|row| row.try_get(0)).collect::<Result<BTreeSet<String>, _>>()?;
    let is_gone = |user: &Option<String>| user.as_ref().is_some_and(|user| gone.contains(user));
    for Trace { metadata, .. } in traces.values_mut() {
        if is_gone(&metadata.user_id) {
            metadata.username = Some(ERASED.to_owned());
            metadata.client_ip = None;
        }
        if is_gone(&metadata.approved_by) {
            metadata.approver_username = Some(ERASED.to_owned());
        }
    }
    Ok(())
}
